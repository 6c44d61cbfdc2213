// The endpoints of charging sessions. Starting and ending wait for the station and the money
// (http/resource.ts, Awaited); a retry with the same idempotency key waits for the same outcome.
import { cutPage } from "../../http/paging.ts";
import { Awaited, get, list, post, resource, type Waiter } from "../../http/resource.ts";
import { found, refuse } from "../../lib/errors.ts";
import * as s from "../../lib/schema.ts";
import { end, hear, save, tellCompleted } from "./actions.ts";
import { evidence, stationEvidence } from "./evidence/routes.ts";
import { isOpen } from "./machine.ts";
import { tellOfUpdate } from "./meter_actions.ts";
import { meterValueRoutes } from "./meter_values/routes.ts";
import {
  ChargingSession,
  renderSession,
  SessionCreate,
  type SessionRow,
  statuses,
} from "./schema.ts";
import { begin, check } from "./start_actions.ts";
import * as store from "./store.ts";

const notFound = "charging_session_not_found";

/**
 * The start's outcome: shown once the station accepted; refused with what it, or the payer's bank,
 * said.
 */
const startOutcome: Waiter = async (work, id) => {
  const session = found(await store.findAny(work, [id]), notFound, id);
  if (session.state === "authorising" || session.state === "starting") return null;
  if (session.failure !== null) {
    refuse(session.failure.code, session.failure.message, { details: session.failure.details });
  }
  return renderSession(session);
};

/** After this long the answer to `end` no longer waits for the money; `amount_paid` follows. */
const longestSettlementMs = 45_000;

const endOutcome: Waiter = async (work, id, waitedMs) => {
  const session = found(await store.findAny(work, [id]), notFound, id);
  if (isOpen(session.state)) return null;
  const unsettled = session.state === "completed" && !session.settled;
  return unsettled && waitedMs < longestSettlementMs ? null : renderSession(session);
};

const paid = (captured: number) => (session: SessionRow) => ({
  settled: true,
  amount_paid: session.amount_paid + captured,
});

export default resource("charging_sessions", {
  about:
    "One charge of one vehicle at one connector: checked against policies, authorised, started, " +
    "metered, ended, and paid.",
  renders: [
    {
      prefix: "cs",
      object: "charging_session",
      expandable: {
        charging_station: "chst",
        driver: "drv",
        fleet: "flt",
        payment_method: "pm",
        vehicle: "veh",
      },
      load: async (work, ids) => (await store.load(work, [ids])).map(renderSession),
    },
  ],
  waits: { session_start: startOutcome, session_end: endOutcome },
  listens: {
    // One that begins at the very moment is not seen: it goes on to its end and is billed.
    "account.archiving": async (work, { accounts }) => {
      const [open] = await work.acrossAccounts((all) => store.openInAccounts(all, [accounts]));
      if (open === undefined) return;
      refuse(
        "charging_session_conflict",
        `Account '${open.account_id}' has an active charging session; end it first.`,
        { param: "status" },
      );
    },
    // Whoever decides a hold locks its session first, as sessions do.
    "hold.deciding": async (work, { source }) => {
      if (source.startsWith("cs_")) await store.lock(work, [source]);
    },
    "hold.authorized": async (work, { source, held }) => {
      await hear(work, source, "hold_authorized", () => ({ held }));
    },
    "hold.declined": async (work, { source, code, message }) => {
      const details = { decline_code: code };
      const failure = { code: "payment_authorization_failed" as const, message, details };
      await hear(work, source, "hold_declined", (session) =>
        session.trigger === "api" ? { failure } : { end_reason: "payment_declined" },
      );
    },
    "hold.raised": async (work, { source, held }) => {
      await hear(work, source, null, () => ({ held, raise_asked: false }));
    },
    "hold.raise_declined": async (work, { source }) => {
      await hear(work, source, "stop_asked", () => ({ end_reason: "hold_exhausted" }));
    },
    "charge.settled": async (work, { source, captured }) => {
      const session = await hear(work, source, null, paid(captured));
      if (session === null) return;
      // The news of the end has waited for this; after it, what was paid is an update.
      const told = session.completed_told
        ? tellOfUpdate(work, session)
        : await tellCompleted(work, session);
      await save(work, told);
    },
  },
  routes: {
    create: post(
      "/v1/charging_sessions",
      {
        summary: "Start a charging session",
        about:
          "Checks references, statuses, policies, station, connector and vehicle, authorises the " +
          "payment, and orders the station to start. Answers when the station has accepted: the " +
          "session is `active`; `session_started` is set once the charger reports the transaction.",
        body: SessionCreate,
        answer: ChargingSession,
        costs: true,
        refuses: [
          "charging_session_dependency_not_found",
          "driver_fleet_conflict",
          "policy_blocked",
          "charging_session_conflict",
          "payment_method_scope_invalid",
          "payment_authorization_failed",
          "charging_station_rejected",
          "charging_station_timeout",
        ],
      },
      async (work, input) => {
        const plan = await check(work, input, "api");
        const session = await begin(work, plan, "api");
        return new Awaited({ wait: "session_start", id: session.id });
      },
    ),
    list: list(
      "/v1/charging_sessions",
      {
        summary: "List charging sessions",
        query: s.object({
          driver: s.optional(s.id("drv", { about: "Only sessions of this driver." })),
          fleet: s.optional(s.id("flt", { about: "Only sessions for this fleet." })),
          vehicle: s.optional(s.id("veh", { about: "Only sessions of this vehicle." })),
          charging_station: s.optional(s.id("chst", { about: "Only sessions at this station." })),
          status: s.optional(s.choice(statuses, { about: "Only sessions with this status." })),
        }),
        answer: ChargingSession,
      },
      async (work, filters, page) =>
        cutPage(await store.list(work, page, filters), page, (row) => row.id, renderSession),
    ),
    retrieve: get(
      "/v1/charging_sessions/:charging_session",
      { summary: "Retrieve a charging session", answer: ChargingSession },
      async (work, { charging_session: id }) =>
        renderSession(found(await store.find(work, [id]), notFound, id)),
    ),
    end: post(
      "/v1/charging_sessions/:charging_session/end",
      {
        summary: "End a charging session",
        about:
          "Stops power, waits up to 30 seconds for the charger's final reading, and collects the " +
          "price. Before the charger reported the transaction the session is cancelled.",
        answer: ChargingSession,
        refuses: ["charging_session_state_conflict"],
      },
      async (work, { charging_session: id }) => {
        const session = await end(work, id);
        return new Awaited({ wait: "session_end", id: session.id });
      },
    ),
    evidence,
    stationEvidence,
    ...meterValueRoutes,
  },
});
