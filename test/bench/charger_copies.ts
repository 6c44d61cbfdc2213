// Thousands of stations, each with a session under way, from one that was made over the API and
// charges: its rows are copied with other ids.
import pg from "pg";

export type Original = { readonly station: string; readonly session: string };

type Column = { readonly name: string; readonly copied: boolean };

const columnsOf = `select a.attname as name, a.attgenerated = '' and a.attidentity <> 'a' as copied
  from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
  order by a.attnum`;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Another id of the same kind, which ends in the copy's number. */
const nth = (column: string): string => `left(t."${column}", -6) || lpad(g::text, 6, '0')`;

/** What is another in each copy, by the column's name. */
const changes: Readonly<Record<string, string>> = {
  identity: "'BENCH-' || lpad(g::text, 5, '0')",
  ocpp_identity: "'BENCH-' || lpad(g::text, 5, '0')",
  transaction_id: "1000000 + g",
  id_tag: "'BT' || g",
  password_salt: "t.password_salt",
};

const idColumns = [
  ...["id", "charging_station", "station_id", "session", "source", "vehicle", "driver", "holder"],
  ...["booking_id", "hold_id", "hold", "owner", "payer"],
];

/** Tables that hold something of the station, its line or its session. */
const tables: readonly (readonly [table: string, key: string, of: keyof Original])[] = [
  ["charging_stations", "id", "station"],
  ["charging_station_connectors", "station_id", "station"],
  ["charging_station_places", "station_id", "station"],
  ["station_connections", "station_id", "station"],
  ["charging_sessions", "id", "session"],
  ["charging_session_periods", "session", "session"],
  ["station_transactions", "session", "session"],
  ["payment_holds", "source", "session"],
  ["connector_bookings", "station_id", "station"],
];

export async function copyStations(
  databaseUrl: string,
  original: Original,
  count: number,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("set session_replication_role = replica");
    for (const [table, key, of] of tables)
      await copy(client, { table, key, id: original[of], count });
    await client.query("set session_replication_role = origin");
    await client.query("analyze");
  } finally {
    await client.end();
  }
}

type Copy = { table: string; key: string; id: string; count: number };

async function copy(client: pg.Client, { table, key, id, count }: Copy): Promise<void> {
  const known = await client.query("select to_regclass($1) as found", [table]);
  if (known.rows[0].found === null) return;
  const { rows } = await client.query<Column>(columnsOf, [table]);
  const names = rows.filter(({ copied }) => copied).map(({ name }) => name);
  const values = names.map((name) => {
    if (changes[name] !== undefined) return changes[name];
    return idColumns.includes(name) && name !== "owner" && name !== "payer"
      ? `case when t."${name}"::text ~ '^[a-z]+_\\w{32}$' then ${nth(name)} else t."${name}" end`
      : `t."${name}"`;
  });
  const list = names.map((name) => `"${name}"`).join(", ");
  await client.query(
    `insert into "${table}" (${list}) select ${values.join(", ")}
     from "${table}" t, generate_series(1, ${count}) g where t."${key}" = ${quoted(id)}`,
  );
}
