// Transactions told in every order: whatever comes late, twice or not at all, there is one charge,
// with its card, at its place, with all of its energy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { one, type Random, seeded } from "../../../../test/laws/random.ts";
import type { Authorization, StationRef } from "../../network.ts";
import { wallClock } from "../../wall_clock.ts";
import { Witness } from "../../witness.ts";
import { noAuthority } from "../authority.ts";
import { Registration } from "../registration.ts";
import type { Outcome } from "../rpc.ts";
import { v201 } from "./conversation.ts";

const start = Date.UTC(2026, 10, 21, 10);
const iso = (second: number) => new Date(start + second * 1000).toISOString();
const station: StationRef = { id: "chst_1", identity: "CP-1" };
const silent = { info() {}, warn() {}, error() {} };
const result = (payload: object): Outcome => ({ kind: "result", payload });

/** A conversation, and what it has asked of the charger. */
const converse = (
  host: Witness,
  answer: (action: string) => Outcome = () => ({ kind: "timeout" }),
) => {
  const calls: [action: string, payload: object][] = [];
  const conversation = v201.converse({
    ...{ station, host, log: silent, authority: noAuthority },
    clock: wallClock(() => new Date(start + 3_600_000)),
    ...{ heartbeatSeconds: 60, meterSeconds: 10, bootWithinMs: 5_000 },
    call: async (action, payload) => {
      calls.push([action, payload]);
      return answer(action);
    },
    inTurn: (task) => task(),
    registration: new Registration(v201.waiting, "accepted"),
  });
  const tell = async (event: object): Promise<Answer> =>
    (await conversation.serve("TransactionEvent", event)) as Answer;
  return { conversation, calls, tell };
};

type Answer = {
  idTokenInfo?: { status: string; groupIdToken?: { idToken: string } };
};

type More = {
  readonly state?: string;
  readonly stopped?: string;
  readonly remoteStartId?: number;
  readonly card?: string;
  readonly cardType?: string;
  readonly evse?: number;
  readonly wh?: number;
  readonly extra?: object;
};

const kinds = ["Started", "Updated", "Ended"] as const;

const event = (kind: 0 | 1 | 2, second: number, trigger: string, more: More = {}) => {
  const { state, stopped, remoteStartId, card, cardType = "ISO14443", evse, wh, extra } = more;
  return {
    ...{ eventType: kinds[kind], timestamp: iso(second), triggerReason: trigger, seqNo: second },
    transactionInfo: {
      transactionId: "T-1",
      ...(state === undefined ? {} : { chargingState: state }),
      ...(stopped === undefined ? {} : { stoppedReason: stopped }),
      ...(remoteStartId === undefined ? {} : { remoteStartId }),
    },
    ...(card === undefined ? {} : { idToken: { idToken: card, type: cardType } }),
    ...(evse === undefined ? {} : { evse: { id: evse, connectorId: 1 } }),
    ...(wh === undefined
      ? {}
      : { meterValue: [{ timestamp: iso(second), sampledValue: [{ value: wh }] }] }),
    ...extra,
  };
};

/** Readings that may as well be lost. */
const readings = [60, 120, 180].map((second) =>
  event(1, second, "MeterValuePeriodic", { wh: 1_000 + second * 10, state: "Charging" }),
);
const place = { evse: 2 };

/** How a transaction is told: what must come through, in the charger's order. */
const tales: Readonly<Record<string, readonly object[]>> = {
  "plug, then card": [
    event(0, 0, "CablePluggedIn", { ...place, wh: 1_000, state: "EVConnected" }),
    event(1, 30, "Authorized", { card: "04A1" }),
    event(2, 240, "EVDeparted", { wh: 4_000, stopped: "EVDisconnected" }),
  ],
  "card, then plug": [
    event(0, 10, "Authorized", { card: "04A1" }),
    event(1, 30, "CablePluggedIn", { ...place, wh: 1_000 }),
    event(2, 240, "StopAuthorized", { wh: 4_000, card: "04FRIEND", stopped: "Local" }),
  ],
  "all at once, and the place again and again": [
    event(0, 30, "RemoteStart", { ...place, card: "04A1", wh: 1_000 }),
    event(1, 90, "ChargingStateChanged", { ...place, state: "SuspendedEV", wh: 1_900 }),
    event(1, 200, "StopAuthorized", { ...place, card: "04FRIEND", wh: 3_500 }),
    event(2, 240, "EVDeparted", { ...place, wh: 4_000, stopped: "Local" }),
  ],
  "the card again with its place, told before the beginning came through": [
    event(0, 0, "CablePluggedIn", { ...place, wh: 1_000 }),
    event(1, 30, "Authorized", { ...place, card: "04A1", wh: 1_200 }),
    event(2, 240, "RemoteStop", { wh: 4_000, stopped: "Remote" }),
  ],
};

