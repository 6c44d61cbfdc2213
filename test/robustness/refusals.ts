// Whether refusals write nothing: on a platform that has come to rest, refused requests are sent in
// batches, and the tables are compared before and after each.
import type { Json } from "../platform.ts";
import { whyRefusable } from "./judge.ts";
import type { Recipe } from "./recipe.ts";
import type { Asked, Run } from "./run.ts";
import { differing, type Fingerprint, fingerprint, quiet } from "./tables.ts";

type Sql = (text: string, values?: unknown[]) => Promise<Json[]>;

/** These say how something ended that was begun: the order to the station, the try to pay. */
const outcomes = /"type":"(payment_error|station_error|api_error)"/;

export const isRefusal = ({ reply }: Asked): boolean =>
  reply.status >= 400 && reply.status < 500 && !outcomes.test(reply.text);

const reads = ({ recipe }: Asked): boolean => ["GET", "HEAD", "OPTIONS"].includes(recipe.method);

/** Ends what is under way, by whatever the document offers at `…/{id}/end`. */
async function endAll(run: Run): Promise<void> {
  for (const end of run.operations.filter(({ path }) => /\{\w+\}\/end$/.test(path))) {
    const collection = end.path.replace(/\/\{\w+\}\/end$/, "");
    const list = run.operations.find(({ path, method }) => path === collection && method === "GET");
    const name = /\{(\w+)\}\/end$/.exec(end.path)?.[1];
    if (list === undefined || name === undefined) continue;
    const plain = { headers: {}, bearer: "own", spoiled: null } as const;
    const query = [["limit", 100] as const];
    const listed = await run.ask({ ...plain, operation: list, method: "GET", places: {}, query });
    const { data } = JSON.parse(listed.reply.text) as { data: Json[] };
    const active = data.filter(({ status }) => status === "active");
    await run.repeat(
      active.map(({ id }) => ({
        ...plain,
        ...{ operation: end, method: "POST", places: { [name]: id }, query: [], body: {} },
      })),
    );
  }
}

/**
 * Disables all endpoints: most answer nothing, and what is tried again and again would look as if
 * a refusal had written it.
 */
async function hush(run: Run): Promise<void> {
  const at = "/v1/webhook_endpoints";
  const [list, update] = ["GET", "POST"].map((method) => {
    const path = method === "GET" ? at : `${at}/{webhook_endpoint}`;
    return run.operations.find((one) => one.path === path && one.method === method);
  });
  if (list === undefined || update === undefined) throw new Error(`there is no ${at} any more`);
  for (const bearer of ["own", "live", "stranger"] as const) {
    const plain = { headers: {}, bearer, spoiled: null };
    const all = { ...plain, operation: list, method: "GET", places: {}, query: [] };
    const listed = await run.ask({ ...all, query: [["limit", 100]] });
    const { data } = JSON.parse(listed.reply.text) as { data: Json[] };
    await run.repeat(
      data
        .filter(({ status }) => status !== "disabled")
        .map(({ id }) => ({
          ...{ ...plain, operation: update, method: "POST", query: [] },
          ...{ places: { webhook_endpoint: id }, body: { status: "disabled" } },
        })),
    );
  }
}

export type Findings = {
  readonly judged: number;
  readonly passedOver: number;
  readonly wrong: string[];
};

const batch = 50;
/** A test clock that goes through months, with all that falls due, takes more than a minute. */
const longestRestMs = 150_000;

/** Sends what must be refused and what was refused before, and looks for anything written. */
export async function writtenByRefusals(
  run: Run,
  sql: Sql,
  given: readonly Recipe[],
): Promise<Findings> {
  const rest = async (): Promise<Fingerprint> => {
    await endAll(run);
    await hush(run);
    return quiet(sql, longestRestMs);
  };
  await rest();
  // What the state of things no longer forbids has its effect now.
  const first = await run.repeat(given);
  const recipes = given.filter((_one, at) => isRefusal(first[at] as Asked));
  let before = await rest();
  const found = { judged: 0, passedOver: 0, wrong: [] as string[] };
  for (let from = 0; from < recipes.length; from += batch) {
    const part = recipes.slice(from, from + batch);
    const asked = await run.repeat(part);
    if (!asked.every((one) => reads(one) || isRefusal(one))) {
      found.passedOver += part.length;
      before = await rest();
      continue;
    }
    found.judged += part.length;
    const after = await fingerprint(sql);
    if (differing(before, after).length > 0) {
      const blamed = found.wrong.length > 2 ? null : await blame(run, sql, part);
      if (blamed !== null) found.wrong.push(blamed);
      before = await rest();
    }
  }
  return found;
}

/** Which of them writes whenever it is asked; null: something else had written meanwhile. */
async function blame(run: Run, sql: Sql, recipes: readonly Recipe[]): Promise<string | null> {
  const written = async (): Promise<string[]> => {
    const before = await quiet(sql, longestRestMs);
    await run.repeat(recipes);
    // What is written a little later counts too.
    return differing(before, await quiet(sql, longestRestMs));
  };
  const first = await written();
  const again = first.length === 0 ? [] : await written();
  const tables = first.filter((one) => again.includes(one));
  if (tables.length === 0) return null;
  const [only] = recipes;
  if (recipes.length > 1 || only === undefined) {
    const half = Math.ceil(recipes.length / 2);
    const found = await blame(run, sql, recipes.slice(0, half));
    return found ?? blame(run, sql, recipes.slice(half));
  }
  const { operation, places, body } = only;
  const request = `${only.method} ${operation.path} ${JSON.stringify({ places, body })}`;
  return `${request}\n  was refused and wrote to ${tables.join(", ")}`;
}

/** Of these, what no document lets anybody take. */
export const certain = (recipes: readonly Recipe[]): Recipe[] =>
  recipes.filter((one) => one.method === one.operation.method && whyRefusable(one) !== null);
