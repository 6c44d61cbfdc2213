// The main job, told step by step against a running server: a fleet, a driver, a vehicle, a policy,
// a card, a session with live energy and price, its payment, and the signed webhook that tells of
// it. `npm run demo`.
import { createHmac, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, resolve } from "node:path";

type Json = Record<string, unknown> & { id: string; data: Json[] };
type Credentials = { base_url: string; test_key: string };

const chargeMs = 15_000;
const colour = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
const paint = (code: number, text: string): string =>
  colour ? `\x1b[${code}m${text}\x1b[0m` : text;
const step = (text: string): void => console.log(`\n${paint(1, text)}`);
const note = (text: string): void => console.log(`  ${text}`);
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const euros = (minor: unknown, currency: unknown): string =>
  new Intl.NumberFormat("en", { style: "currency", currency: String(currency) }).format(
    Number(minor) / 100,
  );

function credentials(): Credentials {
  const file = join(resolve(process.env["CHARGE_DATA_DIR"] || "data"), "credentials.json");
  if (!existsSync(file)) throw new Error(`No keys at ${file}. Start the server first: npm start`);
  return JSON.parse(readFileSync(file, "utf8")) as Credentials;
}

const { base_url: base, test_key: key } = credentials();

async function send(
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Error(`Nobody answers at ${base}. Start the server first: npm start`);
  });
  return { status: response.status, body: (await response.json()) as Json };
}

async function make(path: string, body: object): Promise<Json> {
  const { status, body: answer } = await send("POST", path, body);
  if (status !== 200) throw new Error(`POST ${path} answered ${status}: ${JSON.stringify(answer)}`);
  return answer;
}

const read = async (path: string): Promise<Json> => (await send("GET", path)).body;

/** A receiver of webhooks on this machine; tells of each delivery as it comes. */
async function receiver() {
  const deliveries: { type: string; body: string; signature: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      const { type } = JSON.parse(body) as { type: string };
      deliveries.push({ type, body, signature: String(request.headers["charge-signature"]) });
      response.end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}/webhooks`, deliveries, close: () => server.close() };
}

/**
 * `Charge-Signature: t=…,v1=…` over the time, a dot and the raw body, with the endpoint's secret.
 */
function isSigned(secret: string, body: string, header: string): boolean {
  const { t = "", v1 = "" } = Object.fromEntries(
    header.split(",").map((part) => part.split(/=(.*)/s, 2)),
  );
  const expected = createHmac("sha256", secret).update(`${t}.${body}`).digest();
  const given = Buffer.from(v1, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function prepare() {
  step("1  A fleet with a driver, a vehicle and a card");
  const fleet = await make("/v1/fleets", { name: "Demo Fleet", timezone: "Europe/Berlin" });
  const driver = await make("/v1/drivers", { name: "Ada Demo", email: "ada@example.com" });
  await make(`/v1/drivers/${driver.id}/attach`, { fleet: fleet.id });
  const vehicle = await make("/v1/vehicles", {
    vin: "YV1XZK5V0S1234567",
    battery_capacity: 82_000,
    charging_standard: "CCS",
    information: { make: "Volvo", model: "EX30", year: "2025" },
  });
  await make(`/v1/vehicles/${vehicle.id}/attach`, { fleet: fleet.id });
  const card = await make("/v1/payment_methods", {
    type: "card",
    card: { number: "4242424242424242", exp_month: 12, exp_year: 2032, cvc: "123" },
  });
  await make(`/v1/payment_methods/${card.id}/attach`, { fleet: fleet.id });
  for (const one of [fleet, driver, vehicle, card]) note(one.id);
  return { fleet, driver, vehicle, card };
}

async function fastStation() {
  step("2  A fast charger that is free, from the German federal register");
  const found = await read(
    "/v1/charging_stations?connector_type=CCS&min_power=50&available=true&limit=20",
  );
  const station = found.data.find(
    (one) => (one["pricing"] as Json[]).length > 0 && (one["address"] as Json)["line1"] !== null,
  );
  if (station === undefined) throw new Error("No free CCS station of 50 kW or more.");
  const connectors = station["connectors"] as {
    id: string;
    type: string;
    power: number;
    status: string;
  }[];
  const connector = connectors.find((one) => one.type === "CCS" && one.status === "available");
  if (connector === undefined)
    throw new Error("The station's CCS connector was taken meanwhile. Run again.");
  const address = station["address"] as Json;
  note(`${station["operator"]}, ${address["line1"]}, ${address["postal_code"]} ${address["city"]}`);
  note(`${connector.id}: ${connector.type}, ${connector.power} kW`);
  return { station, connector };
}

async function policies(
  fleet: Json,
  station: Json,
  start: () => Promise<{ status: number; body: Json }>,
) {
  step("3  A policy that forbids the operator: the start is refused, with the reason");
  const policy = await make("/v1/policies", {
    name: "Demo policy",
    mode: "enforcement",
    rules: { denied_operators: [station["operator"]] },
  });
  await make(`/v1/fleets/${fleet.id}`, { policy_ids: [policy.id] });
  const refused = await start();
  note(`${refused.status} ${refused.body["code"]}: ${refused.body["message"]}`);
  step("4  The same policy with a price limit instead: the start is allowed");
  await make(`/v1/policies/${policy.id}`, { rules: { max_price_per_kwh: 200 } });
}

async function watch(session: Json): Promise<void> {
  const end = performance.now() + chargeMs;
  while (performance.now() < end) {
    const now = await read(`/v1/charging_sessions/${session.id}`);
    const kwh = (Number(now["energy_consumed"]) / 1000).toFixed(3);
    const line = `  ${now["status"]}  ${kwh} kWh  ${euros(now["amount_due"], now["currency"])}`;
    if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line}`);
    else console.log(line);
    await wait(process.stdout.isTTY ? 500 : 2500);
  }
  if (process.stdout.isTTY) process.stdout.write("\n");
}