/** In a random order, some twice, some readings lost. */
const muddled = (tale: readonly object[], random: Random): readonly object[] => {
  const kept = [...tale, ...readings.filter(() => random(3) > 0)];
  const twice = kept.filter(() => random(3) === 0);
  return [...kept, ...twice]
    .map((each) => ({ each, at: random(1_000_000) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ each }) => each);
};

/** Each event until it is stored, over lines that come and go. */
const deliver = async (host: Witness, events: readonly object[], random: Random) => {
  let line = converse(host);
  for (const each of events) {
    if (random(4) === 0) line = converse(host);
    if (random(5) === 0) host.failNext(one(random, ["transaction_opened", "metered"]), 1);
    if (random(5) === 0) host.failNext(one(random, ["transaction_started"]), 1);
    if (random(5) === 0) host.failNext(one(random, ["transaction_stopped"]), 1);
    let stored = false;
    while (!stored) stored = await line.tell(each).then(Boolean, () => false);
  }
};

const assertOneCharge = (host: Witness, note: string) => {
  const started = host.of("transaction_started");
  const { kind: _, ...last } = started.at(-1) ?? assert.fail(`${note}: no start was told`);
  const whole = { evse: 2, idTag: "04A1", tokenKind: "rfid", reference: "T-1", reservation: null };
  assert.deepEqual(last, { ...whole, meterStartWh: 1_000, at: new Date(iso(30)) }, note);
  assert.ok(
    started.every((fact) => fact.idTag === "04A1" && fact.evse === 2),
    note,
  );
  const stops = host.of("transaction_stopped");
  assert.ok(stops.length > 0, note);
  for (const stop of stops) {
    assert.deepEqual([stop.reference, stop.meterStopWh], ["T-1", 4_000], note);
    assert.deepEqual(stop.at, new Date(iso(240)), note);
  }
  assert.ok(host.of("metered").every((fact) => fact.reference === "T-1"));
};

for (const [name, tale] of Object.entries(tales)) {
  test(`${name}: one charge, the same energy, in any order, with doubles and losses`, async () => {
    const seed = Number(process.env.CHARGE_TEST_SEED ?? Math.floor(performance.now() * 1000));
    const random = seeded(seed);
    for (let n = 0; n < 60; n += 1) {
      const host = new Witness();
      await deliver(host, muddled(tale, random), random);
      assertOneCharge(host, `seed ${seed}, try ${n}`);
    }
  });
}

test("nothing starts before a card is shown, and an end without one is told all the same", async () => {
  const host = new Witness();
  const { tell } = converse(host);
  await tell(event(0, 0, "CablePluggedIn", { ...place, wh: 1_000 }));
  await tell(event(2, 60, "EVDeparted", { wh: 1_000 }));
  assert.equal(host.of("transaction_started").length, 0);
  assert.equal(host.of("transaction_stopped")[0]?.reason, "unplugged");
});

test("an ordered start is known by its number where the charger does not repeat its card", async () => {
  const host = new Witness();
  const accepted = result({ status: "Accepted" });
  const { conversation, calls, tell } = converse(host, () => accepted);
  const connector = { id: "a1", evse: 2, type: "Type2", powerKw: 22 };
  const vehicle = { batteryWh: 1, socPercent: null };
  await conversation.start({ station, connector, session: "cs_1", idTag: "CS-1", vehicle });
  const [action, payload] = calls[0] ?? assert.fail("nothing was ordered");
  assert.equal(action, "RequestStartTransaction");
  const { remoteStartId } = payload as { remoteStartId: number };
  await tell(event(0, 0, "RemoteStart", { ...place, remoteStartId, wh: 1 }));
  assert.equal(host.of("transaction_started")[0]?.idTag, "CS-1");
});

test("an end that carries the register of the beginning makes up for a start without one", async () => {
  const host = new Witness();
  const { tell } = converse(host);
  await tell(event(0, 0, "Authorized", { ...place, card: "04A1" }));
  assert.equal(host.of("transaction_started")[0]?.meterStartWh, null);
  const both = [0, 240].map((second) => ({
    ...{ timestamp: iso(second), sampledValue: [{ value: 1_000 + second }] },
  }));
  await tell(event(2, 240, "EVDeparted", { extra: { meterValue: both } }));
  assert.equal(host.of("transaction_started")[1]?.meterStartWh, 1_000);
  assert.equal(host.of("transaction_stopped")[0]?.meterStopWh, 1_240);
});

