// Commands that a charger has accepted and put off: what it tells of its connectors, or of a boot,
// says that they have taken effect, and a later command may take them back.
import type { Database, Work } from "../../db/work.ts";
import type { Fact } from "../../networks/fact.ts";
import * as stationActions from "../charging_stations/actions.ts";
import * as stations from "../charging_stations/store.ts";
import { conclude } from "./actions.ts";
import { hasFollowed, type Plug } from "./followed.ts";
import { type Outcome, without } from "./outcome.ts";
import type { Given } from "./parameters.ts";
import type { CommandRow } from "./schema.ts";
import * as store from "./store.ts";

type StatusFact = Extract<Fact, { kind: "connector_status" }>;

const done: Outcome = { status: "succeeded", reason: null, message: null, answer: null };

/** In the lock of the station, after its new status was written. */
export async function statusTold(work: Work, station: string, told: StatusFact): Promise<void> {
  const plug = told.plug === undefined ? null : { ...told.plug, evse: told.evse };
  await follow(work, station, plug);
}

/** Of these stations, those where a status may say that a command has taken effect. */
export async function statusApart(work: Work, some: readonly string[]): Promise<string[]> {
  const waiting = await store.acceptedAt(work, [some, "change_availability"]);
  return waiting.map(({ station_id: id }) => id);
}

async function follow(work: Work, id: string, plug: Plug | null): Promise<void> {
  const waiting = await store.lockAccepted(work, [id, "change_availability"]);
  if (waiting.length === 0) return;
  const station = await stations.find(work, [id, work.now]);
  if (station === null) return;
  for (const row of waiting) {
    if (hasFollowed(station, row, plug)) await conclude(work, row, done);
  }
}

/**
 * A charger has answered a command on its availability: what it had put off, and is now told
 * otherwise, will not come; and what it puts off may have come before its answer.
 */
export async function availabilityAnswered(work: Work, given: CommandRow): Promise<void> {
  const { available } = given.parameters as Given["change_availability"];
  for (const row of await store.lockAccepted(work, [given.station_id, given.type])) {
    const isOther = (row.parameters as Given["change_availability"]).available !== available;
    const isSamePlace = given.connector === null || row.connector === given.connector;
    if (row.id < given.id && isOther && isSamePlace) {
      await conclude(work, row, without("replaced"));
    }
  }
  await follow(work, given.station_id, null);
}

/** Until the transaction ends no status of the station is told. */
export const lockStation = (work: Work, station: string): Promise<unknown> =>
  stations.lock(work, [station, work.now]);

/** It has restarted, unless it was only asked to say what it is. */
export async function booted(
  database: Database,
  station: string,
  { reason }: Extract<Fact, { kind: "booted" }>,
): Promise<void> {
  if (reason === "Triggered") return;
  const owner = await stationActions.ownerOf(database, station);
  const reader = database.reader(owner);
  if ((await store.accepted(reader, [station, "reset"])).length === 0) return;
  await database.transaction(owner, async (work) => {
    for (const row of await store.lockAccepted(work, [station, "reset"])) {
      await conclude(work, row, done);
    }
  });
}
