// Messages of blocks A, I and K to P as they are sent in the field, with one thing changed at a
// time: what fits is taken and told once, what we send fits, and what does not fit never leaves.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type FromCharger, fromCharger } from "../../../../test/messages_201.ts";
import { fromPlatform } from "../../../../test/orders_201.ts";
import { sceneOf } from "../../../../test/scene_201.ts";
import { variantsOf } from "../../../../test/variants.ts";
import type { Fact } from "../../fact.ts";
import { Witness } from "../../witness.ts";
import { RpcError } from "../frame.ts";
import { actionsOf, findingsOf } from "../official.ts";
import { sent, served } from "./messages.ts";

const version = "2.0.1";

const serve = async (action: string, payload: unknown) => {
  const host = new Witness();
  const message = served.get(action);
  assert.ok(message, `${action} is served`);
  const answer = await message.serve(payload, sceneOf(host));
  return { answer, facts: host.facts };
};

const fits = (action: string, side: "request" | "answer", payload: unknown): boolean =>
  findingsOf(version, action, side, payload).length === 0;

const toldOf = (fact: Fact): unknown => {
  if (fact.kind === "notice") return [fact.kind, fact.topic, fact.text];
  assert.ok(fact.kind === "command_progress");
  return [fact.kind, fact.number, fact.status];
};

const nameOf = ({ action, request }: FromCharger): string =>
  "status" in request ? `${action} (${request.status})` : action;

for (const sample of fromCharger) {
  const { action, request, answer: possible, tells } = sample;
  test(`${nameOf(sample)} from a charger is told once, and answered by the schema`, async () => {
    assert.deepEqual(findingsOf(version, action, "request", request), []);
    assert.deepEqual(findingsOf(version, action, "answer", possible), []);
    const { answer, facts } = await serve(action, request);
    assert.deepEqual(findingsOf(version, action, "answer", answer), []);
    assert.deepEqual(facts.map(toldOf), tells);
  });

  test(`${nameOf(sample)} from a charger is not refused where it fits the schema`, async () => {
    for (const { what, payload } of variantsOf(request)) {
      const official = fits(action, "request", payload);
      try {
        const { answer } = await serve(action, payload);
        assert.ok(fits(action, "answer", answer), `the answer fits ${what}`);
      } catch (cause) {
        assert.ok(cause instanceof RpcError, `${what}: ${cause}`);
        assert.ok(!official, `what fits was refused ${what}: ${cause.message}`);
      }
    }
  });
}

for (const { action, request, answer } of fromPlatform) {
  const message = sent.get(action);
  assert.ok(message, `${action} is sent`);
  const taken = (check: (payload: unknown) => unknown, payload: unknown): boolean => {
    try {
      check(payload);
      return true;
    } catch (cause) {
      assert.ok(cause instanceof RpcError);
      return false;
    }
  };

  test(`${action} to a charger: what we would send is what the schema has`, () => {
    assert.deepEqual(findingsOf(version, action, "request", request), []);
    assert.ok(taken(message.checkRequest, request));
    for (const { what, payload } of variantsOf(request)) {
      const ours: boolean = taken(message.checkRequest, payload);
      assert.equal(ours, fits(action, "request", payload), what);
    }
  });

  test(`${action} to a charger: every answer that fits the schema is understood`, () => {
    assert.deepEqual(findingsOf(version, action, "answer", answer), []);
    assert.ok(taken(message.checkAnswer, answer));
    for (const { what, payload } of variantsOf(answer)) {
      if (fits(action, "answer", payload)) assert.ok(taken(message.checkAnswer, payload), what);
    }
    const noWord = { ...answer, status: "NoSuchWord" };
    if ("status" in answer) assert.ok(!taken(message.checkAnswer, noWord));
  });
}

test("every message of the version is served or sent, each in its direction", () => {
  const known = new Set([...served.keys(), ...sent.keys()]);
  assert.deepEqual(
    actionsOf(version).filter((action) => !known.has(action)),
    [],
  );
  const both = [...served.keys()].filter((action) => sent.has(action));
  assert.deepEqual(both, ["DataTransfer"]);
});

test("a report under no number of ours moves no command", async () => {
  for (const requestId of [0, -1]) {
    const { facts } = await serve("LogStatusNotification", { status: "Uploaded", requestId });
    assert.deepEqual(facts.map(toldOf), [["notice", "log", "Uploaded"]]);
  }
});

test("data of a customer stand with the command that asked for them, and nowhere else", async () => {
  const found = fromCharger.find(({ action }) => action === "NotifyCustomerInformation");
  const { facts } = await serve("NotifyCustomerInformation", found?.request);
  const holding = facts.filter((fact) => JSON.stringify(fact).includes("Ada"));
  assert.deepEqual(
    holding.map(({ kind }) => kind),
    ["command_progress"],
  );
});

test("data of a customer that come in parts stand there as a whole", async () => {
  const host = new Witness();
  const scene = sceneOf(host);
  const news = served.get("NotifyCustomerInformation");
  const part = (seqNo: number, data: string, tbc: boolean) =>
    news?.serve({ requestId: 9, generatedAt: "2026-11-21T12:00:00Z", seqNo, data, tbc }, scene);
  await part(0, "Ada, ", true);
  await part(0, "Ada, ", true);
  await part(1, "charged ", true);
  await part(2, "on Monday", false);
  await part(0, "nothing", false);
  const told = host.of("command_progress").map(({ detail }) => (detail as { data: string }).data);
  const whole = "Ada, charged on Monday";
  assert.deepEqual(told, ["Ada, ", "Ada, ", "Ada, charged ", whole, "nothing"]);
});

test("custom data of a vendor pass, and stay with what people are told", async () => {
  const customData = { vendorId: "com.example", fan: { speed: 3 } };
  const request = { status: "Installed", requestId: 7, customData };
  assert.ok(fits("FirmwareStatusNotification", "request", request));
  const { facts } = await serve("FirmwareStatusNotification", request);
  for (const fact of facts) assert.deepEqual("detail" in fact && fact.detail, request);
});

test("a fact that could not be stored is not answered, so that the charger says it again", async () => {
  for (const kind of ["command_progress", "notice"] as const) {
    const host = new Witness();
    host.failNext(kind, 1);
    const news = served.get("LogStatusNotification");
    const payload = { status: "Uploaded", requestId: 9 };
    await assert.rejects(async () => news?.serve(payload, sceneOf(host)), /database is down/);
    await news?.serve(payload, sceneOf(host));
    assert.equal(host.of("notice").length, 1, "the notice comes last, and once");
  }
});
