// `logs tail`: requests as they are answered, newest last. A line appears about a second after its
// answer but stands at the time of its arrival, so every look goes back over the last while, and a
// longer one now and then finds what took long. Times are the platform's, never this machine's.
import type { Charge } from "../../sdk/src/charge.ts";
import { type Call, type Command, speaking } from "./command.ts";
import { connect } from "./connection.ts";
import { untilStopped } from "./follow.ts";
import { showLine } from "./show.ts";
import { UsageError } from "./usage.ts";
import { harmless } from "./width.ts";
import { sleep } from "./world.ts";

export type LogLine = {
  readonly id: string;
  readonly created: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly duration_ms: number;
  readonly error_code: string | null;
};

const everyMs = 1000;
/** How far every look goes back, and how far one in so many. */
const shortMs = 10_000;
const longMs = 5 * 60_000;
const looksPerLong = 15;
/** Of one look; a key is allowed fewer requests in that time. */
const mostLines = 30_000;

const timeOf = ({ created }: LogLine): number => Date.parse(created);

/** What is new among lines, oldest first; remembers what has been seen for as long as needed. */
export function openSieve() {
  const seen = new Map<string, number>();
  let newest = Number.NEGATIVE_INFINITY;
  return {
    /** From when on a look asks for lines; null: for all there are. */
    since: (backMs: number): string | null =>
      Number.isFinite(newest) ? new Date(newest - backMs).toISOString() : null,
    fresh(lines: readonly LogLine[]): LogLine[] {
      const found = lines.filter(({ id }) => !seen.has(id));
      for (const line of found) {
        seen.set(line.id, timeOf(line));
        newest = Math.max(newest, timeOf(line));
      }
      for (const [id, time] of seen) if (time < newest - 2 * longMs) seen.delete(id);
      return found.sort((one, two) => timeOf(one) - timeOf(two) || (one.id < two.id ? -1 : 1));
    },
  };
}

const filters = ["status", "method", "path", "error_code", "api_key", "object_id"] as const;

async function linesSince(call: Call, charge: Charge, gte: string | null, most: number) {
  const given = filters.flatMap((name) => {
    const value = call.flag(name.replace("_", "-"));
    const text = name === "method" ? value?.toUpperCase() : value;
    return text === undefined ? [] : [[name, text] as const];
  });
  const query = {
    ...Object.fromEntries(given),
    ...{ limit: 100, ...(gte === null ? {} : { created: { gte } }) },
  };
  const list = charge.list<LogLine>(
    { method: "GET", path: "/v1/request_logs", query },
    { signal: call.world.signal },
  );
  return list.toArray({ limit: most });
}

const lineOf = ({ created, status, method, path, duration_ms, error_code, id }: LogLine): string =>
  harmless(
    `${created.slice(0, 19).replace("T", " ")}  ${status} ${method} ${path}  ${duration_ms} ms  ` +
      `${error_code === null ? "" : `${error_code}  `}${id}`,
  );

async function show(call: Call, line: LogLine): Promise<void> {
  if (call.has("json")) await showLine(call, line);
  else await call.world.out.write(`${lineOf(line)}\n`);
}

function countOf(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new UsageError(`--lines must be a number up to 999, not ${JSON.stringify(text)}.`);
}

async function tail(call: Call): Promise<void> {
  const before = countOf(call.flag("lines") ?? "10");
  const { charge } = connect(call);
  const sieve = openSieve();
  // The newest says what time it is there; then what was there before is known not to be new.
  const first = sieve.fresh(await linesSince(call, charge, null, Math.max(1, before)));
  for (const line of before > 0 ? first.slice(-before) : []) await show(call, line);
  const [since, known] = [sieve.since(longMs), Math.max(...first.map(timeOf))];
  if (since !== null) {
    const others = sieve.fresh(await linesSince(call, charge, since, mostLines));
    for (const line of others) if (timeOf(line) > known) await show(call, line);
  }
  await call.world.err.write("Ready. Ctrl-C ends it.\n");
  for (let look = 1; ; look++) {
    await sleep(everyMs, call.world.signal);
    const back = look % looksPerLong === 0 ? longMs : shortMs;
    const lines = await linesSince(call, charge, sieve.since(back), mostLines);
    for (const line of sieve.fresh(lines)) await show(call, line);
  }
}

export const logsTailCommand: Command = {
  words: ["logs", "tail"],
  takes: [],
  about: "Show requests as they are answered, newest last",
  more: ["A request appears a second or two after its answer. charge logs list shows older ones."],
  flags: [
    { name: "status", value: "STATUS", about: "Only this status, or a kind: 404, 4xx." },
    { name: "method", value: "METHOD", about: "Only requests with this method." },
    { name: "path", value: "PATH", about: "Only requests of this very path." },
    { name: "error-code", value: "CODE", about: "Only this error." },
    { name: "api-key", value: "KEY", about: "Only requests with the API key of this id." },
    { name: "object-id", value: "ID", about: "Only requests about this object." },
    { name: "lines", short: "n", value: "N", about: "So many older ones first; default: 10." },
    ...speaking,
  ],
  run: (call) => untilStopped(call, () => tail(call)),
};
