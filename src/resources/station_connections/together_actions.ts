// What the chargers of a city tell at the same time when the power is back, and when it goes: that
// they came, went, booted, what their connectors are and how they are set. Those of one account and
// mode share a transaction. Each is answered when its own is on disk; what cannot be done with the
// others is done alone, by the same rules.
import { openBatches, shareTransaction } from "../../db/batches.ts";
import type { Database, Place, Work } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import type { Fact } from "../../networks/fact.ts";
import * as stations from "../charging_stations/actions.ts";
import type { Heard } from "../charging_stations/heard.ts";
import { hearTogether, lockFree } from "../charging_stations/heard_actions.ts";
import { type Taken, tell } from "./actions.ts";
import { isOdd, noteStatus } from "./notices/status_actions.ts";
import { report } from "./report_actions.ts";
import * as store from "./store.ts";
import * as variables from "./variables/actions.ts";

type Kind = "connected" | "disconnected" | "booted" | "connector_status" | "variables";
type Of<K extends Kind> = Extract<Fact, { kind: K }>;
export type ShareableFact = Of<Kind>;

type Report<K extends Kind = Kind> = { readonly station: string; readonly fact: Of<K> };
type Member = Report & { readonly place: Place };

const done: Taken = { before: null, registration: "accepted" };

/** What a status sets off beside its station: the affair of a later noun. */
export type StatusTold = {
  /** Stations where it may set something off: their statuses are told alone. */
  apart(work: Work, stations: readonly string[]): Promise<readonly string[]>;
  /** In the lock of the station, after its new status was written. */
  told(work: Work, station: string, fact: Of<"connector_status">): Promise<void>;
};

export type TellTogether = (station: string, fact: ShareableFact) => Promise<Taken>;

/** Reports that are looked up with one statement, and those that share a transaction. */
const mostReports = 500;
const mostMembers = 100;
/** While one is being flushed the next one works. */
const underWay = 2;
/** A whole device model keeps its transaction for itself. */
const mostVariables = 100;

type Around = {
  readonly database: Database;
  /** The process that the chargers come to. */
  readonly node: string;
  readonly status: StatusTold;
};

export function openTogether(around: Around): TellTogether {
  const { database } = around;
  const alone = (member: Report): Promise<Taken> => tellAlone(around, member);
  const share = openBatches<Member, Taken>({
    lineOf: ({ place }) => `${place.account} ${place.livemode}`,
    turnOf: ({ station }) => station,
    ...{ most: mostMembers, underWay },
    run: (members) =>
      shareTransaction({ database, place: (members[0] as Member).place }, members, {
        take: (work) => takeTogether(work, around, members),
        alone,
      }),
  });
  const ask = openBatches<Report, Taken>({
    lineOf: () => "",
    turnOf: ({ station }) => station,
    ...{ most: mostReports, underWay },
    run: async (reports) => {
      const owners = await stations.ownersOf(
        database,
        reports.map(({ station }) => station),
      );
      return reports.map(async (one, at) => {
        if (isLong(one)) return alone(one);
        const { account, livemode } = present(owners[at], `the owner of ${one.station}`);
        return share({ ...one, place: { account, livemode } });
      });
    },
  });
  return (station, fact) => ask({ station, fact });
}

const isLong = ({ fact }: Report): boolean =>
  fact.kind === "variables" && fact.variables.length > mostVariables;

async function tellAlone(
  { database, node, status }: Around,
  { station, fact }: Report,
): Promise<Taken> {
  switch (fact.kind) {
    case "variables":
      await report(database, station, fact);
      return done;
    case "connector_status": {
      const owner = await stations.ownerOf(database, station);
      await database.transaction(owner, async (work) => {
        const known = await stations.connectorStatus(work, station, fact);
        if (known === null) return;
        await noteStatus(work, known, fact);
        await status.told(work, station, fact);
      });
      return done;
    }
    default:
      return tell(database, { station, node }, fact);
  }
}

const pick = <K extends Kind>(some: readonly Report[], kind: K): Report<K>[] =>
  some.flatMap(({ station, fact }) =>
    fact.kind === kind ? [{ station, fact: fact as Of<K> }] : [],
  );

const idsOf = (some: readonly { readonly station: string }[]): string[] =>
  some.map(({ station }) => station);

