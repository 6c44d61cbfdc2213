// Charge points by the hundred, as clients: `npm run simulate -- --stations 500 --version 1.6
// --chaos`. Makes stations, drivers, vehicles and cards over the API, connects a virtual charger
// for each station, and has drivers come, charge by card and leave, until Ctrl-C.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { mischief, type Random, seeded, skewOf } from "../src/networks/ocpp/client/chaos.ts";
import { ChargePointFleet } from "../src/networks/ocpp/client/fleet.ts";
import type { ChargePointClient } from "../src/networks/ocpp/client/point.ts";
import { wallClock } from "../src/networks/wall_clock.ts";

const usage = `Usage: npm run simulate -- [options]
  --stations N     how many charge points (default 20)
  --version V      1.6, 2.0.1 or both (default both)
  --chaos          lines break, clocks are wrong, messages come twice or are nonsense
  --minutes M      ends by itself after so long; sessions under way are ended first
  --pace S         seconds between two charges at a station (default 60)
  --speed F        how many times sooner cars are full: their batteries are as much smaller
                   (default 10)
  --seed N         repeats what chance decides
  --url, --key     where the server is, and a test key (default: of the data folder)`;

type Json = Record<string, unknown> & { id: string; data: Json[] };

const { values } = parseArgs({
  options: {
    stations: { type: "string", default: "20" },
    version: { type: "string", default: "both" },
    chaos: { type: "boolean", default: false },
    minutes: { type: "string" },
    pace: { type: "string", default: "60" },
    speed: { type: "string", default: "10" },
    seed: { type: "string" },
    url: { type: "string" },
    key: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

function fail(message: string): never {
  console.error(`${message}\n\n${usage}`);
  process.exit(2);
}

function number(name: "stations" | "pace" | "speed" | "minutes" | "seed", least: number): number {
  const given = Number(values[name]);
  if (!(given >= least)) fail(`--${name} must be a number from ${least} on.`);
  return given;
}

if (values.help) {
  console.log(usage);
  process.exit(0);
}
if (!["1.6", "2.0.1", "both"].includes(values.version)) fail("--version is 1.6, 2.0.1 or both.");
const settings = {
  stations: Math.floor(number("stations", 1)),
  paceMs: 1000 * number("pace", 1),
  speed: number("speed", 0.1),
  forMs: values.minutes === undefined ? null : 60_000 * number("minutes", 0.05),
  seed: values.seed === undefined ? Math.floor(performance.timeOrigin) : number("seed", 0),
};

/**
 * Energy keeps to what connector and time allow, as the platform looks at that; so who wants to see
 * full cars soon has cars that take less.
 */
const car = {
  batteryWh: Math.max(1_000, Math.round(60_000 / settings.speed)),
  socPercent: 20,
};

function credentials(): { base_url: string; test_key: string } {
  if (values.url !== undefined && values.key !== undefined) {
    return { base_url: values.url, test_key: values.key };
  }
  const file = join(resolve(process.env["CHARGE_DATA_DIR"] || "data"), "credentials.json");
  if (!existsSync(file)) fail(`No keys at ${file}. Start the server first: npm start`);
  return JSON.parse(readFileSync(file, "utf8"));
}

const { base_url: base, test_key: key } = credentials();
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Asks again where the server says that it has had enough for now. */
async function send(method: string, path: string, body?: object): Promise<Json> {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => fail(`Nobody answers at ${base}. Start the server first: npm start`));
  const answer = (await response.json()) as Json;
  if (response.status === 429) {
    await wait(1000 * Number(response.headers.get("retry-after") ?? 1));
    return send(method, path, body);
  }
  if (response.status !== 200) {
    throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  }
  return answer;
}

const make = (path: string, body: object = {}): Promise<Json> => send("POST", path, body);

/** In the names of what is made here, so that it can be run again. */
const run = Math.floor(performance.timeOrigin).toString(36).toUpperCase().slice(-6);
const random: Random = seeded(settings.seed);
let vins = 0;

/** Somebody who charges with a card. */
async function driver(fleet: string, method: string): Promise<string> {
  vins += 1;
  const number = String(vins).padStart(7, "0");
  const person = await make("/v1/drivers", { name: "Sim Driver", email: "sim@example.com" });
  await make(`/v1/drivers/${person.id}/attach`, { fleet });
  const vin = `SM${run.padStart(8, "0").replaceAll(/[IOQ]/g, "X")}${number}`;
  const vehicle = await make("/v1/vehicles", {
    ...{ vin, battery_capacity: car.batteryWh, charging_standard: "CCS" },
  });
  await make(`/v1/vehicles/${vehicle.id}/attach`, { fleet });
  const uid = `5A${run}${number}`;
  await make("/v1/charge_tokens", {
    ...{ uid, type: "rfid", driver: person.id, vehicle: vehicle.id, payment_method: method },
  });
  return uid;
}

const connectors = [1, 2].map((evse) => ({ id: `c${evse}`, evse, type: "CCS", powerKw: 150 }));

const versionOf = (index: number): "1.6" | "2.0.1" => {
  if (values.version === "both") return index % 2 === 0 ? "1.6" : "2.0.1";
  return values.version as "1.6" | "2.0.1";
};

type Site = { readonly point: ChargePointClient; readonly card: string };

async function site(
  index: number,
  charging: ChargePointFleet,
  home: { network: string; fleet: string; method: string },
): Promise<Site> {
  const identity = `SIM-${run}-${String(index + 1).padStart(5, "0")}`;
  const station = await make("/v1/charging_stations", {
    ...{ network: home.network, name: `Simulated ${identity}`, ocpp_identity: identity },
    location: { latitude: 52.3 + random() * 0.4, longitude: 13.1 + random() * 0.6 },
    address: { country: "DE", city: "Berlin", line1: "Teststr. 1", postal_code: "10115" },
    connectors: connectors.map(({ id, type, powerKw }) => ({ id, type, power: powerKw })),
    pricing: [{ currency: "eur", price: 42, step_size: 1, tax: "vat", type: "ENERGY" }],
  });
  const path = `/v1/charging_stations/${station.id}/connection/roll_password`;
  const { password } = await make(path);
  const point = charging.add({
    ...{ identity, password: String(password), version: versionOf(index), connectors },
    skewMs: values.chaos ? skewOf(random) : 0,
  });
  return { point, card: await driver(home.fleet, home.method) };
}

const totals = { swipes: 0, accepted: 0, mischief: 0 };
let ending = false;
let end = (): void => {};
const ended = new Promise<void>((done) => {
  end = () => {
    ending = true;
    done();
  };
});
/** Until it is time, or the end of all this. */
const pause = (ms: number): Promise<void> => Promise.race([wait(ms), ended]);

/** A driver who comes, charges by card for a while, and leaves. */
async function live({ point, card }: Site, charging: ChargePointFleet): Promise<void> {
  const connector = connectors[0] as (typeof connectors)[number];
  const place = { station: point.station, connector };
  await pause(random() * settings.paceMs);
  while (!ending) {
    totals.swipes += 1;
    await charging.chargers.plugIn(place, car);
    const status = await charging.chargers.swipe(place, card).catch(() => "offline");
    if (status === "accepted") {
      totals.accepted += 1;
      await pause(5_000 + random() * settings.paceMs);
      // At the end everybody unplugs: a card that came after that would begin anew.
      if (!ending) await charging.chargers.swipe(place, card).catch(() => "offline");
    } else await charging.chargers.unplug(place);
    await pause(settings.paceMs * (0.5 + random()));
  }
}

async function trouble(charging: ChargePointFleet): Promise<void> {
  while (!ending) {
    await wait(20_000 / charging.points.length);
    const point = charging.points[Math.floor(random() * charging.points.length)];
    if (point === undefined) continue;
    mischief(point, random);
    totals.mischief += 1;
  }
}

function report(charging: ChargePointFleet): void {
  const online = charging.points.filter((point) => point.online).length;
  const sum = (name: "answered" | "unanswered" | "connects") =>
    charging.points.reduce((total, { counts }) => total + counts[name], 0);
  console.log(
    `${online}/${charging.points.length} online · ${sum("answered")} calls answered, ` +
      `${sum("unanswered")} not · ${sum("connects")} connections · ` +
      `${totals.accepted}/${totals.swipes} cards accepted` +
      (values.chaos ? ` · ${totals.mischief} mishaps` : ""),
  );
}

const charging = new ChargePointFleet({
  endpoint: `${base.replace(/^http/, "ws")}/ocpp`,
  clock: wallClock(() => new Date()),
  log: { info() {}, warn() {}, error: (detail, text) => console.error(text, detail) },
  ...{ speed: 1, car, heartbeatMs: 30_000, reportEveryMs: 10_000 },
});

console.log(`${settings.stations} stations at ${base}, seed ${settings.seed}`);
const networks = await send("GET", "/v1/networks?limit=100");
const network = networks.data.find((one) => one["kind"] === "ocpp")?.id;
if (network === undefined) fail("The account has no network of kind ocpp.");
const fleet = await make("/v1/fleets", { name: `Simulation ${run}`, timezone: "Europe/Berlin" });
const card = { number: "4242424242424242", exp_month: 12, exp_year: 2035, cvc: "123" };
const method = await make("/v1/payment_methods", { type: "card", card });
await make(`/v1/payment_methods/${method.id}/attach`, { fleet: fleet.id });
const home = { network, fleet: fleet.id, method: method.id };

const sites: Site[] = [];
for (let from = 0; from < settings.stations; from += 10) {
  const some = Array.from({ length: Math.min(10, settings.stations - from) }, (_, k) => from + k);
  const made = await Promise.all(some.map((index) => site(index, charging, home)));
  for (const one of made) one.point.connect();
  sites.push(...made);
}

const ticking = setInterval(() => report(charging), 5_000);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, end);
if (settings.forMs !== null) setTimeout(end, settings.forMs);
const drivers = Promise.all(sites.map((one) => live(one, charging)));
if (values.chaos) trouble(charging);
await ended;
clearInterval(ticking);
// Whose card is just being read gets the answer; nobody comes after that.
await Promise.race([drivers, wait(30_000)]);
for (const { point } of sites) {
  for (const connector of connectors)
    charging.chargers.unplug({ station: point.station, connector });
}
// Chargers without a line just now have their ends still to tell.
for (let waited = 0; charging.running > 0 && waited < 60_000; waited += 500) await wait(500);
report(charging);
if (charging.running > 0) console.log(`${charging.running} charges could not tell their end.`);
await charging.close();
process.exit(0);
