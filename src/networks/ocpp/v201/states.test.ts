// The states of plugs, however a charger tells them: as messages of their own, as events of its
// device model, or in a report of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sceneOf } from "../../../../test/scene_201.ts";
import { Witness } from "../../witness.ts";
import { served } from "./messages.ts";

const timestamp = "2026-11-21T12:00:00Z";

const charger = () => {
  const host = new Witness();
  const scene = sceneOf(host);
  const say = async (action: string, payload: object) => served.get(action)?.serve(payload, scene);
  const states = () => host.of("connector_status").map(({ evse, status }) => [evse, status]);
  return { host, say, states };
};

const event = (name: string, variable: string, actualValue: string, evse?: object) => ({
  ...{ eventId: 1, timestamp, trigger: "Delta", actualValue },
  eventNotificationType: "HardWiredNotification",
  component: { name, ...(evse === undefined ? {} : { evse }) },
  variable: { name: variable },
});
const events = (...eventData: object[]) => ({ generatedAt: timestamp, seqNo: 0, eventData });

test("a plug whose state comes as an event of the device model is shown in it, and nobody is bothered", async () => {
  const { host, say, states } = charger();
  const at = { id: 2, connectorId: 1 };
  await say("NotifyEvent", events(event("Connector", "AvailabilityState", "Occupied", at)));
  await say("NotifyEvent", events(event("connector", "availabilitystate", "Available", at)));
  assert.deepEqual(states(), [
    [2, "occupied"],
    [2, "available"],
  ]);
  assert.equal(host.of("notice").length, 0);
});

test("an event that is of no plug, or says nothing of its state, is news for people", async () => {
  const { host, say, states } = charger();
  await say(
    "NotifyEvent",
    events(
      event("Connector", "AvailabilityState", "Available"),
      event("ChargingStation", "AvailabilityState", "Unavailable"),
      event("Connector", "ConnectorPlugRetentionLock", "Problem", { id: 1, connectorId: 1 }),
    ),
  );
  assert.deepEqual(states(), []);
  assert.equal(host.of("notice").length, 3);
});

test("a state in a report counts where nothing else was heard of the plug", async () => {
  const { say, states } = charger();
  const status = { timestamp, connectorStatus: "Occupied", evseId: 1, connectorId: 1 };
  await say("StatusNotification", status);
  const entry = (id: number) => ({
    component: { name: "Connector", evse: { id, connectorId: 1 } },
    variable: { name: "AvailabilityState" },
    variableAttribute: [{ type: "Actual", value: "Available" }],
  });
  const reportData = [entry(1), entry(2)];
  await say("NotifyReport", { requestId: 5, generatedAt: timestamp, seqNo: 0, reportData });
  assert.deepEqual(states(), [
    [1, "occupied"],
    [2, "available"],
  ]);
});