async function main(): Promise<void> {
  const { fleet, driver, vehicle, card } = await prepare();
  const { station, connector } = await fastStation();
  const hooks = await receiver();
  const endpoint = await make("/v1/webhook_endpoints", {
    url: hooks.url,
    enabled_events: ["charging_session.*", "charge.succeeded"],
  });
  const start = () =>
    send("POST", "/v1/charging_sessions", {
      ...{ charging_station: station.id, connector: connector.id, driver: driver.id },
      ...{ vehicle: vehicle.id, payment_method: card.id },
    });
  try {
    await policies(fleet, station, start);
    const { status, body: session } = await start();
    if (status !== 200) throw new Error(`The start answered ${status}: ${JSON.stringify(session)}`);
    note(`${session.id} is ${session["status"]}`);
    step("5  Energy and price, live");
    await watch(session);
    step("6  The end: power off, final reading, card charged");
    const ended = await make(`/v1/charging_sessions/${session.id}/end`, {});
    note(
      `${ended["status"]}: ${Number(ended["energy_consumed"]) / 1000} kWh for ${euros(ended["amount_due"], ended["currency"])}`,
    );
    const { data } = await read(`/v1/transactions?charging_session=${session.id}`);
    for (const one of data)
      note(`${one.id} ${one["status"]}: ${euros(one["amount"], one["currency"])}`);
    await webhooks(hooks, String(endpoint["secret"]));
  } finally {
    await send("DELETE", `/v1/webhook_endpoints/${endpoint.id}`);
    hooks.close();
  }
}

async function webhooks(
  hooks: Awaited<ReturnType<typeof receiver>>,
  secret: string,
): Promise<void> {
  step("7  The webhooks that told of it");
  for (
    let waited = 0;
    waited < 10_000 && !hooks.deliveries.some((one) => one.type === "charge.succeeded");
    waited += 100
  ) {
    await wait(100);
  }
  for (const { type, body, signature } of hooks.deliveries) {
    note(`${type}  signature ${isSigned(secret, body, signature) ? "good" : "BAD"}`);
  }
}

try {
  await main();
  console.log();
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
