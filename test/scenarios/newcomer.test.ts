import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { ChargePoint } from "../charge_point.ts";
import { commission } from "../commissioned.ts";
import { networkOf } from "../fleet.ts";
import { newDataDir, removeDataDir, type ServerProcess, startServer } from "../server.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");

describe("a newcomer", () => {
  let dataDir: string;
  let server: ServerProcess;
  before(async () => {
    dataDir = await newDataDir();
    server = await startServer(dataDir);
  });
  after(async () => {
    await server.kill();
    await removeDataDir(dataDir);
  });

  it("copies the printed command and it works: the first seed, against a driver that exists", async () => {
    const printed = server.output();
    const [, url = ""] = /curl -X POST (\S+) /.exec(printed) ?? [];
    const [, key = ""] = /-H "Authorization: (Bearer \S+)"/.exec(printed) ?? [];
    const [, body = ""] = /--json '([^']+)'/.exec(printed) ?? [];
    assert.match(url, /\/v1\/drivers\/drv_[0-9A-Za-z]{32}$/);
    const answer = await fetch(url, {
      method: "POST",
      headers: { authorization: key, "content-type": "application/json" },
      body,
    });
    const driver = (await answer.json()) as Record<string, unknown>;
    assert.deepEqual([answer.status, driver["phone"]], [200, "+33189000029"]);
  });

  it("finds stations of the register to charge at, priced", async () => {
    const { data } = await server.api.read(
      "/v1/charging_stations?connector_type=CCS&available=true",
    );
    assert.ok(data.length > 0);
    for (const one of data) assert.ok((one["pricing"] as object[]).length > 0);
  });

  it("is told the main job by the demo: refused, allowed, charged, paid, and told by signed webhooks", async () => {
    const demo = join(root, "examples/demo.ts");
    const { stdout } = await run(process.execPath, [demo], {
      env: { ...process.env, CHARGE_DATA_DIR: dataDir },
      timeout: 60_000,
    });
    assert.match(stdout, /403 policy_blocked/);
    assert.match(stdout, /active {2}0\.\d+ kWh/);
    assert.match(stdout, /completed: 0\.\d+ kWh for €/);
    assert.match(stdout, /txn_\S+ succeeded: €/);
    assert.match(stdout, /charge\.succeeded {2}signature good/);
    assert.doesNotMatch(stdout, /BAD/);
  });

  it("cannot start a second server on the same data folder, and is told so", async () => {
    await assert.rejects(startServer(dataDir), /already|another|runs on/i);
  });

  it("finds keys and secret readable by their owner alone", async () => {
    const { stdout } = await run("find", [
      dataDir,
      "-maxdepth",
      "1",
      "-type",
      "f",
      "-perm",
      "/077",
    ]);
    assert.equal(stdout, "");
  });

  it("stops the server at once, also while chargers are connected", async () => {
    const other = await newDataDir();
    const running = await startServer(other);
    try {
      const { api, url } = running;
      const network = await networkOf(api, "ocpp");
      const { line } = await commission({ api, url }, "STOP-1", { network });
      const point = new ChargePoint(line);
      await point.powerUp();
      const start = performance.now();
      assert.equal(await running.stop(), 0);
      assert.ok(performance.now() - start < 30_000, "it took too long");
      await point.powerDown();
    } finally {
      await running.kill();
      await removeDataDir(other);
    }
  });

  it("checks the books with one command while the server runs", async () => {
    const main = join(root, "src/main.ts");
    const { stdout } = await run(process.execPath, [main, "check-ledger"], {
      env: { ...process.env, CHARGE_DATA_DIR: dataDir },
    });
    assert.match(stdout, /adds up/);
  });
});
