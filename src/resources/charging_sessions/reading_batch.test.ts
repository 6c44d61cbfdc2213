// Readings of many chargers at the same moment: faster, and otherwise as if each had come alone.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { copyStations } from "../../../test/bench/charger_copies.ts";
import { one, type Random, seeded } from "../../../test/laws/random.ts";
import { type Charger, openLiar } from "../../../test/lying_charger.ts";
import { type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import type { Sample, Told } from "../../networks/fact.ts";
import type { StationRef } from "../../networks/network.ts";
import { stationHost } from "../../station_host.ts";
import type { Metered } from "./evidence/actions.ts";
import * as reports from "./report_actions.ts";

/** The first half is told at once, the second one after another; both are told the same. */
const half = 200;
const rounds = 5;
const startWh = 1_000_000;
const began = new Date(Date.now() - 3 * 3_600_000);

const nothing = { powerW: null, currentA: null, voltageV: null, socPercent: null };

const metered = (samples: readonly Sample[], transactionId: number | null = null): Metered => ({
  ...{ kind: "metered", evse: 1, transactionId, reference: null, samples },
});

const sample = (ms: number, meterWh: number | null, more: Partial<Sample> = {}): Sample => ({
  ...{ at: new Date(began.getTime() + ms), meterWh, ...nothing, ...more },
});

/** What a charger tells, with everything in it that a reading may set off. */
function* toldBy(random: Random): Generator<Metered> {
  let atMs = 0;
  let wh = startWh;
  for (let round = 0; round < rounds; round++) {
    const samples: Sample[] = [];
    for (let count = 1 + random(3); count > 0; count--) {
      atMs += one(random, [0, 10_000, 60_000, 900_000]);
      wh += one(random, [0, 50, 700, 4_000]);
      const shown = random(12) === 0 ? wh - random(3_000) : wh;
      const more = random(10) === 0 ? { socPercent: random(101) } : { powerW: random(50_000) };
      samples.push(sample(atMs, random(15) === 0 ? null : shown, random(4) === 0 ? {} : more));
    }
    yield metered(random(10) === 0 ? samples.toReversed() : samples);
  }
}

describe("readings at the same time", () => {
  let platform: TestPlatform;
  let at: Charger;
  let stations: StationRef[];
  before(async () => {
    platform = await testPlatform();
    at = await openLiar(platform);
    await at.start(startWh);
    const [session] = await at.internal();
    await at.point.powerDown();
    const original = { station: at.ref.id, session: String(session?.["id"]) };
    await copyStations(platform.databaseUrl, original, 2 * half);
    await platform.sql(
      `update charging_sessions set created = $1, session_started = $1, meter_last_at = $1,
         meter_rose_at = $1`,
      [began],
    );
    const rows = await platform.sql(
      "select station_id as id, identity from station_connections where identity like 'BENCH%' " +
        "order by identity",
    );
    stations = rows.map(({ id, identity }) => ({ id: String(id), identity: String(identity) }));
  });
  after(() => platform.close());

  const node = () =>
    stationHost(platform.database, { info() {}, warn() {}, error() {} } as never, {
      ...{ node: "a test", replaced: () => {}, minimumProfile: 1 },
    });

  const alone = ({ id, identity }: StationRef, fact: Metered): Promise<Told> =>
    reports.readings(platform.database, { id, identity }, fact);

  /** All that is known of the stations' sessions, without names and moments of hearing. */
  const known = async (some: readonly StationRef[]): Promise<Json[]> => {
    const rows = await platform.sql(
      `select s.charging_station as station, s.state, s.status, s.end_reason, s.flags,
         s.meter_start_wh, s.meter_last_wh, s.meter_last_at, s.meter_rose_at, s.meter_offset_wh,
         s.meter_doubt_wh, s.meter_doubt_at, s.energy_consumed, s.amount_due, s.price_lines,
         s.told_wh, s.told_due, s.held > 5000 or s.raise_asked as raised,
         s.last_update_event is null as untold, s.heard_at > $2 as heard, s.updated > $2 as moved,
         (select json_agg(json_build_array(p.position, p.starts, p.ends, p.energy_wh, p.charging)
            order by p.position)
          from charging_session_periods p where p.session = s.id) as periods,
         (select json_agg(json_build_array(v.at, v.reported_at, v.meter_wh, v.power_w,
              v.soc_percent) order by v.position)
          from meter_values v where v.session = s.id) as values,
         (select json_agg(json_build_array(e.type, e.object::json->'energy_consumed', e.previous)
            order by e.id)
          from events e where e.object_id = s.id) as events
       from charging_sessions s where s.charging_station = any($1)`,
      [some.map(({ id }) => id), began],
    );
    const byStation = new Map(rows.map(({ station, ...row }) => [station, row]));
    return some.map(({ id }) => byStation.get(id) as Json);
  };

  it("come to exactly what they come to one by one, through two processes", async (context) => {
    const seed = Number(process.env["SEED"] ?? randomInt(2 ** 31));
    context.diagnostic(`SEED=${seed}`);
    const [together, apart] = [stations.slice(0, half), stations.slice(half)];
    // Some end at a limit, some outgrow what is held for them.
    for (const [share, set] of [
      [7, "session_limit = 3000"],
      [9, "held = 100"],
    ] as const) {
      const some = [together, apart].flatMap((all) => all.filter((_, i) => i % share === 0));
      await platform.sql(`update charging_sessions set ${set} where charging_station = any($1)`, [
        some.map(({ id }) => id),
      ]);
    }
    const nodes = [node(), node()];
    const facts = together.map((_, i) => [...toldBy(seeded(seed + i))]);
    const tellAll = together.map(async (station, i) => {
      const costs = [];
      for (const fact of facts[i] ?? []) {
        costs.push((await nodes[i % 2]?.tell(station, fact))?.cost?.amountMinor);
      }
      return costs;
    });
    const costs = await Promise.all(tellAll);
    for (const [i, station] of apart.entries()) {
      const own = [];
      for (const fact of facts[i] ?? []) own.push((await alone(station, fact)).cost?.amountMinor);
      assert.deepEqual(costs[i], own, `costs of ${i} (SEED=${seed})`);
    }
    const [shared, single] = [await known(together), await known(apart)];
    for (const [i, row] of single.entries()) {
      assert.deepEqual(shared[i], row, `station ${i} (SEED=${seed})`);
    }
    for (const state of ["charging", "stopping"]) {
      assert.ok(
        shared.some((row) => row["state"] === state),
        state,
      );
    }
    const commits = await platform.sql(
      `select count(distinct v.xmin::text)::int as commits, count(*)::int as stored
       from meter_values v join charging_sessions s on s.id = v.session
       where s.charging_station = any($1)`,
      [together.map(({ id }) => id)],
    );
    const { commits: used, stored } = commits[0] as { commits: number; stored: number };
    assert.ok(used < stored / 3, `${stored} readings in ${used} transactions`);
  });

  it("of which one cannot be stored are stored, and that one is told so", async () => {
    const some = stations.slice(0, 40);
    const before = await countOf(some);
    const { tell } = node();
    const poison: Readonly<Record<number, Metered>> = {
      3: metered([sample(9_000_000, 2 ** 70)]),
      8: { ...metered([sample(9_000_000, startWh)]), evse: 2 ** 40 },
      13: metered([sample(9_000_000, 0.5)]),
      21: metered([sample(9_000_000, startWh)], 2 ** 40),
    };
    const told = await Promise.allSettled(
      some.map((station, i) => tell(station, poison[i] ?? metered([sample(9_000_000, null)]))),
    );
    const failed = told.flatMap(({ status }, i) => (status === "rejected" ? [i] : []));
    assert.deepEqual(failed, Object.keys(poison).map(Number));
    assert.equal(await countOf(some), before + some.length - failed.length);
  });

  it("of one session by two lines are one after another, and none is lost", async () => {
    const station = stations[1] as StationRef;
    const before = await countOf([station]);
    const nodes = [node(), node()];
    const all = Array.from({ length: 30 }, (_, i) =>
      nodes[i % 2]?.tell(station, metered([sample(9_500_000 + i, startWh + 90_000 + 10 * i)])),
    );
    await Promise.all(all);
    assert.equal(await countOf([station]), before + 30);
    const [row] = await known([station]);
    assert.equal(row?.["meter_last_wh"], startWh + 90_000 + 290);
    const periods = row?.["periods"] as [number, string, string, number][];
    assert.equal(
      periods.reduce((sum, [, , , wh]) => sum + wh, 0),
      row?.["energy_consumed"],
    );
  });

  it("of an account never share a transaction with another's", async () => {
    const { account } = await platform.openAccount();
    const [ours, theirs] = [stations.slice(50, 60), stations.slice(60, 70)];
    const ids = theirs.map(({ id }) => id);
    for (const table of ["charging_sessions", "station_transactions"]) {
      await platform.sql(`update ${table} set account_id = $1 where charging_station = any($2)`, [
        account,
        ids,
      ]);
    }
    await platform.sql(
      `update charging_session_periods set account_id = $1 where session in
         (select id from charging_sessions where charging_station = any($2))`,
      [account, ids],
    );
    const { tell } = node();
    const fact = metered([sample(9_800_000, null, { powerW: 4321 })]);
    await Promise.all([...ours, ...theirs].map((station) => tell(station, fact)));
    const rows = await platform.sql(
      `select account_id, count(*)::int as count, array_agg(distinct xmin::text) as commits
       from meter_values where power_w = 4321 group by account_id`,
    );
    assert.deepEqual(
      rows.map(({ count }) => count),
      [10, 10],
    );
    const commits = rows.flatMap((row) => row["commits"] as string[]);
    assert.equal(new Set(commits).size, commits.length);
  });

  it("are whose they are, whatever was remembered of the last one", async () => {
    const station = stations[100] as StationRef;
    const { tell } = node();
    let wh = startWh + 200_000;
    const read = async () => {
      wh += 10;
      await tell(station, metered([sample(9_900_000 + wh, wh)]));
      const [row] = await platform.sql(
        `select s.id, s.session_limit, s.state, s.meter_last_wh, s.flags from meter_values v
         join charging_sessions s on s.id = v.session
         where s.charging_station = $1 and v.meter_wh = $2`,
        [station.id, wh],
      );
      return row;
    };
    const first = await read();
    assert.equal((await read())?.["id"], first?.["id"]);
    // Another process takes the next one, and sets a limit: both count.
    const other = node();
    wh += 500;
    await other.tell(station, metered([sample(9_900_000 + wh, wh)]));
    await read();
    const [whole] = await known([station]);
    const periods = whole?.["periods"] as [number, string, string, number][];
    assert.equal(
      periods.reduce((sum, [, , , energy]) => sum + energy, 0),
      whole?.["energy_consumed"],
    );
    await platform.sql("update charging_sessions set session_limit = 1 where id = $1", [
      first?.["id"],
    ]);
    assert.equal((await read())?.["state"], "stopping");
    const stop = { kind: "transaction_stopped", reference: null, reason: "local" } as const;
    const [{ transaction_id: transactionId } = {}] = await platform.sql(
      "select transaction_id from charging_sessions where id = $1",
      [first?.["id"]],
    );
    await tell(station, {
      ...{ ...stop, transactionId: Number(transactionId), evse: 1, meterStopWh: wh, idTag: null },
      ...{ samples: [], at: new Date() },
    });
    assert.equal(await read(), undefined, "nothing runs there");
    await tell(station, {
      ...{ kind: "transaction_started", evse: 1, idTag: at.uid, reference: null },
      ...{ reservation: null, meterStartWh: wh, at: new Date() },
    });
    const next = await read();
    assert.notEqual(next?.["id"], first?.["id"]);
    assert.equal((await read())?.["id"], next?.["id"]);
    // Another process closes it, and its charger begins anew there.
    await other.tell(station, {
      ...{ kind: "transaction_started", evse: 1, idTag: at.uid, reference: null },
      ...{ reservation: null, meterStartWh: wh + 5, at: new Date(Date.now() + 1) },
    });
    const [open] = await platform.sql(
      `select id from charging_sessions where charging_station = $1 and state = 'charging'`,
      [station.id],
    );
    assert.equal((await read())?.["id"], open?.["id"]);
  });

  const countOf = async (some: readonly StationRef[]): Promise<number> => {
    const [row] = await platform.sql(
      `select count(*)::int as count from meter_values v
       join charging_sessions s on s.id = v.session where s.charging_station = any($1)`,
      [some.map(({ id }) => id)],
    );
    return Number(row?.["count"]);
  };
});