/** Whose line is written, and whose station. */
const ofLine: ReadonlySet<Kind> = new Set(["connected", "disconnected", "booted"]);
const ofStation: ReadonlySet<Kind> = new Set(["connected", "disconnected", "connector_status"]);

/** Null for those whose rows somebody is just changing: of these nothing is written here. */
async function takeTogether(
  work: Work,
  { node, status }: Around,
  members: readonly Member[],
): Promise<(Taken | null)[]> {
  const needing = (kinds: ReadonlySet<Kind>) =>
    idsOf(members.filter(({ fact }) => kinds.has(fact.kind)));
  const statuses = idsOf(pick(members, "connector_status"));
  const [lines, locked, others] = await Promise.all([
    linesOf(work, needing(ofLine)),
    lockFree(work, needing(ofStation)),
    // Behind the lock: what is looked for cannot come in between.
    statuses.length === 0 ? [] : status.apart(work, statuses),
  ]);
  const apart = new Set<string>(others);
  for (const { station, fact } of pick(members, "connector_status")) {
    const row = locked.get(station);
    // What is odd is a notice, too.
    if (row !== undefined && isOdd(fact, row)) apart.add(station);
  }
  const free = members.filter(
    ({ station, fact: { kind } }) =>
      !(kind === "connector_status" && apart.has(station)) &&
      (!ofLine.has(kind) || lines.has(station)) &&
      (!ofStation.has(kind) || locked.has(station)),
  );
  // A stale socket says nothing of the charger.
  const gone = pick(free, "disconnected").filter(
    ({ station, fact }) => lines.get(station)?.connection === fact.connection,
  );
  const connected = pick(free, "connected");
  writeLines(work, node, { connected, gone, booted: pick(free, "booted") });
  keepVariables(work, pick(free, "variables"));
  const change = (station: string, heard: Heard) => ({
    before: present(locked.get(station), "a station that is held"),
    heard,
  });
  await hearTogether(work, [
    ...connected.map(({ station }) => change(station, { online: true })),
    ...gone.map(({ station }) => change(station, { online: false })),
    ...pick(free, "connector_status").map(({ station, fact }) => change(station, fact)),
  ]);
  const taken = new Set(free);
  return members.map((one): Taken | null => {
    if (!taken.has(one)) return null;
    const held = lines.get(one.station) ?? null;
    if (one.fact.kind === "connected") return { ...done, before: held };
    if (one.fact.kind !== "booted") return done;
    return { ...done, registration: held?.registration_status ?? "accepted" };
  });
}

async function linesOf(
  work: Work,
  ids: readonly string[],
): Promise<ReadonlyMap<string, store.FreeLine>> {
  const rows = ids.length === 0 ? [] : await store.lockFree(work, [ids]);
  return new Map(rows.map((row) => [row.station_id, row]));
}

function keepVariables(work: Work, told: readonly Report<"variables">[]): void {
  const all = told.map(({ station, fact }) => ({ station, variables: fact.variables }));
  if (all.length > 0) work.sent(variables.keep(work, all));
}

type Lines = {
  readonly connected: readonly Report<"connected">[];
  readonly gone: readonly Report<"disconnected">[];
  readonly booted: readonly Report<"booted">[];
};

function writeLines(work: Work, node: string, { connected, gone, booted }: Lines): void {
  if (connected.length > 0) {
    const facts = connected.map(({ fact }) => fact);
    work.sent(
      store.connectedTogether(work, [
        ...[idsOf(connected), facts.map((one) => one.connection)],
        ...[facts.map((one) => one.protocol), facts.map((one) => one.remoteAddress)],
        ...[facts.map((one) => one.securityProfile), work.realNow, node],
      ]),
    );
  }
  if (gone.length > 0) {
    work.sent(store.disconnectedTogether(work, [idsOf(gone), work.realNow]));
  }
  if (booted.length > 0) {
    const facts = booted.map(({ fact }) => fact);
    work.sent(
      store.bootedTogether(work, [
        ...[idsOf(booted), facts.map((one) => one.vendor), facts.map((one) => one.model)],
        ...[facts.map((one) => one.serial), facts.map((one) => one.firmware), work.realNow],
      ]),
    );
  }
}
