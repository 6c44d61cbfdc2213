// A server that can be told at which commit to die. Only tests have it: it lies between the
// platform and its database driver, so that no setting of a real server can do the same.
import pg from "pg";
import { Flight } from "../../src/db/flight.ts";

/** A commit of a transaction that changed something: the names of its writes, and which time. */
export type CommitPoint = { readonly writes: string; readonly nth: number };
export type Death = CommitPoint & { readonly when: "before" | "after" };
/** To the server: count from now on, and die there. From it: a commit happened. */
export type Order = { readonly watch: Death | null };
export type News = { readonly watching: true } | { readonly committed: CommitPoint };

type Send = (this: pg.Client, query: unknown, ...values: unknown[]) => unknown;

const tell = (news: News): void => void process.send?.(news);

let death: Death | null = null;
let counts: Map<string, number> | null = null;
process.on("message", (order: Order) => {
  death = order.watch;
  counts = new Map();
  tell({ watching: true });
});
process.channel?.unref();

const writes = /\b(insert into|update \w+|delete from)\b/;
const written = new WeakMap<pg.Client, string[]>();

function passed(names: readonly string[]): CommitPoint | null {
  if (counts === null || names.length === 0) return null;
  const name = names.join(" ");
  const nth = (counts.get(name) ?? 0) + 1;
  counts.set(name, nth);
  return { writes: name, nth };
}

function dieIf(point: CommitPoint | null, when: Death["when"]): void {
  if (point === null || death === null) return;
  if (death.writes !== point.writes || death.nth !== point.nth || death.when !== when) return;
  process.kill(process.pid, "SIGKILL");
  for (;;);
}

const send = pg.Client.prototype.query as unknown as Send;

/** How many rows an answer like `INSERT 0 1` tells of. */
const rowsOf = (answer: string): number => Number(/\d+$/.exec(answer)?.[0] ?? 0);

/** The commit in the flight, named by the writes before it; those of its own flight are on trust. */
function commitIn({ entries }: Flight, client: pg.Client): CommitPoint | null {
  let names = written.get(client) ?? [];
  for (const { statement } of entries) {
    if (statement.name === "db.begin") written.set(client, []);
    if (statement.name === "db.begin") names = [];
    if (statement.name === "db.commit") return passed(names);
    if (writes.test(statement.text)) names = [...names, statement.name];
  }
  return null;
}

const watched: Send = function (flight, ...values) {
  if (!(flight instanceof Flight)) return send.call(this, flight, ...values);
  const point = commitIn(flight, this);
  dieIf(point, "before");
  const names = written.get(this) ?? [];
  const answered = flight.handleCommandComplete.bind(flight);
  let place = 0;
  flight.handleCommandComplete = (answer) => {
    const { statement, rows } = flight.entries[place++] as Flight["entries"][number];
    if (statement.name === "db.commit") {
      dieIf(point, "after");
      if (point !== null) tell({ committed: point });
    }
    if (writes.test(statement.text) && rowsOf(answer.text) > 0) {
      // Which job it was tells one taking from another.
      const task = statement.name === "jobs.take" ? `:${rows[0]?.["task"]}` : "";
      names.push(`${statement.name}${task}`);
    }
    answered(answer);
  };
  return send.call(this, flight);
};
pg.Client.prototype.query = watched as unknown as typeof pg.Client.prototype.query;

await import("../../src/main.ts");
