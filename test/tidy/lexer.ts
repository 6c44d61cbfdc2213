// Tells code from strings, comments and regular expressions in TypeScript, so that the tidy rules
// look at what they mean. Knows no grammar beyond that.

export type Token = {
  /** Where its first character stands: quote, slash or backtick. */
  readonly at: number;
  readonly text: string;
};

export type Lexed = {
  /** The text with strings, comments and regular expressions blanked; every offset stays. */
  readonly code: string;
  /** Contents of strings; a template's `${…}` stays in its text and counts as code too. */
  readonly strings: readonly Token[];
  readonly comments: readonly Token[];
};

const blank = (text: string): string => text.replace(/[^\n]/g, " ");

/** After these a slash begins a regular expression, not a division. */
const beforeRegex = /(^|[=(,:;[!&|?{}+\-*%<>~^]|\b(return|typeof|case|in|of|void|await))\s*$/;

const endOfQuoted = (text: string, from: number): number => {
  const quote = text[from];
  let at = from + 1;
  while (at < text.length && text[at] !== quote) at += text[at] === "\\" ? 2 : 1;
  return at + 1;
};

function endOfRegex(text: string, from: number): number {
  let inClass = false;
  let at = from + 1;
  for (; at < text.length && (inClass || text[at] !== "/"); at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "[") inClass = true;
    else if (text[at] === "]") inClass = false;
  }
  return at + 1;
}

type Piece = { readonly from: number; readonly to: number; readonly kind: "code" | "template" };

/** The stretches of a template between its backticks: its own text, and code inside `${}`. */
function piecesOfTemplate(text: string, from: number): { pieces: Piece[]; end: number } {
  const pieces: Piece[] = [];
  let start = from;
  let at = from + 1;
  while (at < text.length && text[at] !== "`") {
    if (text[at] === "\\") at += 2;
    else if (text.startsWith("${", at)) {
      pieces.push({ from: start, to: at + 2, kind: "template" });
      const end = endOfHole(text, at + 2);
      pieces.push({ from: at + 2, to: end, kind: "code" });
      start = end;
      at = end + 1;
    } else at++;
  }
  pieces.push({ from: start, to: at + 1, kind: "template" });
  return { pieces, end: at + 1 };
}

function endOfHole(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"' || letter === "'") at = endOfQuoted(text, at) - 1;
    else if (letter === "`") at = piecesOfTemplate(text, at).end - 1;
    else if (letter === "{") depth++;
    else if (letter === "}" && depth-- === 0) return at;
  }
  return text.length;
}

export function lex(text: string): Lexed {
  const strings: Token[] = [];
  const comments: Token[] = [];
  let code = "";
  let at = 0;
  const skip = (end: number, into: Token[] | null, token: string): void => {
    into?.push({ at, text: token });
    code += blank(text.slice(at, end));
    at = end;
  };
  while (at < text.length) {
    const letter = text[at];
    if (text.startsWith("//", at)) {
      const end = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
      skip(end, comments, text.slice(at, end));
    } else if (text.startsWith("/*", at)) {
      const end = text.indexOf("*/", at) + 2;
      skip(end, comments, text.slice(at, end));
    } else if (letter === '"' || letter === "'") {
      const end = endOfQuoted(text, at);
      skip(end, strings, text.slice(at + 1, end - 1));
    } else if (letter === "`") {
      const { pieces, end } = piecesOfTemplate(text, at);
      strings.push({ at, text: text.slice(at + 1, end - 1) });
      for (const { from, to, kind } of pieces) {
        const stretch = text.slice(from, to);
        code += kind === "template" ? blank(stretch) : lex(stretch).code;
      }
      at = end;
    } else if (letter === "/" && beforeRegex.test(code.slice(-20))) {
      skip(endOfRegex(text, at), null, "");
    } else {
      code += letter;
      at++;
    }
  }
  return { code, strings, comments };
}
