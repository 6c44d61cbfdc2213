import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { dumpOf, searchFor } from "../card_search.ts";
import { makeStation, startOf, until } from "../fleet.ts";
import { type Client, clientOf, type Json, testDatabase } from "../platform.ts";
import { openReceiver } from "../receiver.ts";
import { newDataDir, removeDataDir, type ServerProcess, startServer } from "../server.ts";
import { openDouble, type StripeDouble } from "../stripe/double.ts";

/** Numbers that work, are declined, fail later, belong to nobody, or have a wrong check digit. */
const numbers = [
  ...["4242424242424242", "4000000000000002", "4000000000000341", "5555555555554444"],
  ...["378282246310005", "4111111111111111", "4000000000009995", "4000000000000069"],
  ...["4242424242424241", "5105105105105106"],
];
const codes = ["739", "8365"];
const [cvc, cvc4] = codes as [string, string];
const ibans = ["DE89370400440532013000", "DE62370400440532013001"];
const usAccount = "000123456789";

const spaced = (number: string): string => number.replaceAll(/(\d{4})(?=\d)/g, "$1 ");
const dashed = (number: string): string => number.replaceAll(/(\d{4})(?=\d)/g, "$1-");

describe("card numbers and security codes", () => {
  let databaseUrl: string;
  let dataDir: string;
  let server: ServerProcess;
  let stripe: StripeDouble;
  let live: Client;
  let receiver: Awaited<ReturnType<typeof openReceiver>>;
  const answers: string[] = [];
  const search = searchFor([...numbers, ...ibans, usAccount], codes);

  before(async () => {
    databaseUrl = await testDatabase();
    dataDir = await newDataDir();
    [stripe, receiver] = [await openDouble(), await openReceiver()];
    server = await startServer(dataDir, {
      CHARGE_DATABASE_URL: databaseUrl,
      CHARGE_SECRET: "s".repeat(32),
      CHARGE_LOG_LEVEL: "debug",
      CHARGE_CARD_NUMBERS_LIVE: "on",
      CHARGE_STRIPE_SECRET_KEY: stripe.secretKey,
      CHARGE_STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
      CHARGE_STRIPE_API_BASE: stripe.url,
      CHARGE_STRIPE_TIMEOUT: "2",
      CHARGE_SIMULATOR_SPEED: "100",
    });
    stripe.notify(`${server.url}/stripe/webhook`);
    const { live_key } = JSON.parse(readFileSync(join(dataDir, "credentials.json"), "utf8"));
    live = clientOf(server.url, live_key);
  });
  after(async () => {
    await server?.kill();
    await removeDataDir(dataDir);
    await Promise.all([stripe.close(), receiver.close()]);
  });

  const owner = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(sql);
    await client.end();
  };

  /** Sends, and keeps every byte of the answer. */
  const send = async (
    api: Client,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
    method = "POST",
  ): Promise<{ readonly status: number; readonly body: Json }> => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${api.key}`,
        ...(method === "GET" ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(method === "GET" ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    answers.push(`${text}\n${JSON.stringify([...response.headers])}`);
    let parsed: Json = {};
    try {
      parsed = JSON.parse(text) as Json;
    } catch {
      parsed = {};
    }
    return { status: response.status, body: parsed };
  };

  const cardOf = (number: string, more: Json = {}) => ({
    type: "card",
    card: { number, exp_month: 12, exp_year: 2035, cvc, ...more },
  });
  const methods = "/v1/payment_methods";

  /** Good and bad cards in every spelling, sent once and again. */
  async function flows(api: Client): Promise<string[]> {
    const made: string[] = [];
    for (const [at, number] of numbers.entries()) {
      const four = number.length === 15 ? { cvc: cvc4 } : {};
      for (const [way, typed] of [number, spaced(number), dashed(number)].entries()) {
        const headers = { "idempotency-key": `card ${at} ${way} ${api.key.slice(-4)}` };
        const body = cardOf(typed, four);
        const { status, body: answer } = await send(api, methods, body, headers);
        await send(api, methods, body, headers);
        // The same key with another body.
        await send(api, methods, cardOf(typed, { ...four, exp_year: 2036 }), headers);
        if (status === 200) made.push(String(answer["id"]));
      }
    }
    return made;
  }

  /** Numbers where none belongs. */
  async function misplaced(api: Client): Promise<void> {
    const number = numbers[0] as string;
    const card = cardOf(number).card;
    const bodies: unknown[] = [
      { type: "card", card: { token: number } },
      { type: "card", card: { token: `tok_${number}` } },
      { type: "card", card: { ...card, token: "tok_visa" } },
      { type: "card", card: { ...card, cvc: number } },
      { type: "card", card: { ...card, cvc: "12", number: spaced(number) } },
      { type: "card", card: { ...card, exp_month: number } },
      { type: "card", card: { ...card, exp_year: Number(number) } },
      { type: "card", card: { ...card, number: Number(number) } },
      { type: "card", card: { ...card, number: `${number}0` } },
      { type: "card", card: { ...card, number: [number] } },
      { type: "card", card: { ...card, [number]: "x" } },
      { type: "card", card: { ...card, pan: number } },
      { type: "card", card: number },
      { type: number, card },
      { type: "wallet", card },
      { type: "bank_account", bank_account: { iban: number } },
      { type: "bank_account", bank_account: { account_number: number, routing_number: "x" } },
      { type: "bank_account", bank_account: { iban: ibans[0], bank_name: spaced(number) } },
      { ...cardOf(number), billing_details: { name: `Ada ${dashed(number)}` } },
      { ...cardOf(number), billing_details: { email: `${number}@example.com` } },
      { ...cardOf(number), billing_details: { address: { line1: spaced(number) } } },
      { ...cardOf(number), metadata: { card: number } },
      [cardOf(number)],
      `{"type": "card", "card": {"number": "${number}", "cvc": "${cvc}"`,
      `card[number]=${number}&card[cvc]=${cvc}`,
      `"${number}"`,
    ];
    for (const body of bodies) {
      const { status } = await send(api, methods, body);
      assert.equal(status, 400, JSON.stringify(body));
    }
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    await send(api, methods, `card[number]=${number}&card[cvc]=${cvc}`, headers);
    await send(api, methods, cardOf(number), { "idempotency-key": spaced(number) });
    await send(api, methods, cardOf(number), { "user-agent": number, "x-card": number });
    await send(api, methods, cardOf(number), { authorization: `Bearer ${number}` });
    await send(api, methods, cardOf(number), { "charge-version": number });
    await send(api, methods, cardOf(number), { "charge-account": number });
    for (const path of [
      `${methods}/${number}`,
      `${methods}/${spaced(number).replaceAll(" ", "%20")}`,
      `${methods}?type=${number}`,
      `${methods}?number=${dashed(number)}&cvc=${cvc}`,
      `${methods}?page=${number}`,
      `${methods}?expand=${number}`,
      `/v1/${number}`,
      `/${number}?card[number]=${number}`,
    ]) {
      await send(api, path, null, {}, "GET");
      await send(api, path, cardOf(number));
    }
  }

  async function accounts(api: Client): Promise<void> {
    const holder = { billing_details: { name: "Ada", email: "ada@example.com" } };
    for (const iban of ibans) {
      const body = { type: "bank_account", bank_account: { iban }, ...holder };
      await send(api, methods, body, { "idempotency-key": `bank ${iban.slice(2, 6)}` });
      await send(api, methods, { ...body, bank_account: { iban: `${iban}0` } });
    }
    const bank_account = { account_number: usAccount, routing_number: "110000000", country: "US" };
    await send(api, methods, { type: "bank_account", bank_account, ...holder });
  }

  /** Charges with each of the cards, and lets it end. */
  async function sessions(api: Client, made: readonly string[]): Promise<void> {
    const station = await makeStation(api);
    const { id: driver } = await api.make("/v1/drivers", { name: "Ada", email: "a@example.com" });
    const vehicle = await api.make("/v1/vehicles", {
      ...{ vin: "TESTVN00000000077", battery_capacity: 82_000, charging_standard: "CCS" },
    });
    await api.make(`/v1/vehicles/${vehicle.id}/attach`, { driver });
    for (const card of made) {
      await send(api, `${methods}/${card}/attach`, { driver });
      const fleet = { driver, vehicle: vehicle.id, fleet: "", card };
      const { status, body } = await send(api, "/v1/charging_sessions", startOf(fleet, station));
      if (status !== 200) continue;
      await until(
        () => api.read(`/v1/charging_sessions/${body["id"]}`),
        (one) => Number(one["amount_due"]) > 0,
      );
      await send(api, `/v1/charging_sessions/${body["id"]}/end`, {});
    }
  }

  it("are nowhere: in no table, log, answer, event or delivery, nor at Stripe in the wrong place", async () => {
    const test = server.api;
    await test.make("/v1/webhook_endpoints", { url: receiver.url, enabled_events: ["*"] });
    const made = await flows(test);
    assert.ok(made.length >= 18, `${made.length} cards were made`);
    const liveMade = await flows(live);
    assert.ok(liveMade.length >= 12, `${liveMade.length} live cards were made`);
    for (const api of [test, live]) {
      await misplaced(api);
      await accounts(api);
    }
    await sessions(
      test,
      made.filter((_, at) => at % 3 === 0),
    );

    // 503s and 500s with numbers in hand: Stripe is away, and the database breaks under the insert.
    for (const trouble of ["stumble", "cut", "stall", "busy"] as const) {
      stripe.trouble(() => trouble);
      const { status } = await send(live, methods, cardOf(numbers[0] as string));
      assert.equal(status, 503, trouble);
    }
    stripe.trouble(() => null);
    await owner("alter table payment_methods rename to payment_methods_away");
    for (const api of [test, live]) {
      const { status } = await send(api, methods, cardOf(numbers[0] as string));
      assert.equal(status, 500);
    }
    await owner("alter table payment_methods_away rename to payment_methods");

    await until(
      async () => receiver.deliveries.length,
      (count) => count > 20,
    );
    // Lines of the request log are written a moment later.
    const paths =
      "select count(*)::int as n from request_logs where path like '/v1/payment_methods%'";
    const lines = async () => {
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      const { rows } = await client.query<{ n: number }>(paths);
      await client.end();
      return rows[0]?.n ?? 0;
    };
    await until(lines, (count) => count > 200);
    for (const path of ["/v1/request_logs?limit=100", "/v1/events?limit=100", methods]) {
      for (const api of [test, live]) await send(api, path, null, {}, "GET");
    }
    const metrics = await fetch(`${server.url}/metrics`);
    answers.push(await metrics.text());

    const dump = await dumpOf(databaseUrl);
    assert.ok((dump.get("public.payment_methods") ?? "").includes("4242"), "the dump has cards");
    assert.ok(server.output().length > 1000, "the log has lines");
    const found = [
      ...[...dump].flatMap(([table, text]) => search(`table ${table}`, text)),
      ...search("log", server.output()),
      ...answers.flatMap((text) => search("answer", text)),
      ...receiver.deliveries.flatMap(({ body }) => search("delivery", String(body))),
      // At Stripe a number belongs into one place of one request.
      ...stripe.asked
        .filter(({ path }) => path !== "/v1/payment_methods")
        .flatMap((asked) => search("Stripe", JSON.stringify(asked))),
      ...stripe.asked.flatMap(({ key, path }) => search("Stripe's key", `${key} ${path}`)),
      ...stripe.events.flatMap(({ payload }) => search("Stripe's event", payload)),
    ];
    assert.deepEqual(found.slice(0, 10), []);
  });

  it("would be found: in every form in which they could be kept", () => {
    const number = "4242424242424242";
    const look = searchFor([number], ["739"]);
    const bytes = Buffer.from(number);
    for (const text of [
      number,
      spaced(number),
      dashed(number),
      encodeURIComponent(spaced(number)),
      bytes.toString("hex"),
      bytes.toString("base64"),
      Buffer.from(`x${number}`).toString("base64url"),
      Buffer.from(`{"n":"${number}"}`).toString("base64"),
      [...number].reverse().join(""),
      '{"cvc":"739"}',
      "cvc: 739,",
    ]) {
      assert.notDeepEqual(look("here", `some ${text} text`), [], text);
    }
    for (const text of ["4242", "pm_7390", "amount 1739", "0.739"]) {
      assert.deepEqual(look("here", text), [], text);
    }
  });
});
