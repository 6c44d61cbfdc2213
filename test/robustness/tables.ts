// A fingerprint of all tables: whether anything was written between two moments. What a refusal
// may write all the same stands here by name with its reason.
import type { Json } from "../platform.ts";

type Sql = (text: string, values?: unknown[]) => Promise<Json[]>;

/** Tables that record requests and decisions, not their effects. */
export const recordsOnly: Readonly<Record<string, string>> = {
  idempotency_keys: "a refusal by the operation is kept and replayed (ruling 1)",
  policy_decisions: "a refused start leaves its decision (ruling 25)",
  rate_limit_buckets: "how much a key may still ask is counted for refusals too",
  rate_limits: "how much a key may still ask is counted for refusals too",
  request_logs: "every request is logged, refused or not",
};

/** Columns that tell of requests in a table of another purpose. */
export const recordColumns: readonly string[] = ["last_used", "last_used_at"];

/** Table → number and digest of its rows. */
export type Fingerprint = Readonly<Record<string, string>>;

const excepted = (table: string): boolean =>
  Object.keys(recordsOnly).some((name) => table === name || table.startsWith(`${name}_`));

/** Reads all tables of the database, as its owner. */
export async function fingerprint(sql: Sql): Promise<Fingerprint> {
  const tables = await sql(
    `select relname as name, exists (select from pg_attribute
       where attrelid = c.oid and attname = any($1)) as records
     from pg_class c
     where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname`,
    [recordColumns],
  );
  const digests = tables
    .filter(({ name }) => !excepted(String(name)))
    .map(({ name, records }) => {
      const columns = `'{${recordColumns.join(",")}}'::text[]`;
      const text = records === true ? `(to_jsonb(t) - ${columns})::text` : "t::text";
      const sum = `coalesce(sum(hashtextextended(${text}, 0)), 0)`;
      return `select '${name}' as name, count(*) || ' ' || ${sum} as digest from "${name}" t`;
    });
  const rows = await sql(digests.join(" union all "));
  return Object.fromEntries(rows.map(({ name, digest }) => [String(name), String(digest)]));
}

/** Tables that differ. */
export const differing = (before: Fingerprint, after: Fingerprint): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => before[name] !== after[name],
  );

/** Waits until the platform does nothing of its own accord any more. */
export async function quiet(sql: Sql, longestMs: number): Promise<Fingerprint> {
  const until = performance.now() + longestMs;
  let last = await fingerprint(sql);
  for (let same = 0; same < 2; ) {
    await new Promise((done) => setTimeout(done, 300));
    const now = await fingerprint(sql);
    const moved = differing(last, now);
    same = moved.length === 0 ? same + 1 : 0;
    last = now;
    const late = moved.length > 0 && performance.now() > until;
    if (late) throw new Error(`still being written: ${moved.join(", ")}`);
  }
  return last;
}
