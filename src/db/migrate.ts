// Brings a database to the schema of this code: plain SQL files in order, each once, under a lock
// so that several nodes may start together. Runs as the owner; the application role owns nothing.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { sha256 } from "../lib/secret.ts";
import type { DatabaseUrl } from "./lane.ts";
import { type Reader, rowsAcrossAccounts } from "./statement.ts";

const folder = join(import.meta.dirname, "../../migrations");
export const applicationRole = "charge_app";

export type Migration = { readonly name: string; readonly sql: string };

export function readMigrations(): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name), "utf8") }));
}

/** "charge" in ASCII: any number does, as long as nobody else takes it. */
const lockNumber = 0x636861726765;

/**
 * Applies what is missing and answers the names. Refuses a database that is newer than this code.
 */
export async function migrate(database: DatabaseUrl): Promise<string[]> {
  const client = new pg.Client({
    ...database,
    application_name: "charge migrate",
  } as pg.ClientConfig);
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [lockNumber]);
    await client.query(
      `create table if not exists schema_migrations (
        name text primary key,
        checksum text not null,
        applied timestamptz not null default clock_timestamp()
      )`,
    );
    await makeRole(client);
    const applied = await client.query<{ name: string; checksum: string }>(
      "select * from schema_migrations",
    );
    const done = new Map(applied.rows.map(({ name, checksum }) => [name, checksum]));
    const known = readMigrations();
    refuseStrangers(done, known);
    const names: string[] = [];
    for (const { name, sql } of known.filter((one) => !done.has(one.name))) {
      await client.query(`begin;\n${sql}\n;`);
      await client.query("insert into schema_migrations (name, checksum) values ($1, $2)", [
        name,
        sha256(sql),
      ]);
      await client.query("commit");
      names.push(name);
    }
    await grant(client);
    await makePartitions(client);
    return names;
  } finally {
    await client.end();
  }
}

function refuseStrangers(done: Map<string, string>, known: readonly Migration[]): void {
  for (const [name, checksum] of done) {
    const migration = known.find((one) => one.name === name);
    if (migration === undefined) {
      throw new Error(
        `The database has migration ${name}, which this version of Charge does not know: ` +
          "it is older than the database.",
      );
    }
    if (sha256(migration.sql) !== checksum) {
      throw new Error(`Migration ${name} was changed after it had been applied.`);
    }
  }
}

async function makeRole(client: pg.Client): Promise<void> {
  // Roles belong to the whole cluster: another database's migration may be making it just now.
  await client.query(`
    do $$ begin
      create role ${applicationRole} nologin;
    exception when duplicate_object or unique_violation then null;
    end $$`);
  await client.query(`
    do $$ begin
      execute format('grant ${applicationRole} to %I', current_user);
    exception when others then
      if not pg_has_role(current_user, '${applicationRole}', 'member') then raise; end if;
    end $$`);
}

async function grant(client: pg.Client): Promise<void> {
  await client.query(`
    grant usage on schema public to ${applicationRole};
    grant select, insert, update, delete on all tables in schema public to ${applicationRole};
    grant usage on all sequences in schema public to ${applicationRole};
    revoke insert, update, delete on schema_migrations from ${applicationRole};
    do $$ declare name text; begin
      for name in select relname from pg_class
        where relname in ('ledger_entries', 'ledger_postings') loop
        execute format('revoke update, delete on %I from ${applicationRole}', name);
      end loop;
      -- Row-level security of a partitioned table holds for who comes through the table itself.
      for name in select relname from pg_class
        where relispartition and relkind = 'r' and relnamespace = 'public'::regnamespace loop
        execute format('revoke all on %I from ${applicationRole}', name);
      end loop;
    end $$`);
}

/**
 * Partitions of the tables that grow without bound. Daily ones hold what chargers say, in real time
 * whatever their account's clock says. Monthly ones: this month and the next two; the same for the
 * time of the account that is furthest ahead, or will be (`aheadMs`).
 */
async function makePartitions(client: pg.Client, aheadMs = 0): Promise<void> {
  await client.query("select make_partitions(clock_timestamp(), 3)");
  await client.query("select make_daily_partitions(clock_timestamp(), 4)");
  const { rows } = await client.query<{ parent: string; first: string }>(
    `select p.name as parent, m.first::timestamptz::text as first
     from partitioned_tables p cross join generate_series(
       date_trunc('month', clock_timestamp(), 'UTC') + interval '3 months',
       clock_timestamp() + interval '2 months' + make_interval(secs => greatest($1::float8,
         (select max(ahead_ms) from account_times)) / 1000),
       interval '1 month', 'UTC') as m (first)
     where to_regclass(p.name || to_char(m.first at time zone 'UTC', '_YYYYMM')) is null`,
    [aheadMs],
  );
  for (const { parent, first } of rows) {
    await client.query("select make_partition($1, $2)", [parent, first]);
  }
}

const appliedNames = rowsAcrossAccounts<{ name: string }>(
  "db.applied_migrations",
  "select name from schema_migrations",
);

/**
 * Whether the database answers and has all that this code knows; a newer node may have added to it.
 */
export function readiness(): (reader: Pick<Reader, "query">) => Promise<boolean> {
  const known = readMigrations().map(({ name }) => name);
  return async (reader) => {
    const applied = new Set((await appliedNames(reader)).map(({ name }) => name));
    return known.every((name) => applied.has(name));
  };
}

/**
 * For the daily schedule, and before the time of an account moves: partitions are made by the
 * owner, not by the application role.
 */
export async function maintainPartitions(database: DatabaseUrl, aheadMs = 0): Promise<void> {
  const client = new pg.Client(database as pg.ClientConfig);
  await client.connect();
  try {
    await makePartitions(client, aheadMs);
  } finally {
    await client.end();
  }
}
