// What we measure ourselves against: a bare node:http server without keys, rules, scopes and
// checks, on the same database through the same driver in its fastest (pipelined) mode. It runs as
// the owner of the tables, so row-level security costs it nothing.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { allStatements } from "../../src/db/statement.ts";
import { newId } from "../../src/lib/id.ts";
import { type DriverRow, renderDriver } from "../../src/resources/drivers/schema.ts";
import "../../src/resources/drivers/store.ts";

export type Order = {
  readonly databaseUrl: string;
  readonly account: string;
  readonly connections: number;
};

/** The select of the retrieve route, for one id; the route's own takes several. */
const load = allStatements().find(({ name }) => name === "drivers.load");
const find = {
  name: "bare.find",
  text: (load?.text ?? "").replace("d.id = any($3)", "d.id = $3"),
};

/** The three inserts of a create, as one statement. */
const create = {
  name: "bare.create",
  text: `with d as (
      insert into drivers (account_id, livemode, id, name, email, phone, license_number, status,
        preferences, metadata, created, updated)
      values ($1, false, $2, $3, $4, $5, $6, $7,
        jsonb_build_object('currency', (select default_currency from accounts where id = $1)) || $8,
        $9, $10, $10)),
    e as (
      insert into events (account_id, livemode, id, type, api_version, object, object_id, previous,
        request_id, idempotency_key, created, position)
      values ($1, false, $11, 'driver.created', (select api_version from accounts where id = $1),
        $12, $2, null, $13, $14, $10, nextval('event_positions')))
    insert into idempotency_keys (account_id, livemode, key, fingerprint, resume, status, body,
      created)
    values ($1, false, $14, $15, null, 200, $12, $10)`,
};

type Send = (statement: { name: string; text: string }, values: unknown[]) => Promise<unknown[]>;

/** Statements take turns on the connections and wait for none before them. */
async function openDatabase({ databaseUrl, connections }: Order): Promise<Send> {
  pg.types.setTypeParser(20, Number);
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const config = { connectionString: databaseUrl, pipeline: true };
      const client = new pg.Client(config as pg.ClientConfig);
      await client.connect();
      return client;
    }),
  );
  let turn = 0;
  return async (statement, values) => {
    turn = (turn + 1) % clients.length;
    const { rows } = await (clients[turn] as pg.Client).query({ ...statement, values });
    return rows;
  };
}

const prefix = "/v1/drivers/".length;

async function retrieve(send: Send, account: string, url: string): Promise<string> {
  const [row] = await send(find, [account, false, url.slice(prefix)]);
  return JSON.stringify(renderDriver(row as DriverRow));
}

const digest = "0".repeat(64);

async function insert(send: Send, account: string, request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const given = JSON.parse(Buffer.concat(parts).toString("utf8")) as Partial<DriverRow>;
  const now = new Date();
  const driver = {
    ...{ phone: null, license_number: null, status: "active", metadata: {}, ...given },
    preferences: { ...preferences, ...given.preferences },
    ...{ id: newId("drv", now), created: now, updated: now, wallet_balance: 0 },
    ...{ fleets: [], policy_ids: [], vehicles: [], active_sessions: 0, has_history: false },
  } as unknown as DriverRow;
  const body = JSON.stringify(renderDriver(driver));
  await send(create, [
    ...[account, driver.id, driver.name, driver.email, driver.phone, driver.license_number],
    ...[driver.status, driver.preferences, JSON.stringify(driver.metadata), now],
    ...[newId("evt", now), body, newId("req", now), request.headers["idempotency-key"], digest],
  ]);
  return body;
}

const preferences = {
  ...{ charging_speed: "fast", currency: "eur", default_payment_method: null },
  ...{ max_price_per_kwh: null, notifications: true },
  ...{ preferred_charging_stations: [], preferred_cpos: [] },
};

async function serve(order: Order): Promise<number> {
  const send = await openDatabase(order);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body =
      request.method === "GET"
        ? await retrieve(send, order.account, request.url as string)
        : await insert(send, order.account, request);
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
    };
    response.writeHead(200, headers).end(body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error(error);
      process.exit(1);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

process.on("message", (order: Order) => {
  serve(order).then((port) => process.send?.({ port }));
});

process.on("disconnect", () => process.exit());
