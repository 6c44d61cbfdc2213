// Neutral commands of provisioning, control and cards, as a charger of 2.0.1 hears them.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandName, CommandOrder, CommandParameters } from "../../commands.ts";
import { wallClock } from "../../wall_clock.ts";
import { Witness } from "../../witness.ts";
import { noAuthority } from "../authority.ts";
import { Registration } from "../registration.ts";
import type { Outcome } from "../rpc.ts";
import { v201 } from "./conversation.ts";

const station = { id: "chst_1", identity: "CP-1" };
const connector = { id: "connector_a1", evse: 2, type: "CCS", powerKw: 150 };
const silent = { info() {}, warn() {}, error() {} };

type Given = {
  readonly at?: typeof connector | null;
  readonly answer?: object;
  readonly plugs?: Witness["plugs"];
};

const give = async <Name extends CommandName>(
  name: Name,
  parameters: CommandParameters[Name],
  { at = connector, answer = { status: "Accepted" }, plugs = [] }: Given = {},
) => {
  const host = new Witness();
  host.plugs = plugs;
  const calls: [action: string, payload: object][] = [];
  const conversation = v201.converse({
    ...{ station, host, log: silent, authority: noAuthority },
    clock: wallClock(() => new Date("2026-11-21T10:00:00Z")),
    ...{ heartbeatSeconds: 60, meterSeconds: 10, bootWithinMs: 5_000 },
    call: async (action, payload): Promise<Outcome> => {
      // How long messages may be is asked besides (D01.FR.11).
      const isAside = name === "send_local_list" && action === "GetVariables";
      if (!isAside) calls.push([action, payload]);
      return { kind: "result", payload: answer };
    },
    inTurn: (task) => task(),
    registration: new Registration(v201.waiting, "accepted"),
  });
  const order = { station, connector: at, number: 77, name, parameters } as CommandOrder;
  const outcome = await conversation.command(order);
  return { host, calls, outcome, call: calls[0] };
};

test("a restart is immediate, or waits until nobody charges; of the station or one EVSE", async () => {
  const hard = await give("reset", { type: "hard" }, { at: null });
  assert.deepEqual(hard.call, ["Reset", { type: "Immediate" }]);
  assert.equal(hard.outcome.outcome, "succeeded");
  const scheduled = { answer: { status: "Scheduled" } };
  const idle = await give("reset", { type: "when_idle" }, scheduled);
  assert.deepEqual(idle.call, ["Reset", { type: "OnIdle", evseId: 2 }]);
  assert.deepEqual(idle.outcome, { outcome: "accepted", answer: { status: "Scheduled" } });
});

test("a plug is let go, or the charger says why not", async () => {
  const done = await give("unlock_connector", {}, { answer: { status: "Unlocked" } });
  assert.deepEqual(done.call, ["UnlockConnector", { evseId: 2, connectorId: 1 }]);
  assert.equal(done.outcome.outcome, "succeeded");
  const status = "OngoingAuthorizedTransaction";
  const refused = await give("unlock_connector", {}, { answer: { status } });
  assert.deepEqual(refused.outcome, { outcome: "rejected", reason: status, answer: { status } });
  const nowhere = await give("unlock_connector", {}, { at: null });
  assert.equal(nowhere.outcome.outcome, "invalid");
});

test("station or EVSE are taken out of use and back", async () => {
  const one = await give("change_availability", { available: false });
  const payload = { operationalStatus: "Inoperative", evse: { id: 2 } };
  assert.deepEqual(one.call, ["ChangeAvailability", payload]);
  const all = await give("change_availability", { available: true }, { at: null });
  assert.deepEqual(all.call, ["ChangeAvailability", { operationalStatus: "Operative" }]);
});

test("of two plugs of one EVSE the one that is meant is let go, taken out of use and asked about", async () => {
  const at = { ...connector, plug: 2 };
  const evse = { id: 2, connectorId: 2 };
  const freed = await give("unlock_connector", {}, { at, answer: { status: "Unlocked" } });
  assert.deepEqual(freed.call?.[1], { evseId: 2, connectorId: 2 });
  const off = await give("change_availability", { available: false }, { at });
  assert.deepEqual(off.call?.[1], { operationalStatus: "Inoperative", evse });
  const asked = await give("trigger_message", { message: "status_notification" }, { at });
  assert.deepEqual(asked.call?.[1], { requestedMessage: "StatusNotification", evse });
});

test("what is to be reported is asked of where it is known", async () => {
  const rows: [CommandParameters["trigger_message"]["message"], object][] = [
    ["boot_notification", { requestedMessage: "BootNotification" }],
    ["meter_values", { requestedMessage: "MeterValues", evse: { id: 2 } }],
    [
      "status_notification",
      { requestedMessage: "StatusNotification", evse: { id: 2, connectorId: 1 } },
    ],
    ["sign_certificate", { requestedMessage: "SignChargingStationCertificate" }],
    ["log_status", { requestedMessage: "LogStatusNotification" }],
  ];
  for (const [message, payload] of rows) {
    assert.deepEqual((await give("trigger_message", { message })).call, [
      "TriggerMessage",
      payload,
    ]);
  }
});

test("the status of a station is that of each of its connectors", async () => {
  const plugs = [
    { evse: 1, plug: 1 },
    { evse: 2, plug: 1 },
    { evse: 2, plug: 2 },
  ];
  const given = { at: null, plugs };
  const all = await give("trigger_message", { message: "status_notification" }, given);
  const requestedMessage = "StatusNotification";
  assert.deepEqual(
    all.calls,
    plugs.map(({ evse: id, plug: connectorId }) => {
      return ["TriggerMessage", { requestedMessage, evse: { id, connectorId } }];
    }),
  );
  assert.equal(all.outcome.outcome, "succeeded");
  const refused = { ...given, answer: { status: "Rejected" } };
  const none = await give("trigger_message", { message: "status_notification" }, refused);
  assert.deepEqual([none.outcome.outcome, none.calls.length], ["rejected", 3]);
});

