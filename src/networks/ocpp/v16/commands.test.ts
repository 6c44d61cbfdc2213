// The neutral commands on a charger of 1.6: which message each becomes, and what its answers mean.
// The charger is a client written by others that holds both sides to the official schemas.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import {
  at,
  chain,
  firmware,
  log,
  ofTransaction,
  ok,
  proof,
  rows,
} from "../../../../test/commands_16.ts";
import { samples } from "../../../../test/ocpp16_samples.ts";
import { connector, type Given, openScene, type Scene } from "../../../../test/ocpp16_scene.ts";
import type { CommandAnswer } from "../../commands.ts";

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.end());

test("each neutral command is the message of 1.6 that does it, and its answer is understood", async () => {
  for (const { given, there, action, payload, answer, outcome } of rows) {
    const seen = scene.answering(action, answer);
    const said = await scene.give(given, there ? connector : null);
    const about = `${given.name} ${JSON.stringify(answer)}`;
    assert.equal(said.outcome, outcome, about);
    assert.deepEqual(seen, [payload], about);
  }
  const named = new Set(rows.map(({ given }) => given.name));
  assert.equal(named.size + ["raw"].length, 15);
});

test("any message of ours can be sent as it stands, and its answer comes back", async () => {
  for (const [action, { from, request, answer }] of Object.entries(samples)) {
    if (from === "charger") continue;
    const seen = scene.answering(action, answer[1]);
    const said = await scene.give({ name: "raw", parameters: { action, payload: request[1] } });
    assert.deepEqual(seen, [request[1]], action);
    assert.ok("answer" in said, action);
    assert.deepEqual(said.answer, answer[1]);
  }
});

test("any message of a charger is answered as the official schema has it", async () => {
  for (const [action, { from, request }] of Object.entries(samples)) {
    if (from === "platform") continue;
    for (const payload of request) await scene.charger.client.call(action, payload);
  }
});

test("what does not fit the protocol stays here, and the place is named", async () => {
  const before = scene.charger.asked.length;
  const raw = (action: string, payload: object) =>
    scene.give({ name: "raw", parameters: { action, payload } });
  const wrong: [Promise<CommandAnswer>, RegExp][] = [
    [raw("Reset", { type: "Gently" }), /^\/type must be equal/],
    [raw("Reset", {}), /must have required property 'type'/],
    [raw("ReserveNow", { connectorId: "1" }), /connectorId|required/],
    [raw("MakeCoffee", {}), /MakeCoffee/],
    [raw("BootNotification", {}), /BootNotification/],
    [scene.give({ name: "unlock_connector", parameters: {} }), /connector/],
    [
      scene.give({ name: "set_charging_profile", parameters: { profile: ofTransaction } }),
      /connector/,
    ],
    [
      scene.give({ name: "update_firmware", parameters: { location: "no address" } }),
      /^\/location/,
    ],
    [
      scene.give({ name: "update_firmware", parameters: { ...firmware, install_at: at } }),
      /install_at/,
    ],
    [
      scene.give({ name: "update_firmware", parameters: { ...firmware, signature: "x" } }),
      /signature/,
    ],
    [
      scene.give({
        name: "get_variables",
        parameters: { variables: [{ name: "A" }, { name: "B", component: "EVSE" }] },
      }),
      /^\/variables\/1/,
    ],
  ];
  for (const [answer, reason] of wrong) {
    const said = await answer;
    assert.equal(said.outcome, "invalid");
    assert.match(said.outcome === "invalid" ? said.reason : "", reason);
  }
  assert.equal(scene.charger.asked.length, before);
});

test("what 1.6 has no word for is unsupported, and so is what the charger does not know", async () => {
  const given: Given[] = [
    { name: "reset", parameters: { type: "when_idle" } },
    { name: "install_certificate", parameters: { use: "v2g", certificate: chain } },
    { name: "clear_charging_profile", parameters: {} },
    { name: "get_log", parameters: { ...log, type: "security" } },
    { name: "get_log", parameters: { ...log, type: "diagnostics" } },
    { name: "update_firmware", parameters: { ...firmware, ...proof } },
  ];
  for (const one of given) assert.equal((await scene.give(one)).outcome, "unsupported", one.name);
  assert.ok(
    !scene.charger.asked.includes("UpdateFirmware"),
    "a signed update became an unsigned one",
  );
});

test("a charger of the security extension is asked for its log by the extension's message, and by the older one if it knows that only", async () => {
  const entry = { key: "SecurityProfile", readonly: false, value: "1" };
  scene.answering("GetConfiguration", { configurationKey: [entry] });
  await scene.give({ name: "get_variables", parameters: {} });
  const diagnostics: Given = { name: "get_log", parameters: { ...log, type: "diagnostics" } };
  const older = scene.answering("GetDiagnostics", { fileName: "d.zip" });
  assert.equal((await scene.give(diagnostics)).outcome, "accepted");
  assert.equal(older.length, 1);
  const newer = scene.answering("GetLog", ok);
  assert.equal((await scene.give(diagnostics)).outcome, "accepted");
  assert.deepEqual([older.length, newer.length], [1, 1]);
  const trigger: Given = { name: "trigger_message", parameters: { message: "log_status" } };
  const triggered = scene.answering("ExtendedTriggerMessage", ok);
  assert.equal((await scene.give(trigger)).outcome, "succeeded");
  assert.deepEqual(triggered, [{ requestedMessage: "LogStatusNotification" }]);
});
