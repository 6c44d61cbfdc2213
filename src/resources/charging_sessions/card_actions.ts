// Cards at chargers: whose card it is, what it asks for, what it may end, and the record of why it
// was refused. The checks themselves are start_actions'.

import type { Database, Work } from "../../db/work.ts";
import { Refusal, refuse } from "../../lib/errors.ts";
import { addMs, fromReal, timestamp, toReal } from "../../lib/time.ts";
import type { TokenKind, Told } from "../../networks/fact.ts";
import type { Authorization, StationRef } from "../../networks/network.ts";
import { groupTold } from "../charge_tokens/group_actions.ts";
import type { TokenRow } from "../charge_tokens/schema.ts";
import * as tokens from "../charge_tokens/store.ts";
import * as stations from "../charging_stations/actions.ts";
import * as drivers from "../drivers/store.ts";
import * as fleets from "../fleets/store.ts";
import * as decisions from "../policy_decisions/actions.ts";
import type { Refusal as Reason } from "../policy_decisions/schema.ts";
import { groupOf } from "../reservations/order_actions.ts";
import { fleetOf } from "../vehicles/pairing.ts";
import * as vehicles from "../vehicles/store.ts";
import { arrive } from "./actions.ts";
import { isOpen } from "./machine.ts";
import { timeOf } from "./reading.ts";
import { renderSession, type SessionRow } from "./schema.ts";
import { corrected } from "./stamp.ts";
import { check, type StartRequest } from "./start_actions.ts";
import * as store from "./store.ts";
import { clamped } from "./usage.ts";
import * as whose from "./whose/store.ts";

/** A card that is held up somewhere. */
export type Swipe = {
  readonly station: StationRef;
  readonly owner: stations.StationOwner;
  readonly uid: string;
  /** What kind of card it is, where the charger says so. */
  readonly kind: TokenKind | undefined;
  /** Null: before a plug was chosen. */
  readonly evse: number | null;
  /** The charger's word of when; null: now. */
  readonly at: {
    readonly told: Date;
    readonly skewMs: number;
    /** When something else was last known to happen there. */
    readonly notBefore: Date | null;
  } | null;
};

type Known = { readonly status: "accepted"; readonly token: TokenRow };
export type Unusable = {
  readonly status: "blocked" | "expired" | "invalid";
  readonly token: TokenRow | null;
  readonly reason: Reason;
};

const unusable = (
  status: Unusable["status"],
  token: TokenRow | null,
  [code, message]: readonly [code: string, message: string],
): Unusable => ({ status, token, reason: { code, message, param: null } });

/** The card with this number, as far as this station may take it. */
export async function find(
  database: Database,
  swipe: Swipe,
  purpose: "start" | "ask",
): Promise<Known | Unusable> {
  const { owner, uid, kind } = swipe;
  const cards = await tokens.byUid(database.everyone(), [
    ...[uid, owner.account, owner.livemode, owner.shared],
  ]);
  const own = cards.find((card) => card.account_id === owner.account);
  // Two strangers with one number at a shared station: nobody can say who stands there.
  const token = own ?? (cards.length === 1 ? cards[0] : undefined);
  if (token === undefined || (token.master_pass && token !== own)) {
    return unusable("invalid", null, ["card_unknown", "No charge token has this number."]);
  }
  if (kind !== undefined && kind !== token.type) {
    const message = `The number was given as ${kind}, and is ${token.type}.`;
    return unusable("invalid", token, ["card_of_other_kind", message]);
  }
  if (token.status !== "active") {
    return unusable("blocked", token, ["card_blocked", "The card is blocked."]);
  }
  if (isExpired(database, token, swipe)) {
    const message = `The card expired at ${timestamp(token.expires_at as Date)}.`;
    return unusable("expired", token, ["card_expired", message]);
  }
  if (token.master_pass && purpose === "start") {
    const message = "The card ends charges, and starts none.";
    return unusable("blocked", token, ["card_ends_only", message]);
  }
  return { status: "accepted", token };
}

/** At the moment that the charger let it pass, in the card's account's time. */
function isExpired({ times }: Database, token: TokenRow, { at }: Swipe): boolean {
  if (token.expires_at === null) return false;
  const moment = times.at({ account: token.account_id, livemode: token.livemode });
  const real = at === null ? moment.realNow : corrected(at.told, at.skewMs, moment.realNow);
  const then = Math.min(fromReal(moment, real).getTime(), moment.now.getTime());
  return token.expires_at.getTime() <= then;
}

