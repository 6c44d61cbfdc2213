// Giving a station a command, and what its charger tells of it later. Sending it is jobs.ts.
import type { Database, Work } from "../../db/work.ts";
import { enqueue } from "../../jobs/queue.ts";
import { withoutChargerSecrets } from "../../lib/charger_secrets.ts";
import { found, refuse } from "../../lib/errors.ts";
import type { Vault } from "../../lib/secret.ts";
import { addMs } from "../../lib/time.ts";
import type { Fact } from "../../networks/fact.ts";
import type { StationRef } from "../../networks/network.ts";
import * as stations from "../charging_stations/actions.ts";
import type { StationRow } from "../charging_stations/schema.ts";
import * as connections from "../station_connections/store.ts";
import { type Create, checkConnector, parametersOf } from "./asked.ts";
import { checkUpgrade } from "./network_profile.ts";
import { isOver, type Outcome, shortened, storable, without } from "./outcome.ts";
import type { Given } from "./parameters.ts";
import { placed } from "./place_actions.ts";
import { type CommandRow, renderCommand } from "./schema.ts";
import * as store from "./store.ts";

export const sendTask = "commands.send";
export const giveUpTask = "commands.give_up";
/** What the vault encrypts the parameters for that must not be read in the database. */
export const sealPurpose = "command";

export async function create(
  work: Work,
  vault: Vault,
  id: string,
  input: Create,
): Promise<CommandRow> {
  const station = await stations.ownStation(work, id);
  const given = parametersOf(input);
  checkConnector(input);
  refuseUnknownConnector(station, input.connector);
  if (input.type === "set_charging_profile") await checkSession(work, id, input);
  if (input.set_network_profile !== undefined) {
    const line = await connections.ofStation(work, [id]);
    checkUpgrade(input.set_network_profile, line?.reached_security_profile ?? null);
  }
  const parameters = await placed(work, id, { type: input.type, parameters: given });
  const shown = withoutChargerSecrets(parameters);
  const text = JSON.stringify(parameters);
  const secret = JSON.stringify(shown) !== text;
  const waitMs = input.timeout * 1000;
  const row = await store.insert(work, [
    ...[work.newId("cmd"), id, input.connector ?? null, input.type, JSON.stringify(shown)],
    ...[secret ? vault.encrypt(sealPurpose, text) : null],
    ...[addMs(work.now, waitMs), addMs(work.realNow, waitMs), work.now],
  ]);
  const made = found(row, "command_not_found", id);
  await send(work, id, made.id);
  return made;
}

/** One after the other per station, in the order in which they were given. */
const send = (work: Work, station: string, command: string) =>
  enqueue(work, {
    task: sendTask,
    queue: `${sendTask}:${station}`,
    key: command,
    payload: { command },
    realAt: work.realNow,
  });

function refuseUnknownConnector({ connectors }: StationRow, connector: string | undefined): void {
  if (connector === undefined || connectors.some((one) => one.id === connector)) return;
  const ids = connectors.map((one) => `'${one.id}'`).join(", ");
  refuse("parameter_invalid", `Invalid connector: the station has ${ids}.`, { param: "connector" });
}

/** A later noun's object, found by its prefix. */
async function checkSession(work: Work, station: string, input: Create): Promise<void> {
  const session = (input.set_charging_profile as Given["set_charging_profile"]).charging_session;
  if (session === undefined) return;
  const param = "set_charging_profile.charging_session";
  const known = (await work.references.load(work, "cs", [session])).get(session);
  const its = found(known, "charging_session_not_found", session, param);
  if (its["charging_station"] === station && its["status"] === "active") return;
  refuse("parameter_invalid", `Invalid ${param}: it is not active at this station.`, { param });
}

/** Writes what became of a command, and announces an end. In a lock of its row. */
export async function conclude(work: Work, row: CommandRow, outcome: Outcome): Promise<void> {
  const over = isOver(outcome);
  const written = await store.update(work, [
    ...[row.id, outcome.status, shortened(outcome.reason, 255), shortened(outcome.message, 1000)],
    ...[outcome.answer === null ? row.answer : storable(outcome.answer), row.progress],
    ...[over ? work.now : null, work.now],
  ]);
  const ended = over && !isOver(row);
  if (written !== null && ended) announce(work, written);
}

/** A charger does one thing of a kind at a time: what it gave up for this one has ended. */
export async function giveUpEarlier(work: Work, row: CommandRow): Promise<void> {
  for (const one of await store.lockAccepted(work, [row.station_id, row.type])) {
    if (one.id < row.id) await conclude(work, one, without("replaced"));
  }
}

function announce(work: Work, row: CommandRow): void {
  const type = row.status === "succeeded" ? "command.succeeded" : "command.failed";
  work.emit(type, renderCommand(row));
}

type Progress = Extract<Fact, { kind: "command_progress" }>;

/**
 * What a charger tells of a command after it was accepted. It may overtake the answer, and come
 * again after the end: then only the words are kept.
 */
export async function progress(database: Database, station: string, fact: Progress): Promise<void> {
  const owner = await stations.ownerOf(database, station);
  await database.transaction(owner, async (work) => {
    const row =
      fact.number === null
        ? await store.lockLastSent(work, [station, fact.name])
        : await store.lockByNumber(work, [station, fact.number]);
    if (row === null) return;
    const told = { ...row, progress: storable(withoutChargerSecrets(fact.detail)) };
    const kept = { reason: row.reason, message: row.message, answer: null };
    if (isOver(row)) return conclude(work, told, { ...kept, status: ended(row) });
    if (fact.status === "failed") {
      const reason = wordOf(fact.detail) ?? "failed";
      const message = "The charger set about it and did not succeed.";
      return conclude(work, told, { status: "failed", reason, message, answer: null });
    }
    const status = fact.status === "succeeded" ? "succeeded" : "accepted";
    await conclude(work, told, { ...kept, status });
  });
}

const ended = ({ status }: CommandRow) => status as Outcome["status"];

const wordOf = (detail: object): string | null =>
  "status" in detail && typeof detail.status === "string" ? detail.status : null;

/** Chargers came back: what waited for them is to go out at once. Answers who does that. */
export async function hurry(
  database: Database,
  stations: readonly StationRef[],
): Promise<(station: StationRef) => Promise<void>> {
  const waiting = await store.waitingAt(database.everyone(), [stations.map(({ id }) => id)]);
  const byStation = Map.groupBy(waiting, (one) => one.station_id);
  return async ({ id: station }) => {
    for (const one of byStation.get(station) ?? []) {
      const scope = { account: one.account_id, livemode: one.livemode };
      await database.transaction(scope, (work) => send(work, station, one.id));
    }
  };
}
