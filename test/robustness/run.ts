// One run: sends generated requests, several at a time, judges every answer and keeps what was
// complained of. The same seed generates the same requests.
import fc from "fast-check";
import { clientOf } from "../platform.ts";
import { type ApiDocument, type Operation, readDocument } from "./document.ts";
import { complaints } from "./judge.ts";
import { type Recipe, validRecipe } from "./recipe.ts";
import { spoiledRecipe } from "./spoil.ts";
import { openTally, type Tally } from "./tally.ts";
import { openValues } from "./values.ts";
import { asCurl, openWire, type Reply, sentOf, type Wire } from "./wire.ts";
import { openWorld, type World } from "./world.ts";

export type Target = {
  readonly url: string;
  /** Bearer keys by what they are: the run's own, one of the other mode, another account's. */
  readonly keys: { readonly own: string; readonly live: string; readonly stranger: string };
  /** Where the URLs of generated endpoints lead. */
  readonly sink: string;
  /** Ids of what is there already. */
  readonly stock: ReadonlySet<string>;
  readonly seed: number;
  readonly inFlight: number;
};

/** Where a recipe came from, so that it can be generated again and made smaller. */
type Origin = {
  readonly arbitrary: fc.Arbitrary<Recipe>;
  readonly seed: number;
  readonly path: string;
};

/** What is asked next. */
type Turn = readonly [Recipe, Origin | null];

/** A filled recipe and its answer. */
export type Asked = { readonly recipe: Recipe; readonly reply: Reply };

export type Run = {
  readonly operations: readonly Operation[];
  readonly tally: Tally;
  readonly world: World;
  /** What was complained of, ready to be read; few, for one mistake is met often. */
  readonly failures: readonly string[];
  /** Sends so many requests of these recipes; `each` sees every answer. */
  generate(count: number, each?: (asked: Asked) => void): Promise<void>;
  /** Sends so many requests of these operations, by their ids, and of no others. */
  seek(ids: readonly string[], count: number): Promise<void>;
  /** Sends one recipe. */
  ask(recipe: Recipe): Promise<Asked>;
  /** So many recipes, filled and not sent. */
  draw(count: number): Recipe[];
  /** Sends recipes that are filled already, several at a time. */
  repeat(recipes: readonly Recipe[]): Promise<Asked[]>;
  close(): void;
};

const maxFailures = 8;
const batch = 32;
/** Successes after which an operation gets no extra turns, and how many extra turns it gets. */
const enough = 20;
const extra = 3;
const mixed = (valid: fc.Arbitrary<Recipe>): fc.Arbitrary<Recipe> =>
  fc.oneof({ weight: 5, arbitrary: valid }, { weight: 4, arbitrary: spoiledRecipe(valid) });

