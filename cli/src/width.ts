// How wide text is on a terminal, and text that does nothing to a terminal. Pure.

/** East Asian wide and full-width letters, and pictures that are drawn two columns wide. */
const wide = new RegExp(
  `[${[
    ...["\\u1100-\\u115f", "\\u2e80-\\u303e", "\\u3041-\\u33ff", "\\u3400-\\u4dbf"],
    ...["\\u4e00-\\u9fff", "\\ua000-\\ua4cf", "\\ua960-\\ua97f", "\\uac00-\\ud7a3"],
    ...["\\uf900-\\ufaff", "\\ufe30-\\ufe6f", "\\uff01-\\uff60", "\\uffe0-\\uffe6"],
    ...["\\u{1b000}-\\u{1b2ff}", "\\u{20000}-\\u{3fffd}", "\\p{Emoji_Presentation}", "\\ufe0f"],
  ].join("")}]`,
  "u",
);
/** Marks that stand on the letter before them, and what is not seen. */
const nothing = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

const lettersOf = (text: string): string[] =>
  [...segmenter.segment(text)].map(({ segment }) => segment);

const letterWidth = (letter: string): number =>
  nothing.test(letter) ? 0 : wide.test(letter) ? 2 : 1;

const onlyAscii = /^[\x20-\x7e]*$/;

export const widthOf = (text: string): number =>
  onlyAscii.test(text)
    ? text.length
    : lettersOf(text).reduce((sum, letter) => sum + letterWidth(letter), 0);

/** The text in at most so many columns, with an ellipsis for what is gone. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = "";
  let used = 0;
  for (const letter of lettersOf(text)) {
    used += letterWidth(letter);
    if (used > columns - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}

export const padded = (text: string, columns: number): string =>
  text + " ".repeat(Math.max(0, columns - widthOf(text)));

/** Control characters, and what turns the direction of writing. */
const harmful = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

const escaped = (letter: string): string =>
  `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * Anybody may have chosen a driver's name: what would steer the reader's terminal is written out.
 */
export const harmless = (text: string): string =>
  text.replace(/[\t\n\r]+/g, " ").replace(harmful, escaped);

/** JSON that is the same to programs, and harmless on a terminal. */
export const harmlessJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(harmful, (letter) =>
    letter === "\n" ? letter : escaped(letter),
  );

/** Breaks a paragraph into lines. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer) > columns && line !== "") {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === "" ? lines : [...lines, line];
}