/** Keeps why a card starts nothing: with its account, or with the station's if nobody knows it. */
export async function noteUnusable(
  database: Database,
  { owner, uid, station }: Swipe,
  { token, reason }: Unusable,
): Promise<void> {
  // At a shared station a stranger's number is nobody's business.
  if (token === null && owner.shared) return;
  const scope = token === null ? owner : { account: token.account_id, livemode: token.livemode };
  await database.transaction(scope, (work) => {
    const whose = { driver: token?.driver ?? null, vehicle: token?.vehicle ?? null };
    const card = { token: token?.id ?? null, uid, decision: null };
    const refused = { ...card, ...whose, station: station.id, at: work.now };
    return decisions.noteRefusal(work, refused, reason);
  });
}

/** What a card asks for, where and when. */
export type Asked = {
  readonly station: string;
  readonly evse: number | null;
  /** The moment of authorisation, in the account's time. */
  readonly at: Date;
  readonly notBefore: Date;
  /** It is long past. */
  readonly late: boolean;
  readonly card: NonNullable<StartRequest["card"]>;
};

/** So long after it began a start is told late: the charger was away. */
const lateMs = 60_000;

/** Runs what a card asks for, and keeps the reason if that is refused. */
export async function explained<T>(
  work: Work,
  { station, uid, evse, at: when }: Swipe,
  token: TokenRow,
  run: (asked: Asked) => Promise<T>,
): Promise<T> {
  let decision: string | null = null;
  const onDecision = (id: string) => {
    decision = id;
  };
  // What a charger with a wrong clock once said may lie ahead: nothing is known to be after now.
  const known = Math.min((when?.notBefore ?? new Date(0)).getTime(), work.realNow.getTime());
  const notBefore = fromReal(work, new Date(known));
  const told = when === null ? work.now : timeOf(work, when.told, when.skewMs);
  const at = new Date(clamped(told.getTime(), notBefore.getTime(), work.now.getTime()));
  const late = at < addMs(work.now, -lateMs);
  const card = { token: token.id, uid, onDecision };
  try {
    return await run({ station: station.id, evse, at, notBefore, late, card });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { driver, vehicle } = token;
    const refused = { token: token.id, uid, driver, vehicle, station: station.id, at };
    work.keepOnRefusal((after) =>
      decisions.noteRefusal(after, { ...refused, decision }, decisions.reasonOf(error)),
    );
    throw error;
  }
}

/**
 * What the card asks for: its vehicle and payer, or the driver's only vehicle and default payer.
 */
export async function requestOf(
  work: Work,
  token: TokenRow,
  { station, evse, at, late, card }: Asked,
): Promise<StartRequest> {
  const driver = await drivers.find(work, [token.driver]);
  if (driver === null) {
    refuse("charging_session_dependency_not_found", "The card's driver is gone.", {
      param: "driver",
    });
  }
  const vehicleId =
    token.vehicle ?? (driver.vehicles.length === 1 ? driver.vehicles[0] : undefined);
  const vehicle = vehicleId === undefined ? null : await vehicles.find(work, [vehicleId]);
  if (vehicle === null) {
    refuse(
      "charging_session_dependency_not_found",
      "The card names no vehicle, and the driver has not just one.",
      {
        param: "vehicle",
      },
    );
  }
  const method =
    token.payment_method ??
    driver.preferences.default_payment_method ??
    (await fleetMethod(work, fleetOf(driver, vehicle)));
  if (method === null) {
    refuse(
      "charging_session_dependency_not_found",
      "Neither card, driver nor fleet names a payment method.",
      {
        param: "payment_method",
      },
    );
  }
  return {
    charging_station: station,
    connector: null,
    ...{ evse, at, late, card, group: token.card_group },
    driver: driver.id,
    vehicle: vehicle.id,
    payment_method: method,
  };
}

const fleetMethod = async (work: Work, fleet: string | null): Promise<string | null> =>
  fleet === null ? null : ((await fleets.find(work, [fleet]))?.default_payment_method ?? null);

const refusedAs = (status: Authorization["status"]): Authorization => ({
  ...{ status, group: null, expiresAt: null },
});

/**
 * OCPP Authorize: may this card charge here now, or end what runs? The decision is recorded;
 * nothing is started.
 */
