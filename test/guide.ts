// Reads the guides as a reader would: the requests in them, and the answers that they print. Ids in
// a guide stand for what the platform really makes; the first answer that shows one says for what.
import assert from "node:assert/strict";
import type { Json } from "./platform.ts";

export type Block = { readonly language: string; readonly text: string };

/** A request as a guide prints it, with the answer printed under it. */
export type Example = {
  readonly command: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly printed: unknown;
};

/** The fenced blocks of a guide, in order. */
export const blocksOf = (markdown: string): readonly Block[] =>
  [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
    ...{ language, text },
  }));

/** Every request, each of which must print its answer. */
export function examplesOf(markdown: string): readonly Example[] {
  const blocks = blocksOf(markdown);
  return blocks.flatMap(({ language, text }, at) => {
    if (language !== "sh") return [];
    const answer = blocks[at + 1];
    assert.equal(answer?.language, "json", `no answer is printed under ${text}`);
    return [{ ...requestOf(text), printed: printedAnswer(answer?.text ?? "") }];
  });
}

/** The words of a command: quotes as a shell reads them, lines joined at a backslash. */
function wordsOf(command: string): string[] {
  const joined = command.replaceAll("\\\n", " ");
  return [...joined.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"]+)+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double),
  );
}

function requestOf(command: string): Omit<Example, "printed"> {
  const [program, ...words] = wordsOf(command.trim());
  assert.equal(program, "curl", `not a request: ${command}`);
  let method = "GET";
  let path = "";
  let body: string | null = null;
  const headers: Record<string, string> = {};
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "-X") method = words.shift() ?? "";
    else if (word === "-H") {
      const [name = "", value = ""] = (words.shift() ?? "").split(/: (.*)/s);
      headers[name.toLowerCase()] = value;
    } else if (word === "--json") {
      body = words.shift() ?? "";
      method = "POST";
    } else if (word.startsWith("$CHARGE/")) path = word.slice("$CHARGE".length);
    else assert.ok(word === "-g", `a reader's curl is not known to take ${word}: ${command}`);
  }
  // Without -g curl reads brackets as a range.
  assert.equal(
    path.includes("["),
    /curl -g /.test(command),
    `-g where there are brackets: ${path}`,
  );
  assert.equal(headers["authorization"], "Bearer $KEY", command);
  return { command, method, path, headers, body };
}

/** `…` stands for keys and items that the guide leaves out. */
const printedAnswer = (text: string): unknown => JSON.parse(text.replaceAll(/,?\s*…/g, ""));

/** When the guides are read, by the times that they print. */
const readAtMs = Date.UTC(2026, 3, 1, 10);

/** Times of the guides' day, moved so that the guide is read now. */
export const asOf = (now: Date, text: string): string =>
  text.replaceAll(/2026-04-01T[\d:.]+Z/g, (printed) =>
    new Date(now.getTime() + new Date(printed).getTime() - readAtMs).toISOString(),
  );

/** Words that mean the same in a guide and in life. */
const literal = new Set([
  ...[
    "object",
    "status",
    "type",
    "code",
    "param",
    "outcome",
    "mode",
    "rule",
    "trigger",
    "currency",
  ],
  ...["name", "email", "phone", "brand", "decline_code", "message", "deleted"],
]);

const id = /^[a-z]+_[0-9A-Za-z]{32}$/;

/** Ids as the guides print them → ids as they are. */
export class Ids {
  readonly #known = new Map<string, string>();

  /** The text with every printed id replaced. */
  real(text: string): string {
    return text.replaceAll(/\b[a-z]+_[0-9A-Za-z]{32}\b/g, (printed) => {
      const known = this.#known.get(printed);
      assert.ok(known !== undefined, `${printed} is used, and no answer before shows it`);
      return known;
    });
  }

  /** The first place where a printed answer is not what came; null where it tells the truth. */
  difference(printed: unknown, actual: unknown, path = "answer"): string | null {
    const differs = `${path}: printed ${JSON.stringify(printed)}, got ${JSON.stringify(actual)}`;
    if (Array.isArray(printed)) {
      if (!Array.isArray(actual) || actual.length < printed.length) return differs;
      if (printed.length === 0 && actual.length > 0) return differs;
      return this.#first(printed.map((one, at) => [`${path}.${at}`, one, actual[at]]));
    }
    if (typeof printed === "object" && printed !== null) {
      if (typeof actual !== "object" || actual === null) return differs;
      return this.#first(
        Object.entries(printed).map(([key, one]) => [`${path}.${key}`, one, (actual as Json)[key]]),
      );
    }
    if (typeof printed !== typeof actual || (printed === null) !== (actual === null))
      return differs;
    if (typeof printed === "string" && id.test(printed)) {
      return this.#same(printed, actual as string) ? null : differs;
    }
    const key = path.slice(path.lastIndexOf(".") + 1);
    const exact = literal.has(key) || typeof printed === "boolean";
    // Numbers are illustrations, but nothing is nothing.
    const number = typeof printed === "number" && (printed === 0) !== (actual === 0);
    return (exact && printed !== actual) || number ? differs : null;
  }

  #first(pairs: readonly (readonly [string, unknown, unknown])[]): string | null {
    for (const [path, printed, actual] of pairs) {
      const found = this.difference(printed, actual, path);
      if (found !== null) return found;
    }
    return null;
  }

  #same(printed: string, actual: string): boolean {
    const known = this.#known.get(printed);
    if (known === undefined) this.#known.set(printed, actual);
    return known === undefined || known === actual;
  }
}
