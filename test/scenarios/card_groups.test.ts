import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { makeFleet, startOf } from "../fleet.ts";
import { ago, type Charger, cardFor, minute, openLiars } from "../lying_charger.ts";
import type { Json } from "../platform.ts";

describe("cards of groups, of other kinds, and refused ones", () => {
  const liars = openLiars();
  const authorize = async (at: Charger, idTag: string): Promise<Json> =>
    (await at.call("Authorize", { idTag })).idTagInfo as Json;
  const decisions = async (filter: string) =>
    (await liars.platform.api.read(`/v1/policy_decisions?${filter}&limit=1`)).data[0] as Json;

  it("any card of the group ends what another one began, a stranger's does not", async () => {
    const at = await liars.open();
    const [other, stranger] = [
      await makeFleet(liars.platform.api),
      await makeFleet(liars.platform.api),
    ];
    const mine = await cardFor(liars.platform, at.fleet, { group: "DEPOT" });
    const theirs = await cardFor(liars.platform, other, { group: "DEPOT" });
    const nobodys = await cardFor(liars.platform, stranger);
    const began = await at.start(1000, { idTag: mine.uid });
    assert.equal(began.idTagInfo?.["parentIdTag"], "DEPOT");
    assert.deepEqual(await authorize(at, theirs.uid), { status: "Accepted", parentIdTag: "DEPOT" });
    assert.notEqual((await authorize(at, nobodys.uid))["parentIdTag"], "DEPOT");
    const ended = await at.stop(began.transactionId, 1500, { idTag: theirs.uid });
    assert.deepEqual(ended.idTagInfo, { status: "Accepted", parentIdTag: "DEPOT" });
    assert.deepEqual(await at.billed(), ["completed 500"]);
  });

  it("a driver's own card ends what the driver began by the API, whatever its group", async () => {
    const at = await liars.open();
    const mine = await cardFor(liars.platform, at.fleet, { group: "DEPOT" });
    const started = await liars.platform.api.make(
      "/v1/charging_sessions",
      startOf(at.fleet, at.station),
    );
    const began = await at.start(1000, { idTag: started.id.slice(-20) });
    const told = began.idTagInfo?.["parentIdTag"];
    assert.equal(told, at.fleet.driver.slice(-20));
    assert.equal((await authorize(at, mine.uid))["parentIdTag"], told);
    await at.stop(began.transactionId, 1500, { idTag: mine.uid });
    assert.deepEqual(await at.billed(), ["completed 500"]);
  });

  it("a master pass ends what runs and starts nothing", async () => {
    const at = await liars.open();
    const fire = await cardFor(liars.platform, at.fleet, { master_pass: true, group: "FIRE" });
    assert.deepEqual(await authorize(at, fire.uid), { status: "Accepted", parentIdTag: "FIRE" });
    const began = await at.start(1000);
    const mine = began.idTagInfo?.["parentIdTag"];
    // A 1.6 charger knows no such cards: it is told one that it knows.
    assert.equal((await authorize(at, fire.uid))["parentIdTag"], mine);
    const known = await at.host.authorize(at.ref, fire.uid, "rfid");
    assert.equal(known.group, "FIRE");
    await at.stop(began.transactionId, 1500, { idTag: fire.uid });
    const refused = await at.start(1500, { idTag: fire.uid });
    assert.equal(refused.idTagInfo?.["status"], "Blocked");
    const { refusal } = await decisions(`driver=${at.fleet.driver}&outcome=blocked`);
    assert.equal((refusal as Json)["code"], "card_ends_only");
    assert.deepEqual(await at.billed(), ["completed 500"]);
  });

  it("a blocked, expired or unknown card starts nothing, and the decision says why", async () => {
    const at = await liars.open();
    const reasonOf = async (uid: string): Promise<unknown[]> => {
      const { status } = await authorize(at, uid);
      const { charge_token, card, refusal, outcome } = await decisions("outcome=blocked");
      assert.deepEqual([card, outcome], [uid, "blocked"]);
      return [status, (refusal as Json)["code"], charge_token];
    };
    const made = at.card;
    await liars.platform.api.make(`/v1/charge_tokens/${made}`, { status: "blocked" });
    assert.deepEqual(await reasonOf(at.uid), ["Blocked", "card_blocked", made]);
    const expires_at = ago(minute);
    await liars.platform.api.make(`/v1/charge_tokens/${made}`, { status: "active", expires_at });
    assert.deepEqual(await reasonOf(at.uid), ["Expired", "card_expired", made]);
    assert.deepEqual(await reasonOf("04NOBODY"), ["Invalid", "card_unknown", null]);
    assert.deepEqual(await at.billed(), []);
  });

  it("a card that is blocked or runs out while it charges ends its own charge, and starts none", async () => {
    const at = await liars.open();
    const began = await at.start(1000);
    const path = `/v1/charge_tokens/${at.card}`;
    const gone = [{ status: "blocked" }, { status: "active", expires_at: ago(minute) }];
    for (const change of gone) {
      await liars.platform.api.make(path, change);
      const told = await authorize(at, at.uid);
      const { status, parentIdTag } = told;
      assert.deepEqual([status, parentIdTag], ["Accepted", began.idTagInfo?.["parentIdTag"]]);
      // No charger shall remember it for longer.
      assert.ok(Date.parse(String(told["expiryDate"])) < Date.parse(ago(-2 * minute)));
    }
    const elsewhere = await liars.open();
    assert.equal((await authorize(elsewhere, at.uid))["status"], "Expired");
    await at.stop(began.transactionId, 1500, { idTag: at.uid });
    assert.deepEqual(await at.billed(), ["completed 500"]);
    assert.equal((await authorize(at, at.uid))["status"], "Expired");
  });

  it("what the API would refuse stands in the decision of the card, too", async () => {
    const at = await liars.open();
    const elsewhere = await liars.open();
    const { transactionId } = await elsewhere.start(0, { idTag: at.uid });
    const refused = await at.start(1000);
    assert.equal(refused.idTagInfo?.["status"], "ConcurrentTx");
    const { refusal, policies } = await decisions(`driver=${at.fleet.driver}&outcome=blocked`);
    const { code, param } = refusal as Json;
    assert.deepEqual([code, param], ["charging_session_conflict", "vehicle"]);
    assert.notDeepEqual(policies, []);
    await elsewhere.stop(transactionId, 10);
  });

  it("a card that expired since was good when it began offline", async () => {
    const at = await liars.open();
    const expires_at = ago(10 * minute);
    await liars.platform.api.make(`/v1/charge_tokens/${at.card}`, { expires_at });
    const began = await at.start(1000, { timestamp: ago(60 * minute) });
    assert.equal(began.idTagInfo?.["status"], "Accepted");
    await at.stop(began.transactionId, 3000, { timestamp: ago(30 * minute) });
    const late = await at.start(3000, { timestamp: ago(5 * minute) });
    assert.equal(late.idTagInfo?.["status"], "Expired");
    assert.deepEqual(await at.billed(), ["completed 2000"]);
  });

  it("a policy's hours are those of the moment of authorisation, not of the telling", async () => {
    const at = await liars.open();
    const hours = (from: number, until: number): Json => {
      const text = (ms: number) => ago(ms).slice(11, 16);
      const days_of_week = "monday tuesday wednesday thursday friday saturday sunday".split(" ");
      return { time_windows: [{ days_of_week, start_time: text(from), end_time: text(until) }] };
    };
    await liars.platform.api.make(`/v1/fleets/${at.fleet.fleet}`, { timezone: "UTC" });
    const policy = await liars.platform.api.make("/v1/policies", {
      ...{ name: "Then", mode: "enforcement", rules: hours(130 * minute, 110 * minute) },
    });
    await liars.platform.api.make(`/v1/drivers/${at.fleet.driver}`, { policy_ids: [policy.id] });
    const now = await at.start(1000);
    assert.equal(now.idTagInfo?.["status"], "Blocked");
    await at.stop(now.transactionId, 1000, { timestamp: ago(140 * minute) });
    const then = await at.start(1000, { timestamp: ago(120 * minute) });
    assert.equal(then.idTagInfo?.["status"], "Accepted");
    await at.stop(then.transactionId, 1200, { timestamp: ago(110 * minute) });
  });

  it("the charger is told until when it may believe a card", async () => {
    const at = await liars.open();
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    await liars.platform.api.make(`/v1/charge_tokens/${at.card}`, { expires_at });
    assert.equal((await authorize(at, at.uid))["expiryDate"], expires_at);
  });

  it("a contract is known with and without its dashes, in any case; a key code is no card", async () => {
    const at = await liars.open();
    const emaid = "DE-8AA-CA2B3C4D5-1";
    await cardFor(liars.platform, at.fleet, { uid: emaid, type: "emaid" });
    await cardFor(liars.platform, at.fleet, { uid: "1234", type: "key_code" });
    const status = async (uid: string, kind: "rfid" | "emaid" | "key_code" | "none") =>
      (await at.host.authorize(at.ref, uid, kind)).status;
    assert.equal(await status("de8aaca2b3c4d51", "emaid"), "accepted");
    assert.equal(await status(emaid, "emaid"), "accepted");
    assert.equal(await status("1234", "key_code"), "accepted");
    assert.equal(await status("1234", "rfid"), "invalid");
    assert.equal(await status("DE8AACA2B3C4D51", "rfid"), "invalid");
    assert.equal(await status("", "none"), "invalid");
    assert.equal((await authorize(at, at.uid.toLowerCase()))["status"], "Accepted");
    const again = await liars.platform.api.post("/v1/charge_tokens", {
      ...{ uid: "de8aaca2b3c4d51", type: "emaid", driver: at.fleet.driver },
    });
    assert.equal(again.body["code"], "charge_token_state_conflict");
  });

  it("a group keeps its members: it can be given, changed and taken away", async () => {
    const { fleet } = await liars.open();
    const { id } = await cardFor(liars.platform, fleet, { group: "NORTH" });
    const path = `/v1/charge_tokens/${id}`;
    assert.equal((await liars.platform.api.read(path))["group"], "NORTH");
    assert.equal((await liars.platform.api.make(path, { status: "blocked" }))["group"], "NORTH");
    assert.equal((await liars.platform.api.make(path, { group: null }))["group"], null);
    const long = await liars.platform.api.post(path, { group: "x".repeat(21) });
    assert.deepEqual([long.status, long.body["param"]], [400, "group"]);
  });
});