export async function openRun(target: Target): Promise<Run> {
  const { body } = await clientOf(target.url, target.keys.own).get("/openapi.json");
  const document: ApiDocument = readDocument(body);
  const { operations } = document;
  const values = openValues(document, target.sink);
  const allowed = operations.map((one) => validRecipe(one, values));
  const arbitraries = allowed.map(mixed);
  /** What was taken last, by operation: it may be taken again. */
  const taken = new Map<Operation, Recipe>();
  const world = openWorld({ operations, ownKey: target.keys.own, stock: target.stock });
  const tally = openTally(operations);
  const wire: Wire = openWire(target.inFlight);
  const failures: string[] = [];
  const met = new Set<string>();

  const keyOf = ({ bearer }: Recipe): string | null => {
    if (bearer === "none") return null;
    if (bearer === "wrong") return `ch_sk_test_${"0".repeat(32)}`;
    if (bearer === "found") return world.key(tally.total) ?? target.keys.stranger;
    return target.keys[bearer];
  };

  async function send(recipe: Recipe): Promise<Asked & { found: string[] }> {
    const sent = sentOf(recipe, target.url, keyOf(recipe));
    try {
      const reply = await wire.send(sent);
      return { recipe, reply, found: complaints(recipe, reply) };
    } catch (error) {
      const reply = { status: 0, headers: {}, text: String(error) };
      return { recipe, reply, found: [`gave no answer: ${error}`] };
    }
  }

  /** The smallest recipe that fast-check finds from which the same complaint comes. */
  async function smaller(origin: Origin, first: string): Promise<Recipe | null> {
    let least: Recipe | null = null;
    const fails = fc.asyncProperty(origin.arbitrary, async (recipe) => {
      const again = await send(world.fill(recipe));
      if (kindOf(again.found[0] ?? "") !== kindOf(first)) return true;
      least = again.recipe;
      return false;
    });
    const { seed, path } = origin;
    await fc.check(fails, { seed, path, numRuns: 1, interruptAfterTimeLimit: 4000 });
    return least;
  }

  async function note(asked: Asked, found: string[], origin: Origin | null): Promise<void> {
    const first = found[0];
    if (first === undefined) return;
    const kind = `${asked.recipe.operation.id} ${kindOf(first)}`;
    if (met.has(kind) || failures.length >= maxFailures) return;
    met.add(kind);
    const least = origin === null ? null : await smaller(origin, first);
    const shown = (one: Recipe): string => asCurl(sentOf(one, target.url, keyOf(one)));
    const lines = [
      `${asked.recipe.operation.id} ${found.join("; ")}  (seed ${target.seed})`,
      `  ${asked.recipe.spoiled ?? "a request that the document allows"}`,
      `  ${shown(asked.recipe)}`,
      ...(least === null ? [] : [`  made smaller: ${shown(least)}`]),
      `  HTTP ${asked.reply.status} ${asked.reply.text.slice(0, 1500)}`,
    ];
    failures.push(lines.join("\n"));
  }

  async function ask(recipe: Recipe, origin: Origin | null = null): Promise<Asked> {
    const asked = await send(world.fill(recipe));
    const { reply, found } = asked;
    const body = objectOf(reply.text);
    const code = reply.status < 300 ? null : (body["code"] as string);
    tally.count(recipe, reply.status, code);
    if (reply.status === 200 && recipe.spoiled === null) taken.set(recipe.operation, asked.recipe);
    // What others see is not the run's own.
    if (reply.status === 200 && recipe.bearer === "own") world.learn(body, recipe.operation);
    if (recipe.operation.method === "POST" && recipe.spoiled === null) {
      world.judge(asked.recipe, reply.status);
    }
    await note(asked, found, origin);
    return asked;
  }

  function* recipes(
    count: number,
    among: (operation: Operation) => boolean = () => true,
  ): Generator<Turn> {
    const chosen = [...arbitraries.entries()].filter(([at]) => among(operations[at] as Operation));
    for (let round = 0; ; round++) {
      const drawn = chosen.map(([index, arbitrary]) => {
        const seed = seedOf(target.seed, round, index);
        return { index, arbitrary, seed, all: fc.sample(arbitrary, { seed, numRuns: batch }) };
      });
      for (let turn = 0; turn < batch; turn++) {
        for (const { index, all, ...from } of drawn) {
          const origin = { ...from, path: String(turn) };
          const own = [all[turn] as Recipe, origin] as const;
          for (const one of [own, ...harder(index, origin)]) {
            if (count-- <= 0) return;
            yield one;
          }
        }
      }
    }
  }

  /** What hardly ever succeeds is asked more often, in ways that the document allows. */
  function harder(index: number, { seed, path }: Origin): Turn[] {
    const operation = operations[index] as Operation;
    if (tally.successes(operation) >= enough) return [];
    const arbitrary = allowed[index] as fc.Arbitrary<Recipe>;
    const again = { arbitrary, seed: (seed + Number(path) + 1) | 0 };
    const more = fc.sample(arbitrary, { seed: again.seed, numRuns: extra });
    const turns = more.map((recipe, turn): Turn => {
      const given = turn % 2 === 0 ? world.fill(recipe, true) : recipe;
      return [given, { ...again, path: String(turn) }];
    });
    const before = taken.get(operation);
    return before === undefined ? turns : [...turns, [{ ...before, headers: {} }, null]];
  }

  /** Lists everything, so that the world begins with what is there. */
  async function look(): Promise<void> {
    for (const operation of operations.filter(isListing)) {
      const plain = { method: "GET", places: {}, headers: {}, bearer: "own" } as const;
      await ask({ ...plain, operation, query: [["limit", 100]], spoiled: null });
    }
  }

  async function sendAll(source: Generator<Turn>, each?: (asked: Asked) => void): Promise<void> {
    await together(target.inFlight, async () => {
      const next = source.next();
      if (next.done === true) return false;
      const [recipe, origin] = next.value;
      const asked = await ask(recipe, origin);
      each?.(asked);
      const surplus = world.surplus();
      if (surplus !== null) await ask(surplus);
      return true;
    });
  }

  const generate: Run["generate"] = (count, each) => sendAll(recipes(count), each);

  const seek: Run["seek"] = (ids, count) => sendAll(recipes(count, ({ id }) => ids.includes(id)));

  const draw = (count: number): Recipe[] =>
    [...recipes(count)].map(([recipe]) => world.fill(recipe));

  await look();

  async function repeat(all: readonly Recipe[]): Promise<Asked[]> {
    const left = all.entries();
    const answers: Asked[] = [];
    await together(target.inFlight, async () => {
      const next = left.next();
      if (next.done === true) return false;
      const [index, recipe] = next.value;
      answers[index] = await ask(recipe);
      return true;
    });
    return answers;
  }

  return {
    ...{ operations, tally, world, failures, generate, seek, draw, ask, repeat },
    close: () => wire.close(),
  };
}

/** A list that needs no id. */
const isListing = ({ method, path, parameters }: Operation): boolean =>
  method === "GET" && !path.includes("{") && parameters.some(({ name }) => name === "limit");

/** A complaint without what differs from request to request. */
const kindOf = (complaint: string): string =>
  complaint.replaceAll(/'.*'|\d{4,}/g, "…").slice(0, 90);

const seedOf = (seed: number, round: number, index: number): number =>
  (seed + Math.imul(round + 1, 0x9e3779b1) + Math.imul(index + 1, 0x85ebca6b)) | 0;

async function together(workers: number, step: () => Promise<boolean>): Promise<void> {
  const work = async (): Promise<void> => {
    while (await step());
  };
  await Promise.all(Array.from({ length: workers }, work));
}

function objectOf(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
