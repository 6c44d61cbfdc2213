import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { after, before, describe, it } from "node:test";
import { clientOf, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { assertSample } from "../../../test/sample.ts";
import { startPlatform } from "../../app.ts";
import { readConfig } from "../../config.ts";
import { publishedChanges } from "../../http/versions.ts";
import { post } from "../../ledger/store.ts";
import { walletCredited } from "../../ledger/templates.ts";
import { openLog } from "../../lib/log.ts";
import { pause, systemClock } from "../../lib/time.ts";
import * as actions from "./actions.ts";

const visa = { number: "4242424242424242", exp_month: 12, exp_year: 2040, cvc: "123" };

describe("payment_methods", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const makeCard = (card: object = visa) =>
    platform.api.make("/v1/payment_methods", { type: "card", card });
  const driver = () => platform.api.make("/v1/drivers", { name: "Ada", email: "ada@example.com" });
  const fleet = () => platform.api.make("/v1/fleets", { name: "Fleet" });
  const refused = async (path: string, body: object): Promise<unknown[]> => {
    const answer = await platform.api.post(path, body);
    return [answer.status, answer.body["code"], answer.body["param"]];
  };
  const inWork = <T>(run: Parameters<typeof platform.database.transaction<T>>[1]): Promise<T> =>
    platform.database.transaction({ account: platform.first.account, livemode: false }, run);

  it("has exactly the keys of the contract, for each type", async () => {
    const card = await platform.api.make("/v1/payment_methods", {
      type: "card",
      card: visa,
      billing_details: { address: { city: "Paris", country: "FR" }, name: "Ada" },
    });
    assertSample(card);
    assert.deepEqual(card["wallet"], null);
    const bank = await platform.api.make("/v1/payment_methods", {
      type: "bank_account",
      bank_account: { iban: "DE89 3704 0044 0532 0130 00", bank_name: "Bank" },
    });
    assertSample(bank);
    assert.deepEqual(
      { ...(bank["bank_account"] as Json), fingerprint: "" },
      {
        bank_name: "Bank",
        country: "DE",
        currency: "eur",
        fingerprint: "",
        last4: "3000",
        status: "verified",
      },
    );
    const wallet = await platform.api.make("/v1/payment_methods", { type: "wallet", wallet: {} });
    assertSample(wallet);
    assert.deepEqual(Object.keys(wallet["wallet"] as Json), [
      "balance",
      "currency",
      "fingerprint",
      "status",
    ]);
    assertSample(await platform.api.read(`/v1/payment_methods/${card.id}`));
  });

  it("gives the same card the same fingerprint, by number and by token", async () => {
    const byNumber = (await makeCard())["card"] as Json;
    const byToken = (await makeCard({ token: "tok_visa" }))["card"] as Json;
    const other = (await makeCard({ ...visa, number: "5555555555554444" }))["card"] as Json;
    assert.equal(byNumber["fingerprint"], byToken["fingerprint"]);
    assert.notEqual(byNumber["fingerprint"], other["fingerprint"]);
    assert.deepEqual([other["brand"], other["last4"]], ["mastercard", "4444"]);
  });

  it("being deleted does not keep its driver from being deleted at the same time", async () => {
    const [{ id: owner }, { id: card }] = [await driver(), await makeCard()];
    await platform.api.make(`/v1/payment_methods/${card}/attach`, { driver: owner });
    const { removed } = await inWork(async (work) => {
      await actions.remove(work, card);
      // Waits for the method, which is gone when its turn comes.
      const removed = platform.api.delete(`/v1/drivers/${owner}`);
      await pause(300);
      return { removed };
    });
    const { status, text } = await removed;
    assert.equal(status, 200, text);
  });

  it("refuses numbers that cannot be, by the field that is wrong", async () => {
    const cases: [object, string, string][] = [
      [{ ...visa, number: "4242424242424241" }, "payment_method_invalid_input", "card.number"],
      [{ ...visa, number: "42424242424242" }, "payment_method_invalid_input", "card.number"],
      [{ ...visa, number: "9999999999999995" }, "payment_method_invalid_input", "card.number"],
      [{ ...visa, exp_year: 2020 }, "payment_method_invalid_input", "card.exp_year"],
      [{ ...visa, cvc: "12" }, "payment_method_invalid_input", "card.cvc"],
      [{ token: "tok_nope" }, "payment_method_invalid_input", "card.token"],
      [{ ...visa, token: "tok_visa" }, "payment_method_invalid_input", "card.token"],
      [{ number: visa.number }, "parameter_missing", "card.exp_month"],
      [{ ...visa, exp_month: 13 }, "parameter_invalid", "card.exp_month"],
      [{ ...visa, colour: "red" }, "parameter_unknown", "card.colour"],
    ];
    for (const [card, code, param] of cases) {
      assert.deepEqual(await refused("/v1/payment_methods", { type: "card", card }), [
        400,
        code,
        param,
      ]);
    }
  });

  it("refuses the object of another type, and a type without its object", async () => {
    const path = "/v1/payment_methods";
    const both = { type: "wallet", card: visa };
    assert.deepEqual(await refused(path, both), [400, "payment_method_invalid_input", "card"]);
    assert.deepEqual(await refused(path, { type: "card" }), [400, "parameter_missing", "card"]);
    const card = await makeCard();
    const update = { bank_account: { bank_name: "Bank" } };
    const answer = await refused(`${path}/${card.id}`, update);
    assert.deepEqual(answer, [400, "payment_method_invalid_input", "bank_account"]);
  });

  it("refuses a bank account whose check digits are wrong", async () => {
    const bank = (bank_account: object) =>
      refused("/v1/payment_methods", { type: "bank_account", bank_account });
    assert.deepEqual(await bank({ iban: "DE88370400440532013000" }), [
      400,
      "payment_method_invalid_input",
      "bank_account.iban",
    ]);
    assert.deepEqual(await bank({ account_number: "000123456789" }), [
      400,
      "parameter_missing",
      "bank_account.routing_number",
    ]);
  });

  it("takes no card in live mode while no processor is connected", async () => {
    const live = platform.client(platform.first.liveKey);
    for (const card of [visa, { token: "tok_visa" }]) {
      const answer = await live.post("/v1/payment_methods", { type: "card", card });
      assert.deepEqual([answer.status, answer.body["code"]], [400, "payment_method_invalid_input"]);
    }
    assert.equal((await live.make("/v1/payment_methods", { type: "wallet" }))["type"], "wallet");
  });

  it("updates billing details and expiry, and tells the old values", async () => {
    const card = await makeCard();
    const updated = await platform.api.make(`/v1/payment_methods/${card.id}`, {
      card: { exp_year: 2041 },
      billing_details: { address: { city: "Lyon" } },
    });
    assertSample(updated);
    assert.equal((updated["card"] as Json)["exp_year"], 2041);
    assert.equal((updated["card"] as Json)["exp_month"], 12);
    const events = await platform.api.read(
      `/v1/events?object_id=${card.id}&type=payment_method.updated`,
    );
    const { previous_attributes: previous } = (events.data[0] as Json)["data"] as Json;
    assert.deepEqual(Object.keys(previous as Json), ["billing_details", "card"]);
    const expired = await refused(`/v1/payment_methods/${card.id}`, { card: { exp_year: 2020 } });
    assert.deepEqual(expired, [400, "payment_method_invalid_input", "card.exp_year"]);
  });

  it("has one owner at a time: attaching moves it, again changes nothing", async () => {
    const [card, one, other] = await Promise.all([makeCard(), driver(), fleet()]);
    const path = `/v1/payment_methods/${card.id}`;
    const attached = await platform.api.make(`${path}/attach`, { driver: one.id });
    assert.deepEqual([attached["driver"], attached["fleet"]], [one.id, null]);
    assert.deepEqual(await platform.api.make(`${path}/attach`, { driver: one.id }), attached);
    const moved = await platform.api.make(`${path}/attach`, { fleet: other.id });
    assert.deepEqual([moved["driver"], moved["fleet"]], [null, other.id]);
    const detached = await platform.api.make(`${path}/detach`, { fleet: other.id });
    assert.deepEqual([detached["driver"], detached["fleet"]], [null, null]);
    assert.deepEqual(await platform.api.make(`${path}/detach`, { fleet: other.id }), detached);
    const events = await platform.api.read(`/v1/events?object_id=${card.id}`);
    const types = events.data.map((one) => one["type"]).reverse();
    const told = ["created", "attached", "attached", "detached"].map(
      (one) => `payment_method.${one}`,
    );
    assert.deepEqual(types, told);
  });

  it("answers each wrong owner with its own code", async () => {
    const [card, one, other] = await Promise.all([makeCard(), driver(), fleet()]);
    const path = `/v1/payment_methods/${card.id}`;
    const both = { driver: one.id, fleet: other.id };
    for (const body of [{}, both]) {
      assert.deepEqual(await refused(`${path}/attach`, body), [
        400,
        "payment_method_scope_invalid",
        null,
      ]);
    }
    assert.deepEqual(await refused(`${path}/attach`, { driver: "drv_no" }), [
      404,
      "payment_method_owner_not_found",
      "driver",
    ]);
    assert.deepEqual(
      (await refused("/v1/payment_methods/pm_no/attach", { driver: one.id })).slice(0, 2),
      [404, "payment_method_not_found"],
    );
    await platform.api.make(`${path}/attach`, { driver: one.id });
    assert.deepEqual(await refused(`${path}/detach`, { fleet: other.id }), [
      404,
      "payment_method_scope_not_found",
      "fleet",
    ]);
    assert.equal((await platform.api.get(`${path}?driver=${one.id}`)).status, 200);
    const foreign = await platform.api.get(`${path}?fleet=${other.id}`);
    assert.deepEqual(
      [foreign.status, foreign.body["code"]],
      [404, "payment_method_scope_not_found"],
    );
    const unclear = await platform.api.get(`${path}?fleet=${other.id}&driver=${one.id}`);
    assert.deepEqual([unclear.status, unclear.body["code"]], [400, "payment_method_scope_invalid"]);
  });

  it("lists by owner and type, and expands the owner", async () => {
    const [card, one] = await Promise.all([makeCard(), driver()]);
    await platform.api.make(`/v1/payment_methods/${card.id}/attach`, { driver: one.id });
    const page = await platform.api.read(
      `/v1/payment_methods?driver=${one.id}&type=card&expand=driver`,
    );
    assert.deepEqual(
      page.data.map((row) => [row["id"], (row["driver"] as Json)["id"]]),
      [[card.id, one.id]],
    );
    assert.deepEqual(
      (await platform.api.read(`/v1/payment_methods?driver=${one.id}&type=wallet`)).data,
      [],
    );
    assert.deepEqual((await platform.api.read("/v1/payment_methods?fleet=flt_nope")).data, []);
    const both = await platform.api.get(`/v1/payment_methods?driver=${one.id}&fleet=flt_x`);
    assert.deepEqual([both.status, both.body["code"]], [400, "payment_method_scope_invalid"]);
  });

  it("is nobody's default once it is detached or deleted", async () => {
    const [card, one, other] = await Promise.all([makeCard(), driver(), fleet()]);
    const default_payment_method = card.id;
    const setAccount = { preferences: { default_payment_method } };
    await platform.api.make(`/v1/accounts/${platform.first.account}`, setAccount);
    await platform.api.make(`/v1/payment_methods/${card.id}/attach`, { fleet: other.id });
    const account = await platform.api.read("/v1/account");
    assert.equal((account["preferences"] as Json)["default_payment_method"], null);
    await platform.api.make(`/v1/fleets/${other.id}`, { preferences: { default_payment_method } });
    await platform.api.make(`/v1/drivers/${one.id}/attach`, { fleet: other.id });
    await platform.api.make(`/v1/drivers/${one.id}`, { preferences: { default_payment_method } });
    const deleted = await platform.api.delete(`/v1/payment_methods/${card.id}`);
    assert.equal(
      deleted.text,
      JSON.stringify({ id: card.id, object: "payment_method", deleted: true }),
    );
    for (const path of [`/v1/fleets/${other.id}`, `/v1/drivers/${one.id}`]) {
      const owner = await platform.api.read(path);
      assert.equal((owner["preferences"] as Json)["default_payment_method"], null, path);
    }
    assert.equal((await platform.api.get(`/v1/payment_methods/${card.id}`)).status, 404);
  });

  it("is the account's once its driver or fleet is deleted", async () => {
    const [one, other] = await Promise.all([driver(), fleet()]);
    const [first, second] = await Promise.all([makeCard(), makeCard()]);
    await platform.api.make(`/v1/payment_methods/${first.id}/attach`, { driver: one.id });
    await platform.api.make(`/v1/payment_methods/${second.id}/attach`, { fleet: other.id });
    await platform.api.delete(`/v1/drivers/${one.id}`);
    await platform.api.delete(`/v1/fleets/${other.id}`);
    for (const { id } of [first, second]) {
      const method = await platform.api.read(`/v1/payment_methods/${id}`);
      assert.deepEqual([method["driver"], method["fleet"]], [null, null]);
    }
  });

  it("is not deleted while it pays for a session, nor with money in its wallet", async () => {
    const [card, one] = await Promise.all([makeCard(), driver()]);
    await inWork((work) => actions.countHold(work, card.id, 1));
    const busy = await platform.api.delete(`/v1/payment_methods/${card.id}`);
    assert.deepEqual([busy.status, busy.body["code"]], [409, "charging_session_conflict"]);
    await inWork((work) => actions.countHold(work, card.id, -1));
    assert.equal((await platform.api.delete(`/v1/payment_methods/${card.id}`)).status, 200);
    const wallet = await platform.api.make("/v1/payment_methods", { type: "wallet" });
    await platform.api.make(`/v1/payment_methods/${wallet.id}/attach`, { driver: one.id });
    const credit = { transaction: "t1", owner: one.id, amount: 250, currency: "eur" };
    await inWork((work) =>
      post(work, walletCredited({ ...credit, from: { kind: "processor", name: "test" } })),
    );
    const shown = await platform.api.read(`/v1/payment_methods/${wallet.id}`);
    assert.equal((shown["wallet"] as Json)["balance"], 250);
    assert.equal((await platform.api.read(`/v1/drivers/${one.id}`))["wallet_balance"], 250);
    const full = await platform.api.delete(`/v1/payment_methods/${wallet.id}`);
    assert.deepEqual([full.status, full.body["code"]], [409, "payment_method_state_conflict"]);
  });

  it("pays only for its driver, or for a session of its fleet", async () => {
    const [card, one, other] = await Promise.all([makeCard(), driver(), fleet()]);
    const ask = (payer: { driver: string; fleet: string | null }) =>
      inWork((work) => actions.chargeable(work, card.id, payer, "payment_method"));
    const scope = { code: "payment_method_scope_invalid", param: "payment_method" };
    await assert.rejects(ask({ driver: one.id, fleet: null }), scope);
    await platform.api.make(`/v1/payment_methods/${card.id}/attach`, { fleet: other.id });
    await assert.rejects(ask({ driver: one.id, fleet: null }), scope);
    assert.equal((await ask({ driver: one.id, fleet: other.id }))?.token, "tok_visa");
    assert.equal(
      await inWork((work) => actions.chargeable(work, "pm_no", { driver: one.id, fleet: null })),
      null,
    );
  });
});

