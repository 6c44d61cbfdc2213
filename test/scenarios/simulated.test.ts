// The charge points that come as clients (`npm run simulate`), at a platform of their own: what
// they meter is what a charger can have metered.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../platform.ts";

const script = join(import.meta.dirname, "../../examples/simulate.ts");

describe("simulated charge points", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  it("charge nothing that is odd, however soon their cars are full", async () => {
    const { port, first, api } = platform;
    const child = spawn(process.execPath, [
      ...[script, "--stations", "4", "--minutes", "0.25", "--pace", "2", "--speed", "60"],
      ...["--url", `http://127.0.0.1:${port}`, "--key", first.testKey],
    ]);
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (part) => {
        printed += part;
      });
    }
    const [code] = await once(child, "exit");
    assert.equal(code, 0, printed);
    const { data } = await api.read("/v1/charging_sessions?status=completed&limit=100");
    assert.ok(data.length >= 4, printed);
    let energy = 0;
    for (const { id, energy_consumed } of data) {
      const evidence = await api.read(`/v1/charging_sessions/${id}/evidence`);
      assert.deepEqual(evidence["flags"], [], JSON.stringify(evidence));
      energy += Number(energy_consumed);
    }
    assert.ok(energy > 0);
  });
});