const component = { name: "TxCtrlr" };
const variable = { name: "EVConnectionTimeOut" };

test("variables are asked for by name, answered at once, and kept", async () => {
  const result = { attributeStatus: "Accepted", attributeValue: "60", component, variable };
  const answer = { getVariableResult: [result] };
  const name = { component: "TxCtrlr", name: "EVConnectionTimeOut", attribute: "actual" } as const;
  const { host, call, outcome } = await give("get_variables", { variables: [name] }, { answer });
  const asked = { component, variable, attributeType: "Actual" };
  assert.deepEqual(call, ["GetVariables", { getVariableData: [asked] }]);
  assert.deepEqual(outcome, { outcome: "succeeded", answer });
  const [kept] = host.of("variables")[0]?.variables ?? [];
  assert.deepEqual([kept?.component, kept?.name, kept?.value], ["TxCtrlr", variable.name, "60"]);
});

test("all variables come in parts, under the command's number", async () => {
  const { call, outcome } = await give("get_variables", {});
  const payload = { requestId: 77, reportBase: "FullInventory" };
  assert.deepEqual(call, ["GetBaseReport", payload]);
  assert.equal(outcome.outcome, "accepted");
  const host = new Witness();
  const conversation = v201.converse({
    ...{ station, host, log: silent, authority: noAuthority },
    clock: wallClock(() => new Date("2026-11-21T10:00:00Z")),
    ...{ heartbeatSeconds: 60, meterSeconds: 10, bootWithinMs: 5_000 },
    call: async (): Promise<Outcome> => ({ kind: "timeout" }),
    inTurn: (task) => task(),
    registration: new Registration(v201.waiting, "accepted"),
  });
  const attribute = { value: "60", mutability: "ReadWrite" };
  const reportData = [{ component, variable, variableAttribute: [attribute] }];
  const part = { requestId: 77, generatedAt: "2026-11-21T10:00:00Z", reportData };
  await conversation.serve("NotifyReport", { ...part, seqNo: 0, tbc: true });
  await conversation.serve("NotifyReport", { ...part, seqNo: 1 });
  assert.equal(host.of("variables").length, 2);
  assert.deepEqual(
    host.of("command_progress").map(({ status, detail }) => [status, detail]),
    [
      ["running", { parts_received: 1, last_part: 0 }],
      ["succeeded", { parts_received: 2, last_part: 1 }],
    ],
  );
});

test("variables are set, and the answer says which was not", async () => {
  const good = { attributeStatus: "Accepted", component, variable };
  const bad = { ...good, attributeStatus: "Rejected", variable: { name: "TxStartPoint" } };
  const answer = { setVariableResult: [good, bad] };
  const variables = [
    { component: "TxCtrlr", name: "EVConnectionTimeOut", value: "90" },
    { component: "TxCtrlr", name: "TxStartPoint", value: "Never" },
  ];
  const { host, outcome } = await give("set_variables", { variables }, { answer });
  assert.deepEqual(outcome, { outcome: "rejected", reason: "Rejected", answer });
  const kept = host.of("variables").flatMap((fact) => fact.variables.map(({ name }) => name));
  assert.deepEqual(kept, ["EVConnectionTimeOut"]);
});

test("a password that is set is kept nowhere", async () => {
  const result = { component: { name: "SecurityCtrlr" }, variable: { name: "BasicAuthPassword" } };
  const answer = { setVariableResult: [{ ...result, attributeStatus: "Accepted" }] };
  const password = { component: "SecurityCtrlr", name: "BasicAuthPassword", value: "s3cret" };
  const { host, outcome } = await give("set_variables", { variables: [password] }, { answer });
  assert.equal(outcome.outcome, "succeeded");
  assert.equal(host.facts.length, 0);
  assert.ok(!JSON.stringify(outcome).includes("s3cret"));
});

test("a variable without its component is nobody's", async () => {
  const { outcome, calls } = await give("get_variables", { variables: [{ name: "Enabled" }] });
  assert.equal(outcome.outcome, "invalid");
  assert.match(outcome.outcome === "invalid" ? outcome.reason : "", /^variables\[0\]\.component/);
  assert.equal(calls.length, 0);
});

test("a list of cards goes out with groups and ends, and strikes cards off", async () => {
  const card = { type: "rfid", group: "ADA", expires_at: "2027-01-01T00:00:00Z" } as const;
  const tokens = [
    { ...card, uid: "04A1", status: "accepted" },
    { ...card, uid: "04B2", status: null },
  ] as const;
  const list = { version: 8, mode: "differential", tokens } as const;
  const { call, outcome } = await give("send_local_list", list, { at: null });
  const idTokenInfo = {
    status: "Accepted",
    groupIdToken: { idToken: "ADA", type: "Central" },
    cacheExpiryDateTime: "2027-01-01T00:00:00Z",
  };
  assert.deepEqual(call, [
    "SendLocalList",
    {
      ...{ versionNumber: 8, updateType: "Differential" },
      localAuthorizationList: [
        { idToken: { idToken: "04A1", type: "ISO14443" }, idTokenInfo },
        { idToken: { idToken: "04B2", type: "ISO14443" } },
      ],
    },
  ]);
  assert.equal(outcome.outcome, "succeeded");
  const full = await give("send_local_list", { ...list, mode: "full" });
  assert.equal(full.outcome.outcome, "invalid");
  const empty = await give("send_local_list", { version: 9, mode: "full", tokens: [] });
  assert.deepEqual(empty.call?.[1], { versionNumber: 9, updateType: "Full" });
});
