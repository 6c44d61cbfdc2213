// Where a text stops being JSON. JSON.parse decides whether it is; this only finds the place for
// the message, because the engine tells it for some mistakes and not for others.

const blank = /[\t\n\r ]*/y;
const atom = /true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const escaped = /\\(["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The character at which no valid JSON can go on; the text's length when it ends too early. */
export function brokenAt(text: string): number {
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const quoted = (): boolean => {
    if (text[at] !== '"') return false;
    at++;
    while (at < text.length && text[at] !== '"') {
      if (text[at] === "\\" ? !take(escaped) : text.charCodeAt(at++) < 0x20) return false;
    }
    return text[at++] === '"';
  };
  const sign = (letter: string): boolean => {
    take(blank);
    if (text[at] !== letter) return false;
    at++;
    take(blank);
    return true;
  };
  const member = (): boolean => quoted() && sign(":") && value();
  const members = (one: () => boolean, end: string): boolean => {
    if (sign(end)) return true;
    do {
      if (!one()) return false;
    } while (sign(","));
    return sign(end);
  };
  const value = (): boolean => {
    if (sign("{")) return members(member, "}");
    if (sign("[")) return members(value, "]");
    return quoted() || take(atom);
  };
  take(blank);
  if (value()) take(blank);
  return Math.min(at, text.length);
}

/** The first key of valid JSON that its object has already, and where it stands again. */
export function repeatedKey(text: string): { readonly key: string; readonly at: number } {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === "{") open.push(new Set());
    else if (letter === "[") open.push(null);
    else if (letter === "}" || letter === "]") open.pop();
    else if (letter === '"') {
      const end = endOfText(text, at);
      const keys = open.at(-1) ?? null;
      blank.lastIndex = end;
      blank.test(text);
      if (keys !== null && text[blank.lastIndex] === ":") {
        const key = JSON.parse(text.slice(at, end)) as string;
        if (keys.has(key)) return { key, at };
        keys.add(key);
      }
      at = end - 1;
    }
  }
  return { key: "", at: text.length };
}

/** Behind the quote that closes what the quote at `from` opens. */
function endOfText(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

/** `line 2, column 11`, counted from one. */
export function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split("\n");
  return `line ${before.length}, column ${(before.at(-1) as string).length + 1}`;
}
