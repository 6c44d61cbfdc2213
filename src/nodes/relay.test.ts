import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../test/platform.ts";
import { holdNodeLock, type NodeLock } from "../db/node_lock.ts";
import { openLog } from "../lib/log.ts";
import { openVault } from "../lib/secret.ts";
import { pause, systemClock } from "../lib/time.ts";
import { openRelay, type Relay } from "./relay.ts";

const log = openLog("silent");
const vault = openVault("r".repeat(32));

describe("what one process asks of another", () => {
  let platform: TestPlatform;
  const ends: (() => Promise<void>)[] = [];
  before(async () => {
    platform = await testPlatform();
  });
  after(async () => {
    for (const end of ends.reverse()) await end();
    await platform.close();
  });

  async function open(node: string): Promise<{ relay: Relay; lock: NodeLock }> {
    const connection = { connectionString: platform.databaseUrl };
    const lock = await holdNodeLock(connection, node, log);
    const relay = openRelay({
      ...{ node, log, clock: systemClock, everyone: () => platform.database.everyone() },
      seal: (text) => vault.encrypt("node_call", text),
      open: (sealed) => vault.decrypt("node_call", sealed),
    });
    lock.onRing(relay.ring);
    ends.push(async () => {
      await relay.close();
      await lock.release();
    });
    return { relay, lock };
  }

  it("is answered, many at a time, each with its own", async () => {
    const [{ relay: a }, { relay: b }] = [await open("a"), await open("b")];
    b.serve(async (method, [number]) => ({ method, twice: 2 * Number(number) }));
    const asked = Array.from({ length: 50 }, (_, n) => a.ask("b", "count", [n], 20_000));
    for (const [n, answer] of (await Promise.all(asked)).entries()) {
      assert.deepEqual(answer, { kind: "answered", answer: { method: "count", twice: 2 * n } });
    }
    assert.deepEqual(await platform.sql("select * from node_calls"), [], "nothing is left");
  });

  it("is unheard where that process is dead, and where it takes nothing in time", async () => {
    const { relay } = await open("c");
    const dead = await relay.ask("nobody", "start", [], 20_000);
    assert.deepEqual(dead, { kind: "unheard" });
    await open("deaf");
    assert.deepEqual(await relay.ask("deaf", "start", [], 300), { kind: "unheard" });
  });

  it("is met with silence where it was heard and not answered: who knows what happened", async () => {
    const [{ relay: asker }, { relay: slow }] = [await open("d"), await open("slow")];
    let heard = 0;
    slow.serve(async () => {
      heard += 1;
      await pause(1500);
      return "too late";
    });
    assert.deepEqual(await asker.ask("slow", "start", [], 700), { kind: "silent" });
    assert.equal(heard, 1);
    const { relay: mortal, lock } = await open("mortal");
    mortal.serve(async () => {
      await lock.release();
      return pause(2000);
    });
    assert.deepEqual(await asker.ask("mortal", "start", [], 20_000), { kind: "silent" });
  });

  it("stands nowhere in plain text", async () => {
    const { relay } = await open("e");
    await open("quiet");
    const asked = relay.ask("quiet", "call", ["AuthorizationKey", "hunter2"], 600);
    await pause(200);
    const rows = await platform.sql("select node_calls::text as text from node_calls");
    assert.ok(rows.length > 0);
    assert.doesNotMatch(JSON.stringify(rows), /hunter2|Authorization/);
    await asked;
  });
});
