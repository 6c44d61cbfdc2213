// What many chargers tell of themselves at the same moment: faster, and otherwise as if each had
// come alone.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { copyStations } from "../../../test/bench/charger_copies.ts";
import { one, type Random, seeded } from "../../../test/laws/random.ts";
import { type Charger, openLiar } from "../../../test/lying_charger.ts";
import { type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import type { Variable } from "../../networks/fact.ts";
import type { StationRef } from "../../networks/network.ts";
import { stationHost } from "../../station_host.ts";
import * as stationActions from "../charging_stations/actions.ts";
import { tell as tellLine } from "./actions.ts";
import { report } from "./report_actions.ts";
import type { ShareableFact } from "./together_actions.ts";

/** The first half tells at once, the second one after another; both tell the same. */
const half = 120;
const rounds = 8;
const began = new Date();

const line = { protocol: "ocpp1.6", securityProfile: 1, remoteAddress: "10.0.0.1" } as const;

const variable = (name: string, value: string | null): Variable => ({
  ...{ component: null, componentInstance: null, evse: null, connector: null, name },
  ...{ instance: null, attribute: "actual", value, mutability: null, characteristics: null },
});

/** What a charger tells, stale sockets and defects among it. */
function* toldBy(random: Random): Generator<ShareableFact> {
  for (let round = 0; round < rounds; round++) {
    const connection = `socket-${random(3)}`;
    yield one(random, [
      { kind: "connected", ...line, connection },
      { kind: "disconnected", connection },
      {
        ...{ kind: "booted", vendor: "V", model: `M${random(3)}`, serial: null, reason: null },
        firmware: one(random, [null, "1"]),
      },
      {
        ...{ kind: "connector_status", evse: random(3), at: began },
        status: one(random, ["available", "occupied", "reserved", "unavailable", "faulted"]),
        error: one(random, [null, "GroundFailure"]),
      },
      {
        ...{ kind: "variables", at: began },
        variables: [variable("A", `${random(5)}`), variable(one(random, ["B", "A"]), null)],
      },
    ] satisfies ShareableFact[]);
  }
}

describe("what many chargers tell of themselves at once", () => {
  let platform: TestPlatform;
  let at: Charger;
  let stations: StationRef[];
  /** Of the process that runs here: the lines of one that does not are taken for gone. */
  let here: string;
  before(async () => {
    platform = await testPlatform();
    at = await openLiar(platform, {
      connectors: [
        { id: "c1", evse: 1, type: "CCS", power: 50 },
        { id: "c2", evse: 1, type: "Type2", power: 22 },
        { id: "c3", evse: 2, type: "CCS", power: 50 },
      ],
    });
    await at.start(1_000);
    const [session] = await at.internal();
    await at.point.powerDown();
    const original = { station: at.ref.id, session: String(session?.["id"]) };
    await copyStations(platform.databaseUrl, original, 2 * half);
    const rows = await platform.sql(
      "select station_id as id, identity from station_connections where identity like 'BENCH%' " +
        "order by identity",
    );
    const [own] = await platform.sql("select node from station_connections where node is not null");
    here = String(own?.["node"]);
    stations = rows.map(({ id, identity }) => ({ id: String(id), identity: String(identity) }));
  });
  after(() => platform.close());

  const node = () =>
    stationHost(platform.database, { info() {}, warn() {}, error() {} } as never, {
      ...{ node: here, replaced: () => {}, minimumProfile: 1 },
    });

  const alone = async ({ id }: StationRef, fact: ShareableFact): Promise<void> => {
    const { database } = platform;
    if (fact.kind === "variables") return report(database, id, fact);
    if (fact.kind !== "connector_status") {
      await tellLine(database, { station: id, node: here }, fact);
      return;
    }
    const owner = await stationActions.ownerOf(database, id);
    await database.transaction(owner, (work) => stationActions.connectorStatus(work, id, fact));
  };

  /** All that is known of the stations, without names and moments of hearing. */
  const known = async (some: readonly StationRef[]): Promise<Json[]> => {
    const rows = await platform.sql(
      `select s.id as station, s.online, s.hardware_status, s.hardware_at > $2 as hardware_heard,
         s.updated > $2 as news, c.online as line, c.connection, c.node, c.protocol,
         c.remote_address, c.security_profile, c.vendor, c.model, c.firmware,
         c.last_boot > $2 as booted, c.last_seen > $2 as seen, c.online_since > $2 as since,
         c.updated > $2 as moved,
         (select json_agg(json_build_array(k.id, k.status, k.error, k.status_at > $2)
            order by k.position)
          from charging_station_connectors k where k.station_id = s.id) as connectors,
         (select json_agg(b.shown) from connector_bookings b where b.station_id = s.id) as shown,
         (select json_agg(json_build_array(v.name, v.value)
            order by v.name)
          from station_variables v where v.station_id = s.id) as variables,
         (select json_agg(json_build_array(e.type, e.object::json->'connectors',
              e.previous::json->'connectors')
            order by e.id)
          from events e where e.object_id = s.id and e.created > $2) as events,
         (select count(*) from jobs j where j.queue = 'charging_stations.tell:' || s.id) as told
       from charging_stations s join station_connections c on c.station_id = s.id
       where s.id = any($1)`,
      [some.map(({ id }) => id), began],
    );
    const byStation = new Map(rows.map(({ station, ...row }) => [station, row]));
    return some.map(({ id }) => byStation.get(id) as Json);
  };

  it("comes to exactly what it comes to one by one, through two processes", async (context) => {
    const seed = Number(process.env["SEED"] ?? randomInt(2 ** 31));
    context.diagnostic(`SEED=${seed}`);
    const [together, apart] = [stations.slice(0, half), stations.slice(half)];
    const everyThird = [together, apart].flatMap((all) => all.filter((_, i) => i % 3 === 0));
    const ids = everyThird.map(({ id }) => id);
    await platform.sql("delete from connector_bookings where station_id = any($1)", [ids]);
    const everyFifth = [together, apart].flatMap((all) => all.filter((_, i) => i % 5 === 0));
    await platform.sql("update charging_stations set shared = true where id = any($1)", [
      everyFifth.map(({ id }) => id),
    ]);
    // Jobs are counted, so nobody may take them meanwhile.
    await platform.sql(
      `create function test_hold() returns trigger language plpgsql as
       $$ begin new.run_at := new.run_at + interval '1 day'; return new; end $$`,
    );
    await platform.sql(
      `create trigger test_hold before insert on jobs for each row
       when (new.task = 'charging_stations.tell') execute function test_hold()`,
    );
    const nodes = [node(), node()];
    const facts = together.map((_, i) => [...toldBy(seeded(seed + i))]);
    await Promise.all(
      together.map(async (station, i) => {
        for (const fact of facts[i] ?? []) await nodes[i % 2]?.tell(station, fact);
      }),
    );
    for (const [i, station] of apart.entries()) {
      for (const fact of facts[i] ?? []) await alone(station, fact);
    }
    const [shared, single] = [await known(together), await known(apart)];
    for (const [i, row] of single.entries()) {
      assert.deepEqual(shared[i], row, `station ${i} (SEED=${seed})`);
    }
    assert.ok(
      shared.some(({ events }) => events !== null) && shared.some(({ told }) => told !== 0),
    );
    const [used] = await platform.sql(
      `select count(distinct xmin::text)::int as commits from station_connections
       where station_id = any($1)`,
      [together.map(({ id }) => id)],
    );
    assert.ok(Number(used?.["commits"]) < half / 2, `${used?.["commits"]} transactions`);
  });

  it("waits for whoever is just changing a station, and the others do not", async () => {
    const some = stations.slice(0, 20);
    const held = some[7] as StationRef;
    const client = new pg.Client({ connectionString: platform.databaseUrl });
    await client.connect();
    await client.query("begin");
    await client.query("select 1 from charging_stations where id = $1 for update", [held.id]);
    const { tell } = node();
    let isTold = false;
    const told = some.map(async (station) => {
      await tell(station, { kind: "connected", ...line, connection: "newest" });
      if (station === held) isTold = true;
    });
    await Promise.all(told.filter((_, i) => i !== 7));
    assert.equal(isTold, false);
    await client.query("commit");
    await client.end();
    await Promise.all(told);
    const rows = await known(some);
    assert.ok(rows.every(({ connection, online }) => connection === "newest" && online === true));
  });

  it("of which one cannot be stored is stored, and that one is told so", async () => {
    const some = stations.slice(20, 60);
    const { tell } = node();
    const fact = { kind: "booted", vendor: "W", model: "X", serial: null, reason: null } as const;
    const told = await Promise.allSettled(
      some.map((station, i) => tell(station, { ...fact, firmware: i === 5 ? "\0" : "9" })),
    );
    assert.deepEqual(
      told.flatMap(({ status }, i) => (status === "rejected" ? [i] : [])),
      [5],
    );
    const unknown = { id: "chst_nobody", identity: "NOBODY" };
    await assert.rejects(tell(unknown, { ...fact, firmware: "9" }));
    const stored = (await known(some)).flatMap(({ firmware }, i) => (firmware === "9" ? [] : [i]));
    assert.deepEqual(stored, [5]);
  });

  it("is stored when it is answered, also while connections break", async () => {
    const some = stations.slice(0, 60);
    const { tell } = node();
    let isOver = false;
    const breaking = (async () => {
      while (!isOver) {
        await pause(15);
        await platform.sql(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where application_name = 'charge' and datname = current_database()
             and xact_start is not null and random() < 0.3`,
        );
      }
    })();
    let failures = 0;
    const insist = async (station: StationRef, fact: ShareableFact): Promise<void> => {
      for (;;) {
        try {
          await tell(station, fact);
          return;
        } catch {
          failures += 1;
          await pause(5);
        }
      }
    };
    await Promise.all(
      some.map(async (station, i) => {
        for (let round = 0; round < 6; round++) {
          const connection = `${station.id} ${round}`;
          await insist(station, { kind: "connected", ...line, connection });
          await insist(station, {
            kind: "variables",
            at: began,
            variables: [variable("R", `${round}`)],
          });
          if (i % 2 === 0 || round < 5) await insist(station, { kind: "disconnected", connection });
        }
      }),
    );
    isOver = true;
    await breaking;
    assert.ok(failures > 0, "nothing broke");
    for (const [i, row] of (await known(some)).entries()) {
      const isUp = i % 2 === 1;
      assert.deepEqual([row["online"], row["line"]], [isUp, isUp], String(i));
      const names = row["variables"] as [string, string][];
      assert.equal(names.find(([name]) => name === "R")?.[1], "5");
    }
  });
});
