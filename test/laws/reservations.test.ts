// Reservations in every order, on every kind of payer, over lines to processor and chargers that
// break before and after the other side has acted, while the clock jumps: what holds afterwards.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { checkBooks } from "../../src/books.ts";
import { Refusal } from "../../src/lib/errors.ts";
import { pause } from "../../src/lib/time.ts";
import * as settings from "../../src/resources/accounts/settings/actions.ts";
import * as stations from "../../src/resources/charging_stations/actions.ts";
import * as own from "../../src/resources/charging_stations/own/actions.ts";
import * as driverActions from "../../src/resources/drivers/actions.ts";
import { cancel } from "../../src/resources/reservations/actions.ts";
import { confirm } from "../../src/resources/reservations/choose_actions.ts";
import { create } from "../../src/resources/reservations/make_actions.ts";
import * as visits from "../../src/resources/reservations/visit_actions.ts";
import type { Break } from "../money.ts";
import { minuteMs, newPlace } from "../reserving.ts";
import { seeded } from "./random.ts";
import { fee, openRig, type Person, person, type Rig } from "./reserving_rig.ts";

const stationCount = 3;
const payers = ["tok_visa", "tok_chargeDeclined", "tok_chargeCustomerFail", "wallet", "bank", null];

/** Refusals are answers like others. */
async function tried(run: Promise<unknown>): Promise<void> {
  await run.catch((error) => {
    if (!(error instanceof Refusal)) throw error;
  });
}

