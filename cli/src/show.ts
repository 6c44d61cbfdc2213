// Answers on standard output: a table or pairs for people, JSON for programs.
import type { Page } from "../../sdk/src/page.ts";
import { cell, pairsOf, pathsFor, titleOf } from "./columns.ts";
import type { Call } from "./command.ts";
import { pairLines, tableLines } from "./table.ts";
import { harmlessJson } from "./width.ts";
import type { Output } from "./world.ts";

const lines = (out: Output, all: readonly string[]): Promise<void> =>
  all.length === 0 ? Promise.resolve() : out.write(`${all.join("\n")}\n`);

const bold = (out: Output, text: string): string =>
  out.isTerminal ? `\u001b[1m${text}\u001b[0m` : text;

export async function showObject({ world, has }: Call, object: unknown): Promise<void> {
  if (has("json")) return lines(world.out, [harmlessJson(object, 2)]);
  await lines(world.out, pairLines(pairsOf(object), world.out.columns));
}

/** One item of what has no end. */
export const showLine = ({ world }: Call, item: unknown): Promise<void> =>
  lines(world.out, [harmlessJson(item)]);

const aTime = /^\d{4}-\d{2}-\d{2}T/;
const anId = /^[a-z]+_\w{32}$/;

async function showTable({ world }: Call, word: string | null, rows: readonly unknown[]) {
  const paths = pathsFor(word, rows);
  const cells = rows.map((row) => paths.map((path) => cell(row, path)));
  const holds = (place: number, form: RegExp): boolean => {
    const texts = cells.map((row) => row[place] as string).filter((text) => text !== "-");
    return texts.length > 0 && texts.every((text) => form.test(text));
  };
  const columns = paths.map((path, place) => ({
    ...{ title: titleOf(path), firm: path === "id" },
    ...{ whole: holds(place, aTime), reference: path !== "id" && holds(place, anId) },
  }));
  const [head = "", ...body] = tableLines(columns, cells, world.out.columns);
  await lines(world.out, [bold(world.out, head), ...body]);
}

const nothing = (call: Call): Promise<void> => call.world.err.write("Nothing.\n");

/** One page: for programs the document of the API. */
export async function showPage(call: Call, word: string | null, page: Page<unknown>) {
  const { data, next_page_url, previous_page_url } = page;
  if (call.has("json")) {
    return showObject(call, { data, next_page_url, previous_page_url });
  }
  if (data.length === 0) return nothing(call);
  await showTable(call, word, data);
  if (next_page_url !== null) {
    await call.world.err.write("There is more: --all, or --page with the token of --json.\n");
  }
}

/** Every page: for programs one object a line, for people a table per hundred. */
export async function showAll(call: Call, word: string | null, first: Page<unknown>) {
  if (!call.has("json") && first.data.length === 0) return nothing(call);
  for await (const page of first.pages()) {
    if (!call.has("json")) await showTable(call, word, page.data);
    else for (const item of page.data) await showLine(call, item);
  }
}
