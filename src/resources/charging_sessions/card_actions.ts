// Cards at chargers: whose card it is, and what it asks for. The checks themselves are
// start_actions'.
import type { Database, Work } from "../../db/work.ts";
import { Refusal, refuse } from "../../lib/errors.ts";
import type { Authorization, StationRef, TokenStatus } from "../../networks/network.ts";
import type { TokenRow } from "../charge_tokens/schema.ts";
import * as tokens from "../charge_tokens/store.ts";
import * as stations from "../charging_stations/actions.ts";
import * as drivers from "../drivers/store.ts";
import * as fleets from "../fleets/store.ts";
import * as decisions from "../policy_decisions/actions.ts";
import { groupOf } from "../reservations/order_actions.ts";
import { fleetOf } from "../vehicles/pairing.ts";
import * as vehicles from "../vehicles/store.ts";
import { arrive } from "./actions.ts";
import { isOpen } from "./machine.ts";
import { renderSession, type SessionRow } from "./schema.ts";
import { check, type StartRequest } from "./start_actions.ts";
import * as store from "./store.ts";

type Known = { readonly status: "accepted"; readonly token: TokenRow };
type Unusable = { readonly status: Exclude<TokenStatus, "accepted"> };

/** The card with this number, as far as this station may take it. */
export async function find(
  database: Database,
  station: StationRef,
  idTag: string,
): Promise<Known | Unusable> {
  const owner = await stations.ownerOf(database, station.id);
  const cards = await tokens.byUid(database.everyone(), [
    idTag,
    owner.account,
    owner.livemode,
    owner.shared,
  ]);
  const own = cards.find((card) => card.account_id === owner.account);
  // Two strangers with one number at a shared station: nobody can say who stands there.
  const token = own ?? (cards.length === 1 ? cards[0] : undefined);
  if (token === undefined) return { status: "invalid" };
  if (token.status !== "active") return { status: "blocked" };
  const expired = token.expires_at !== null && token.expires_at <= timeOf(database, token);
  return expired ? { status: "expired" } : { status: "accepted", token };
}

/** The card's account's. */
const timeOf = ({ times }: Database, { account_id: account, livemode }: TokenRow): Date =>
  times.at({ account, livemode }).now;

/**
 * What the card asks for: its vehicle and payer, or the driver's only vehicle and default payer.
 */
export async function requestOf(
  work: Work,
  token: TokenRow,
  place: { readonly station: string; readonly evse: number | null },
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
    charging_station: place.station,
    connector: null,
    evse: place.evse,
    driver: driver.id,
    vehicle: vehicle.id,
    payment_method: method,
  };
}

const fleetMethod = async (work: Work, fleet: string | null): Promise<string | null> =>
  fleet === null ? null : ((await fleets.find(work, [fleet]))?.default_payment_method ?? null);

/** OCPP Authorize: may this card charge here now? The decision is recorded; nothing is started. */
export async function authorize(
  database: Database,
  station: StationRef,
  idTag: string,
): Promise<Authorization> {
  const [ordered] = await store.whoseTag(database.everyone(), [station.id, idTag]);
  if (ordered !== undefined) {
    const reader = database.reader({ account: ordered.account_id, livemode: ordered.livemode });
    const session = await store.findAny(reader, [ordered.id]);
    const open = session !== null && isOpen(session.state);
    return { status: open ? "accepted" : "invalid", group: null, expiresAt: null };
  }
  const card = await find(database, station, idTag);
  if (card.status !== "accepted") return { status: card.status, group: null, expiresAt: null };
  const scope = { account: card.token.account_id, livemode: card.token.livemode };
  try {
    await database.transaction(scope, async (work) => {
      // The card that began a session here is held up to end it.
      if ((await store.openOfDriver(work, [station.id, card.token.driver])) !== null) return;
      await check(
        work,
        await requestOf(work, card.token, { station: station.id, evse: null }),
        "token",
      );
    });
    return { status: "accepted", group: groupOf(card.token.driver), expiresAt: null };
  } catch (error) {
    if (error instanceof Refusal) return { status: statusFor(error), group: null, expiresAt: null };
    throw error;
  }
}

/** What a charger is told of a refusal: it knows no reasons, the decision record does. */
export function statusFor(refusal: Refusal): Exclude<TokenStatus, "accepted"> {
  if (refusal.code === "policy_blocked" || refusal.code === "permission_denied") return "blocked";
  const busy = refusal.code === "charging_session_conflict" && refusal.param === "vehicle";
  return busy ? "concurrent_tx" : "invalid";
}

export async function announceStart(work: Work, session: SessionRow): Promise<void> {
  await decisions.announceSuggestion(work, session.id);
  await arrive(work, session);
  work.emit("charging_session.started", renderSession(session));
}