export async function authorize(
  database: Database,
  station: StationRef,
  uid: string,
  kind?: TokenKind,
): Promise<Authorization> {
  const owner = await stations.ownerOf(database, station.id);
  const ordered = await orderedWith(database, station, uid);
  if (ordered !== null) {
    if (!isOpen(ordered.state)) return refusedAs("invalid");
    return { status: "accepted", group: groupTold(ordered, owner), expiresAt: null };
  }
  // A button that asks nobody who they are: nobody pays.
  if (kind === "none") return refusedAs("invalid");
  const swipe: Swipe = { station, owner, uid, kind, evse: null, at: null };
  const card = await find(database, swipe, "ask");
  if (card.status !== "accepted") {
    const ends = await mayEndOwn(database, swipe, card);
    if (ends !== null) return ends;
    await noteUnusable(database, swipe, card);
    return refusedAs(card.status);
  }
  const { token } = card;
  const scope = { account: token.account_id, livemode: token.livemode };
  try {
    const group = await database.transaction(scope, (work) => groupAt(work, swipe, token));
    const { times } = database;
    const until = token.expires_at;
    const expiresAt = until === null ? null : toReal(times.at(scope), until);
    return { status: "accepted", group, expiresAt };
  } catch (error) {
    if (error instanceof Refusal) return refusedAs(statusFor(error));
    throw error;
  }
}

/** For chargers that remember whom they were told to take. */
const endingMs = 60_000;

/**
 * A card that was blocked or ran out while it charges: it starts nothing any more, and its driver
 * can still end the charge, also where the charger asks before it stops.
 */
async function mayEndOwn(
  database: Database,
  { station, owner }: Swipe,
  { token, reason }: Unusable,
): Promise<Authorization | null> {
  if (token === null || !["card_blocked", "card_expired"].includes(reason.code)) return null;
  const reader = database.reader({ account: token.account_id, livemode: token.livemode });
  const open = await store.openForCard(reader, [station.id, token.driver, null]);
  if (open === null) return null;
  const group = groupTold({ ...open, account_id: token.account_id }, owner);
  return { status: "accepted", group, expiresAt: addMs(database.clock.now(), endingMs) };
}

/** By what the charger is to know the card: as of what it may end there, else of what it starts. */
async function groupAt(work: Work, swipe: Swipe, token: TokenRow): Promise<string> {
  const { station, owner, kind } = swipe;
  const own = groupTold(token, owner);
  if (token.master_pass) {
    // Chargers of OCPP 1.6 tell no kinds and know no such cards: one of what runs is as good.
    const running = kind === undefined ? await store.runningAt(work, [station.id]) : [];
    const [only, ...others] = running;
    const isOne = only !== undefined && others.length === 0;
    return isOne ? groupTold({ ...only, account_id: work.account }, owner) : own;
  }
  // The card that began a session here, or one of its group, is held up to end it.
  const open = await store.openForCard(work, [station.id, token.driver, token.card_group]);
  if (open !== null) return groupTold({ ...open, account_id: work.account }, owner);
  const plan = await explained(work, swipe, token, async (asked) =>
    check(work, await requestOf(work, token, asked), "token"),
  );
  // What is kept for the driver is kept under the driver's own group (reservations).
  return plan.visit === null ? own : groupOf(token.driver);
}

async function orderedWith(
  database: Database,
  station: StationRef,
  uid: string,
): Promise<SessionRow | null> {
  const [ordered] = await whose.tag(database.everyone(), [station.id, uid]);
  if (ordered === undefined) return null;
  const reader = database.reader({ account: ordered.account_id, livemode: ordered.livemode });
  return store.findAny(reader, [ordered.id]);
}

/** What is told of the card that ended a transaction. */
export async function atStop(
  database: Database,
  station: StationRef,
  uid: string,
): Promise<Pick<Told, "token" | "group">> {
  const owner = await stations.ownerOf(database, station.id);
  const ordered = await orderedWith(database, station, uid);
  if (ordered !== null) return { token: "accepted", group: groupTold(ordered, owner) };
  const swipe: Swipe = { station, owner, uid, kind: undefined, evse: null, at: null };
  const card = await find(database, swipe, "ask");
  const group = card.token === null ? null : groupTold(card.token, owner);
  return { token: card.status, group };
}

/** What a charger is told of a refusal: it knows no reasons, the decision record does. */
export function statusFor(refusal: Refusal): Exclude<Authorization["status"], "accepted"> {
  if (refusal.code === "policy_blocked" || refusal.code === "permission_denied") return "blocked";
  const busy = refusal.code === "charging_session_conflict" && refusal.param === "vehicle";
  return busy ? "concurrent_tx" : "invalid";
}

export async function announceStart(work: Work, session: SessionRow): Promise<void> {
  await decisions.announceSuggestion(work, session.id);
  await arrive(work, session);
  work.emit("charging_session.started", renderSession(session));
}