describe("a card's number", () => {
  it("is in no table, log line or answer, after a success or a refusal", async () => {
    const arranged = await testPlatform();
    const { databaseUrl, first, sql } = arranged;
    await arranged.close();
    const lines: string[] = [];
    const sink = new Writable({
      write(line, _encoding, done) {
        lines.push(String(line));
        done();
      },
    });
    const log = openLog("debug", sink);
    const config = readConfig({
      CHARGE_DATABASE_URL: databaseUrl,
      CHARGE_SECRET: "s".repeat(32),
      CHARGE_PORT: "0",
    });
    const platform = await startPlatform({
      config,
      clock: systemClock,
      log,
      changes: publishedChanges,
    });
    const api = clientOf(platform.url, first.testKey);
    const numbers = [
      "4242424242424242",
      "4000000000000002",
      "4242424242424241",
      "DE89370400440532013000",
    ];
    const answers: string[] = [];
    try {
      for (const number of numbers) {
        for (const card of [
          { ...visa, number },
          { ...visa, number, colour: "red" },
          number,
          [number],
          { number },
          { token: number },
        ]) {
          const body = { type: "card", card };
          const key = { "idempotency-key": `card-${answers.length}` };
          answers.push((await api.post("/v1/payment_methods", body, key)).text);
          answers.push((await api.post("/v1/payment_methods", body)).text);
        }
        const bank = { type: "bank_account", bank_account: { iban: number } };
        answers.push((await api.post("/v1/payment_methods", bank)).text);
      }
    } finally {
      await platform.close();
    }
    assert.ok(
      answers.some((one) => one.includes('"object":"payment_method"')),
      "some were created",
    );
    const tables = await sql(
      `select c.oid::regclass::text as name from pg_class c where c.relkind = 'r'
        and c.relnamespace = 'public'::regnamespace`,
    );
    const dump: string[] = [];
    for (const { name } of tables) {
      for (const { line } of await sql(`select t::text as line from ${name} t`))
        dump.push(`${name} ${line}`);
    }
    assert.ok(
      dump.some((line) => line.startsWith("payment_methods ")),
      "the dump holds the methods",
    );
    for (const number of numbers) {
      for (const text of [...answers, ...lines, ...dump]) {
        assert.ok(!text.includes(number), `found in: ${text.slice(0, 200)}`);
      }
    }
  });
});