test("every card that is shown is answered: who starts, who stops, who may not", async () => {
  const host = new Witness();
  host.refuse("04BAD", "blocked");
  host.group("04A1", "ADA");
  const { tell } = converse(host);
  const statusOf = async (told: object) => (await tell(told)).idTokenInfo;
  const early = await statusOf(event(0, 0, "Authorized", { card: "04A1" }));
  assert.deepEqual(early, {
    status: "Accepted",
    groupIdToken: { idToken: "ADA", type: "Central" },
  });
  assert.equal(await statusOf(event(1, 10, "CablePluggedIn", place)), undefined);
  const stop = await statusOf(event(1, 20, "StopAuthorized", { card: "04BAD" }));
  assert.equal(stop?.status, "Blocked");
  const end = await statusOf(event(2, 30, "StopAuthorized", { card: "04A1", stopped: "Local" }));
  assert.equal(end?.status, "Accepted");
});

test("a refusal reaches a charger that shows the card before the place", async () => {
  const host = new Witness();
  const { tell } = converse(host);
  await tell(event(0, 0, "Authorized", { card: "04A1" }));
  host.refuse("04A1", "expired");
  const answer = await tell(event(1, 10, "CablePluggedIn", place));
  assert.equal(answer.idTokenInfo?.status, "Expired");
});

test("a card of the charger's master pass group begins nothing", async () => {
  const host = new Witness();
  host.group("04MASTER", "Keys");
  const variable = { name: "MasterPassGroupId" };
  const group = { attributeStatus: "Accepted", attributeValue: "KEYS", variable };
  const known = { ...group, component: { name: "AuthCtrlr" } };
  const { conversation, calls, tell } = converse(host, (action) =>
    action === "GetVariables" ? result({ getVariableResult: [known] }) : { kind: "timeout" },
  );
  const chargingStation = { model: "Post", vendorName: "Openfield" };
  await conversation.serve("BootNotification", { reason: "PowerUp", chargingStation });
  await host.until("the end of the set-up", () => calls.at(-1)?.[0] === "GetBaseReport");
  const shown = await tell(event(0, 0, "Authorized", { ...place, card: "04MASTER" }));
  assert.equal(host.of("transaction_started").length, 0);
  assert.equal(shown.idTokenInfo?.status, "Blocked", "and no energy flows on it");
  await tell(event(1, 5, "Authorized", { ...place, card: "04A1" }));
  assert.equal(host.of("transaction_started").length, 1);
  const ending = await tell(event(1, 9, "StopAuthorized", { ...place, card: "04MASTER" }));
  assert.equal(ending.idTokenInfo?.status, "Accepted");
});

test("why it ended is told in the platform's words", async () => {
  const rows: [stopped: string | undefined, trigger: string, reason: string][] = [
    ["DeAuthorized", "Deauthorized", "deauthorized"],
    ["EmergencyStop", "AbnormalCondition", "emergency"],
    ["EnergyLimitReached", "EnergyLimitReached", "other"],
    ["EVDisconnected", "EVDeparted", "unplugged"],
    ["GroundFault", "AbnormalCondition", "fault"],
    ["ImmediateReset", "ResetCommand", "reboot"],
    ["Local", "StopAuthorized", "local"],
    ["MasterPass", "StopAuthorized", "local"],
    ["PowerLoss", "AbnormalCondition", "power_loss"],
    ["Remote", "RemoteStop", "remote"],
    ["SOCLimitReached", "ChargingStateChanged", "full"],
    [undefined, "StopAuthorized", "local"],
    [undefined, "EVDeparted", "unplugged"],
    [undefined, "RemoteStop", "remote"],
  ];
  for (const [stopped, trigger, reason] of rows) {
    const host = new Witness();
    const more = stopped === undefined ? {} : { stopped };
    await converse(host).tell(event(2, 60, trigger, more));
    const [fact] = host.of("transaction_stopped");
    assert.deepEqual([fact?.reason, fact?.meterStopWh], [reason, null], `${stopped} ${trigger}`);
  }
});

test("a car that rests draws nothing, also where the charger measures no power", async () => {
  const host = new Witness();
  const { tell } = converse(host);
  await tell(event(1, 60, "ChargingStateChanged", { state: "SuspendedEV", wh: 1_500 }));
  await tell(event(1, 70, "ChargingStateChanged", { state: "Charging", wh: 1_500 }));
  assert.deepEqual(
    host.samples().map((sample) => sample.powerW),
    [0, null],
  );
});

test("until when a charger may believe an answer goes with it", async () => {
  class Careful extends Witness {
    override async authorize(): Promise<Authorization> {
      return { status: "accepted", group: null, expiresAt: new Date(iso(600)) };
    }
  }
  const { conversation } = converse(new Careful());
  const idToken = { idToken: "04A1", type: "ISO14443" };
  const answer = await conversation.serve("Authorize", { idToken });
  assert.deepEqual(answer, {
    idTokenInfo: { status: "Accepted", cacheExpiryDateTime: iso(600) },
  });
});
