// Calls that are refused whatever they say: by a name that nobody knows or that is ours to send,
// or by their id.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { call, type Line, openLine, say } from "../../../test/ocpp_line.ts";

let line: Line;
beforeEach(async () => {
  line = await openLine();
});
afterEach(() => line.end());

const versions = [
  { protocol: "ocpp1.6", ours: "RemoteStartTransaction", foreign: "TransactionEvent" },
  { protocol: "ocpp2.0.1", ours: "RequestStartTransaction", foreign: "StartTransaction" },
] as const;

for (const { protocol, ours, foreign } of versions) {
  for (const checks of ["strict", "lenient"] as const) {
    const title = "an action that is none is not implemented, one that is ours is not supported";
    test(`${protocol}, ${checks}: ${title}`, async () => {
      line.host.checks = checks;
      const socket = await line.open({ protocols: [protocol] });
      for (const none of ["MakeCoffee", foreign]) {
        const made = await say(socket, call(none, {}, `a${none}`));
        assert.deepEqual(made.slice(0, 3), [4, `a${none}`, "NotImplemented"]);
      }
      // Whose it is to send comes before what it says.
      const asked = await say(socket, call(ours, { nonsense: true }, "b"));
      assert.deepEqual(asked.slice(0, 3), [4, "b", "NotSupported"]);
      const findings = line.traced("call").map((frame) => frame.findings.map((one) => one.keyword));
      assert.deepEqual(findings, [["action"], ["action"], ["action"]]);
    });
  }
}

test("a message id of more than 36 characters is noted, and refused at a strict station", async () => {
  const id = "7".repeat(37);
  for (const checks of ["lenient", "strict"] as const) {
    line.host.checks = checks;
    const socket = await line.open();
    const said = await say(socket, call("Heartbeat", {}, id));
    assert.deepEqual(said.slice(0, 2), [checks === "strict" ? 4 : 3, id]);
    const [shown] = line.traced("call").slice(-1);
    assert.deepEqual(
      shown?.findings.map((one) => one.keyword),
      ["messageId"],
    );
  }
});
