// How generated TypeScript is written: names, comments, object types. Pure.

/** `charging_session` → `ChargingSession`, `rollPassword` → `RollPassword` */
export const pascal = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join("");

export const key = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);

const width = 98;

function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > columns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** A comment before a declaration, with its line break; nothing where there is nothing to say. */
export function doc(paragraphs: readonly (string | null | undefined)[], indent: string): string {
  const said = paragraphs
    .flatMap((one) => (one ?? "").split(/\n{2,}/))
    .map((one) => one.replaceAll("*/", "*\\/").trim())
    .filter((one) => one !== "");
  if (said.length === 0) return "";
  const columns = width - indent.length - 3;
  const lines = said.flatMap((one, at) => [...(at === 0 ? [] : [""]), ...wrapped(one, columns)]);
  const [first = ""] = lines;
  if (lines.length === 1 && first.length <= columns - 4) return `${indent}/** ${first} */\n`;
  const body = lines.map((line) => `${indent} *${line === "" ? "" : ` ${line}`}\n`).join("");
  return `${indent}/**\n${body}${indent} */\n`;
}

/** The head of a generated file. */
export const head = (about: string): string =>
  `// ${about}\n// Generated from openapi.json by generate.ts (npm run sdk); do not edit.\n`;

/** `import type { A, B } from "x";`, or nothing. */
export function importTypes(names: readonly string[], from: string): string {
  if (names.length === 0) return "";
  const sorted = [...new Set(names)].sort();
  const line = `import type { ${sorted.join(", ")} } from "${from}";\n`;
  if (line.length <= width + 2) return line;
  return `import type {\n${sorted.map((one) => `  ${one},\n`).join("")}} from "${from}";\n`;
}