describe("reservations", () => {
  let rig: Rig;
  let breaks: () => Break = () => null;
  before(async () => {
    rig = await openRig(() => breaks());
  });
  after(() => rig.close());

  const count = async (text: string): Promise<number> =>
    Number((await rig.sql(`select (${text})::bigint as n`))[0]?.["n"]);

  /** Waits until no job is left but those that time has yet to bring. */
  async function settled(): Promise<void> {
    for (let waited = 0; waited < 2000; waited++) {
      // Other nouns have jobs of their own, which nobody runs here.
      const due = "select count(*) from jobs where run_at <= $1 and task = any($2)";
      const given = [rig.clock.now(), rig.tasks];
      const [row] = await rig.sql(`select (${due})::int as n`, given);
      if (row?.["n"] === 0) return;
      await pause(10);
    }
    assert.fail(JSON.stringify(await rig.sql("select task, attempts, last_error from jobs")));
  }

  async function makeStations(place: ReturnType<typeof newPlace>): Promise<string[]> {
    const [network] = await rig.sql(
      "select id from networks where kind = 'simulator' and not livemode",
    );
    return rig.inWork(async (work) => {
      const all: string[] = [];
      for (let at = 0; at < stationCount; at++) {
        const station = await own.create(work, {
          ...{
            network: String(network?.["id"]),
            name: `S${at}`,
            address: { country: "DE" } as never,
          },
          location: { latitude: place.latitude + at / 1000, longitude: place.longitude },
          connectors: [
            { id: "a1", type: "CCS", power: 150 },
            { id: "a2", type: "CCS", power: 150 },
          ],
          capabilities: {
            ...{ "24_7_access": true, amenities: [], payment_methods: [] },
            ...{ requires_membership: false, reservable: true },
          },
          ...{ operator_contact: null, status: "active" },
        });
        all.push(station.id);
      }
      return all;
    });
  }

  it("law: whatever breaks, each fee is charged once or not at all, and nothing stays locked", async (context) => {
    const seed = Number(process.env["SEED"] ?? randomInt(2 ** 31));
    context.diagnostic(`SEED=${seed}`);
    const random = seeded(seed);
    const one = <T>(choices: readonly T[]): T => choices[random(choices.length)] as T;
    await rig.inWork((work) => settings.update(work, { reservation_fee: fee }));
    const place = newPlace();
    const places = await makeStations(place);
    const people: Person[] = [];
    for (const [at, source] of payers.entries()) people.push(await person(rig, source, at));
    breaks = () => one<Break>(["before", "after", null, null, null]);
    const made: { id: string; person: Person }[] = [];
    const sessions = new Map<string, { session: string; reservation: string }>();

    const steps: Record<string, () => Promise<void>> = {
      async make() {
        const who = one(people);
        const start = rig.clock.now().getTime() + (2 + random(100)) * minuteMs;
        const end = start + (10 + random(50)) * minuteMs;
        const text = (ms: number): string => new Date(ms).toISOString();
        const flexible = random(2) === 0;
        const row = rig.inWork((work) =>
          create(work, {
            ...{ driver: who.driver, vehicle: who.vehicle, connector_type: ["CCS"] },
            ...{ ideal_start: text(start), ideal_end: text(end), payment_method: who.method },
            earliest_start: flexible ? text(start - 30 * minuteMs) : null,
            latest_end: flexible ? text(end + 60 * minuteMs) : null,
            location: { ...place, radius: 1000 },
          }),
        );
        await tried(row.then(({ id }) => made.push({ id, person: who })));
      },
      async confirm() {
        const id = one(made)?.id;
        if (id !== undefined) await tried(rig.inWork((work) => confirm(work, id, null)));
      },
      async cancel() {
        const id = one(made)?.id;
        if (id !== undefined) await tried(rig.inWork((work) => cancel(work, id)));
      },
      async forward() {
        rig.clock.forward((1 + random(30)) * minuteMs);
        if (random(2) === 0) await settled();
      },
      async hardware() {
        const station = one(places);
        const evse = 1 + random(2);
        const connector = { id: `a${evse}`, evse, type: "CCS", powerKw: 150 };
        const at = { station: { id: station, identity: null }, connector };
        if (random(2) === 0) rig.simulator.fault(at, "GroundFailure");
        else rig.simulator.mend(at);
      },
      /** The driver comes, as a session would tell it, charges, and goes. */
      async visit() {
        const { person: who } = one(made) ?? { person: null };
        if (who === null || sessions.has(who.driver)) return;
        const [kept] = await rig.sql(
          `select charging_station, connector from reservations
           where driver = $1 and status = 'confirmed' order by reserved_start limit 1`,
          [who.driver],
        );
        if (kept === undefined) return;
        const [station, connector] = [kept["charging_station"], kept["connector"]].map(String) as [
          string,
          string,
        ];
        await tried(
          rig.inWork(async (work) => {
            const visit = await visits.expected(work, { driver: who.driver, station, connector });
            if (visit === null) return;
            const session = work.newId("cs");
            await stations.book(work, { station, connector, session, reservation: visit.id });
            await visits.came(work, visit.id, session);
            if (random(3) > 0) {
              await visits.began(work, { reservation: visit.id, session }, work.now);
            }
            work.afterCommit(() => sessions.set(who.driver, { session, reservation: visit.id }));
          }),
        );
      },
      async leave() {
        const [entry] = sessions;
        if (entry === undefined) return;
        const [driver, { session, reservation }] = entry;
        sessions.delete(driver);
        await rig.inWork(async (work) => {
          await stations.unbook(work, session);
          await visits.left(work, { reservation, session });
        });
      },
    };
    const names = ["make", "make", "confirm", "confirm", "cancel", "forward", "forward"];
    names.push("hardware", "visit", "visit", "leave");
    for (let round = 0; round < 120; round++) {
      await Promise.all(Array.from({ length: 4 }, () => steps[one(names)]?.()));
      await noOverlap();
    }
    // One of each kind of payer is deleted with what is open; then everybody goes home.
    const gone = people[random(2)] as Person;
    await tried(rig.inWork((work) => driverActions.remove(work, gone.driver)));
    while (sessions.size > 0) await steps["leave"]?.();
    for (let day = 0; day < 2; day++) {
      rig.clock.forward(24 * 60 * minuteMs);
      await settled();
    }
    await holds();
    context.diagnostic(
      JSON.stringify(
        await rig.sql("select status, count(*)::int as n from reservations group by 1"),
      ),
    );
  });

  async function noOverlap(): Promise<void> {
    const overlaps = await count(
      `select count(*) from reservations a join reservations b
         on a.charging_station = b.charging_station and a.evse = b.evse and a.id < b.id
           and a.status = 'confirmed' and b.status = 'confirmed'
           and tstzrange(a.reserved_start, a.reserved_end)
             && tstzrange(b.reserved_start, b.reserved_end)`,
    );
    assert.equal(overlaps, 0, "two confirmed reservations overlap");
  }

  async function holds(): Promise<void> {
    const none = async (what: string, text: string) =>
      assert.deepEqual(await rig.sql(text), [], what);
    await none(
      "everything has ended",
      "select id, state from reservations where status in ('pending', 'confirmed')",
    );
    await none("no connector stays locked", "select booking_id from connector_bookings");
    await none("nobody watches", "select booking_id from station_watches");
    await none(
      "no hold is left",
      "select id from payment_holds where status in ('pending', 'authorized', 'collecting')",
    );
    await none(
      "each has one hold at most, and it is of the whole fee",
      `select source from payment_holds group by 1 having count(*) > 1 or max(asked) <> ${fee}`,
    );
    await none(
      "only who was late or did not come pays, once",
      `select r.id, r.status, h.status as hold from reservations r
         left join payment_holds h on h.source = r.id
       where (r.status in ('completed', 'failed', 'pending') and h.status = 'settled')
         or (r.status = 'expired' and h.status is distinct from 'settled')`,
    );
    const charged = await count("select count(*) from payment_holds where status = 'settled'");
    const charges = await count(
      `select coalesce(sum(amount), 0) from transactions
       where type = 'charge' and description like 'Reservation fee%'`,
    );
    assert.equal(charges, charged * fee, "each fee is charged once");
    await none(
      "an authorisation was left open",
      "select id from test_processor_authorizations where status = 'authorized'",
    );
    await none(
      "each tells its end once",
      `select object_id from events
       where type in ('reservation.completed', 'reservation.cancelled', 'reservation.failed',
         'reservation.expired')
       group by 1 having count(*) <> 1`,
    );
    assert.deepEqual(await rig.database.acrossAccounts(checkBooks), []);
  }
});
