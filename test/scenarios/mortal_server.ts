// A server that can be told at which commit to die. Only tests have it: it lies between the
// platform and its database driver, so that no setting of a real server can do the same.
import pg from "pg";

/** A commit of a transaction that changed something: the names of its writes, and which time. */
export type CommitPoint = { readonly writes: string; readonly nth: number };
export type Death = CommitPoint & { readonly when: "before" | "after" };
/** To the server: count from now on, and die there. From it: a commit happened. */
export type Order = { readonly watch: Death | null };
export type News = { readonly watching: true } | { readonly committed: CommitPoint };

type Result = { readonly rowCount: number | null; readonly rows: readonly { task?: string }[] };
type Statement = { readonly name?: string; readonly text: string };
type Send = (this: pg.Client, statement: Statement, ...values: unknown[]) => Promise<Result>;

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

const watched: Send = function (statement, ...values) {
  if (statement.name === "db.begin") written.set(this, []);
  const names = written.get(this) ?? [];
  const point = statement.name === "db.commit" ? passed(names) : null;
  dieIf(point, "before");
  const answer = send.call(this, statement, ...values);
  if (statement.name === undefined) return answer;
  return answer.then((result) => {
    dieIf(point, "after");
    if (point !== null) tell({ committed: point });
    if (writes.test(statement.text) && (result.rowCount ?? 0) > 0) {
      // Which job it was tells one taking from another.
      const task = statement.name === "jobs.take" ? `:${result.rows[0]?.task}` : "";
      names.push(`${statement.name}${task}`);
    }
    return result;
  });
};
pg.Client.prototype.query = watched as unknown as typeof pg.Client.prototype.query;

await import("../../src/main.ts");
