// Two processes on one database: what is asked of either is done at the charger whose socket one
// of them holds, and the death of one loses no session.

import assert from "node:assert/strict";
import { connect, createServer, type Server, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { ChargePoint } from "../charge_point.ts";
import { commission } from "../commissioned.ts";
import { makeFleet, makeStation, startOf, until } from "../fleet.ts";
import { followUrl, type Heard } from "../follower.ts";
import { type Client, clientOf, type Json, testDatabase } from "../platform.ts";
import { newDataDir, removeDataDir, type ServerProcess, startServer } from "../server.ts";

/** What stands before the processes: passes connections on to one of them. */
async function openBalancer() {
  let port = 0;
  const open = new Set<Socket>();
  const server: Server = createServer((from) => {
    const to = connect(port, "127.0.0.1");
    for (const one of [from, to]) {
      open.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        open.delete(one);
        from.destroy();
        to.destroy();
      });
    }
    from.pipe(to).pipe(from);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    aim(url: string): void {
      port = Number(new URL(url).port);
    },
    close(): void {
      for (const one of open) one.destroy();
      server.close();
    },
  };
}

describe("two processes on one database", () => {
  let dataDir: string;
  let env: Record<string, string>;
  const servers: ServerProcess[] = [];
  const balancers: { close(): void }[] = [];
  before(async () => {
    dataDir = await newDataDir();
    env = {
      ...{ CHARGE_DATABASE_URL: await testDatabase(), CHARGE_SECRET: "n".repeat(32) },
      CHARGE_SIMULATOR_SPEED: "40",
    };
  });
  after(async () => {
    for (const one of balancers) one.close();
    for (const one of servers) await one.kill();
    await removeDataDir(dataDir);
  });

  async function start(): Promise<ServerProcess> {
    const server = await startServer(dataDir, env);
    servers.push(server);
    return server;
  }

  /** The first one's key is good at all of them. */
  const at = (server: ServerProcess): Client => clientOf(server.url, servers[0]?.api.key as string);

  async function openCharger(api: Client, identity: string) {
    const balancer = await openBalancer();
    balancers.push(balancer);
    const url = `http://127.0.0.1:${balancer.port}`;
    const { line, ...made } = await commission({ api, url }, identity);
    return { ...made, balancer, point: new ChargePoint({ ...line, speed: 200 }) };
  }

  const session = (api: Client, id: unknown) => api.read(`/v1/charging_sessions/${id}`);

  async function assertPaidOnce(api: Client, ended: Json): Promise<void> {
    const { data } = await api.read(`/v1/transactions?charging_session=${ended["id"]}`);
    assert.deepEqual(
      data.map((one) => [one["type"], one["amount"]]),
      [["charge", ended["amount_due"]]],
    );
    assert.equal(ended["amount_paid"], ended["amount_due"]);
  }

  it("a charger at one takes the orders that the other is given, and outlives its process", async () => {
    const a = await start();
    const b = await start();
    const api = at(b);
    const { balancer, station, path, point } = await openCharger(api, "NODES-1");
    balancer.aim(a.url);
    await point.powerUp();
    await until(
      () => api.read(path),
      (one) => one["online"] === true,
    );
    const started = await api.make("/v1/charging_sessions", {
      ...startOf(await makeFleet(api), station),
    });
    assert.equal(started["status"], "active");
    await point.plugIn();
    const running = await until(
      () => session(api, started.id),
      (one) => Number(one["energy_consumed"]) > 500,
    );
    balancer.aim(b.url);
    await a.kill();
    await until(
      () => session(api, started.id),
      (one) => Number(one["energy_consumed"]) > Number(running["energy_consumed"]),
    );
    assert.equal((await session(api, started.id))["status"], "active");
    assert.equal((await api.read(path))["online"], true);
    const ended = await api.make(`/v1/charging_sessions/${started.id}/end`);
    assert.equal(ended["status"], "completed");
    await assertPaidOnce(api, ended);
    await point.powerDown();
  });

  it("a session is followed at the one while its charger is at the other, and when that dies", async () => {
    const a = await start();
    const b = await start();
    const api = at(b);
    const { balancer, station, path, point } = await openCharger(api, "NODES-5");
    balancer.aim(a.url);
    await point.powerUp();
    await until(
      () => api.read(path),
      (one) => one["online"] === true,
    );
    const { id } = await api.make("/v1/charging_sessions", startOf(await makeFleet(api), station));
    const follow = (server: ServerProcess, last = id) =>
      followUrl(`${server.url}/v1/charging_sessions/${id}/stream`, api.key, {
        "last-event-id": last,
      });
    const [there, here] = [await follow(a), await follow(b)];
    await point.plugIn();
    await there.until(3);
    await here.until(3);
    balancer.aim(b.url);
    await a.kill();
    await there.ended;
    const resumed = await follow(b, there.heard.at(-1)?.id);
    await resumed.until(3);
    await api.make(`/v1/charging_sessions/${id}/end`);
    await Promise.all([here.ended, resumed.ended]);
    const readings = (heard: readonly Heard[]) =>
      heard.flatMap(({ data }) => (data["meter_values"] as Json[]).map((one) => one["id"]));
    const { data } = await api.read(`/v1/charging_sessions/${id}/meter_values?limit=100`);
    const all = data.map((one) => one.id).toReversed();
    assert.deepEqual(readings(here.heard), all);
    assert.deepEqual([...readings(there.heard), ...readings(resumed.heard)], all);
    await point.powerDown();
  });

  it("a charger whose process died is offline at once, not after minutes, and takes no order", async () => {
    const a = await start();
    const b = await start();
    const api = at(b);
    const { balancer, station, path, point } = await openCharger(api, "NODES-2");
    balancer.aim(a.url);
    await point.powerUp();
    await until(
      () => api.read(path),
      (one) => one["online"] === true,
    );
    balancer.aim("http://127.0.0.1:9");
    await a.kill();
    await until(
      () => api.read(path),
      (one) => one["online"] === false,
      10_000,
    );
    const refused = await api.post("/v1/charging_sessions", startOf(await makeFleet(api), station));
    assert.deepEqual([refused.status, refused.body["code"]], [409, "charging_station_rejected"]);
    await point.powerDown();
  });

  it("a charger that comes to another process is hung up on by the one before", async () => {
    const a = await start();
    const b = await start();
    const api = at(b);
    const { balancer, path, point } = await openCharger(api, "NODES-3");
    balancer.aim(a.url);
    await point.powerUp();
    const isOnline = (one: Json) => one["online"] === true;
    await until(() => api.read(path), isOnline);
    const { endpoint, identity, password } = point.address;
    let ended = false;
    point.client.once("disconnect", () => {
      ended = true;
    });
    balancer.aim(b.url);
    const again = new ChargePoint({ endpoint, identity, password });
    // The one before comes back by itself, and may take its place again.
    await again.powerUp().catch(() => {});
    await until(
      async () => ended,
      (one) => one,
      10_000,
    );
    await point.powerDown();
    await again.powerDown();
  });

  it("a charger is hung up on, wherever it is, when its station is deleted", async () => {
    const a = await start();
    const b = await start();
    const api = at(b);
    const { balancer, station, path, point } = await openCharger(api, "NODES-4");
    balancer.aim(a.url);
    await point.powerUp();
    await until(
      () => api.read(path),
      (one) => one["online"] === true,
    );
    let ended = false;
    point.client.once("disconnect", () => {
      ended = true;
    });
    const { status } = await api.delete(`/v1/charging_stations/${station.id}`);
    assert.equal(status, 200);
    await until(
      async () => ended,
      (one) => one,
      10_000,
    );
    await point.powerDown();
  });

  it("virtual chargers live on in another process, with their sessions", async () => {
    const a = await start();
    const b = await start();
    const c = await start();
    const api = at(c);
    const station = await makeStation(api);
    const started = await api.make("/v1/charging_sessions", {
      ...startOf(await makeFleet(api), station),
    });
    const running = await until(
      () => session(api, started.id),
      (one) => Number(one["energy_consumed"]) > 500,
    );
    // Whichever of them plays the chargers, it is gone, and so is its successor.
    for (const one of [...servers.slice(0, -3), a, b]) await one.kill();
    await until(
      () => session(api, started.id),
      (one) => Number(one["energy_consumed"]) > Number(running["energy_consumed"]),
      20_000,
    );
    const ended = await api.make(`/v1/charging_sessions/${started.id}/end`);
    assert.equal(ended["status"], "completed");
    assert.equal(ended["session_started"], running["session_started"]);
    await assertPaidOnce(api, ended);
  });
});
