// What stands behind a session's figures and cannot be in the session itself, whose keys are the
// contract's: why it ended, what was odd, and what its charger told of it.
import * as s from "../../../lib/schema.ts";
import { timestamp, timestampOrNull } from "../../../lib/time.ts";
import type { SessionRow } from "../schema.ts";

/** Reports are kept for so long. */
export const keptMs = 400 * 24 * 3_600_000;
export const mostReports = 100;

const wh = (about: string, example: number) =>
  s.nullable(s.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, { about, example }));
const word = (about: string, example: string) => s.nullable(s.text(255, { about, example }));
const number = (about: string) =>
  s.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, { about, example: 1042 });
const reference = () =>
  word("The charger's own name of the transaction (OCPP 2.0.1).", "a3f1c2d4-0b6e");

const answers = ["accepted", "blocked", "expired", "invalid", "concurrent_tx"] as const;

const Transaction = s.object({
  answer: s.choice(answers, {
    about:
      "What its charger was told. All but `accepted` were to stop at once, as one that begins " +
      "after its session is over: their energy is charged to nobody.",
  }),
  clock_skew_ms: wh("How far the charger's clock was ahead when it told the start.", -420),
  evse: s.integer(0, 2_147_483_647, { about: "Where it was.", example: 1 }),
  meter_start: wh("The charger's register at the start, in Wh, as it gave it.", 1_204_180),
  meter_stop: wh("The same at the end; null: not told.", 1_227_580),
  number: number("What the charger was told to call it (OCPP 1.6 `transactionId`)."),
  reference: reference(),
  started: s.timestamp({ about: "By the charger's own clock." }),
  stopped: s.nullable(s.timestamp({ about: "By the charger's own clock; null: not told." })),
});

export const reasons = ["early", "repeated", "unknown"] as const;

const report = {
  applied: s.nullable(s.timestamp({ about: "When it counted after all; null: it did not." })),
  kind: s.choice(["readings", "stop"], { about: "What it told." }),
  reason: s.choice(reasons, {
    about:
      "Why it did not count: `early`: its transaction had not begun; `repeated`: another stop " +
      "had come before; `unknown`: at this station, of a transaction that nobody knows.",
  }),
  received: s.timestamp({ about: "When it came." }),
  reference: reference(),
  register: wh("The last register in it, in Wh.", 1_227_600),
  reported: s.nullable(s.timestamp({ about: "When it happened, by the charger's own clock." })),
  stop_reason: word("Why it stopped, where it is a stop.", "unplugged"),
  transaction: s.nullable(number("The number that the charger gave, whoever's that is.")),
};
const Report = s.object(report);

/** The same in the list of a station. */
export const StationEvidence = s.object({
  id: s.id("sev", { about: "Unique identifier." }),
  object: s.literal("station_evidence"),
  applied: report.applied,
  charging_station: s.id("chst", { about: "The station." }),
  created: s.timestamp({ about: "When it came, in the account's time." }),
  kind: report.kind,
  reason: report.reason,
  reference: report.reference,
  register: report.register,
  reported: report.reported,
  stop_reason: report.stop_reason,
  transaction: report.transaction,
});

const Failure = s.object(
  {
    code: s.text(255, {
      about: "The error that its start was answered with.",
      example: "charging_station_rejected",
    }),
    message: s.text(255, {
      about: "The same in words.",
      example: "The station refused the start.",
    }),
    reason: word("The charger's own word, where it gave one; or `offline`.", "rejected"),
  },
  { about: "Why it never began; null: it did, or nobody plugged in." },
);

export const SessionEvidence = s.object({
  object: s.literal("charging_session_evidence"),
  charging_session: s.id("cs", { about: "The session." }),
  end_reason: word(
    "Why it ended. The charger's: `local`, `unplugged`, `emergency`, `power_loss`, `reboot`, " +
      "`deauthorized`, `full`, `fault`, `other`. Ours: `remote` (asked for), `limit`, " +
      "`hold_exhausted`, `payment_declined`, `not_plugged_in`. Ours where nobody told its end: " +
      "`superseded` (the next one began), `transaction_lost` (the connector is free), " +
      "`charger_silent`, `charger_gone`. Null: it goes on, or never began.",
    "unplugged",
  ),
  failure: s.nullable(Failure),
  flags: s.list(s.text(255, { about: "One word.", example: "falling" }), {
    about:
      "What was odd: `falling` (a register that fell was ignored), `implausible` (it rose too " +
      "fast, and was billed), `reset` (it began anew), `unit` (it changed between Wh and kWh), " +
      "or what closed it.",
  }),
  reports: s.list(Report, {
    about:
      "What the charger told and the bill does not rest on, oldest first, at most 100; what " +
      "nobody knows from the start until a week after the end. Kept for 400 days.",
  }),
  trigger: s.choice(["api", "token"], { about: "What it began by: a request, or a card." }),
  transactions: s.list(Transaction, {
    about: "What the charger reported for it, in order; several where it began anew.",
  }),
});

export type TransactionRow = {
  transaction_id: number;
  evse: number;
  reference: string | null;
  skew_ms: number | null;
  meter_start_wh: number | null;
  meter_stop_wh: number | null;
  started_at: Date;
  stopped_at: Date | null;
  token_status: (typeof answers)[number];
};

export type ReportRow = {
  transaction_id: number | null;
  reference: string | null;
  reason: (typeof reasons)[number];
  report: {
    readonly kind: "metered" | "transaction_stopped";
    readonly at?: string;
    readonly reason?: string;
    readonly meterStopWh?: number | null;
    readonly samples: readonly { readonly at: string; readonly meterWh: number | null }[];
  };
  applied: Date | null;
  created: Date;
};

const renderTransaction = (row: TransactionRow) => ({
  answer: row.token_status,
  clock_skew_ms: row.skew_ms,
  evse: row.evse,
  meter_start: row.meter_start_wh,
  meter_stop: row.meter_stop_wh,
  number: row.transaction_id,
  reference: row.reference,
  started: timestamp(row.started_at),
  stopped: timestampOrNull(row.stopped_at),
});

function renderReport(row: ReportRow) {
  const { kind, at, reason, meterStopWh, samples } = row.report;
  const register = samples.findLast((one) => one.meterWh !== null)?.meterWh;
  const reported = at ?? samples.at(-1)?.at;
  return {
    applied: timestampOrNull(row.applied),
    kind: kind === "metered" ? ("readings" as const) : ("stop" as const),
    reason: row.reason,
    received: timestamp(row.created),
    reference: row.reference,
    register: meterStopWh ?? register ?? null,
    reported: reported === undefined ? null : timestamp(new Date(reported)),
    stop_reason: reason ?? null,
    transaction: row.transaction_id,
  };
}

function renderFailure({ failure }: Pick<SessionRow, "failure">) {
  if (failure === null) return null;
  const { code, message, details } = failure;
  const { reason } = details;
  return { code, message, reason: typeof reason === "string" ? reason : null };
}

export type ListedRow = ReportRow & {
  readonly public_id: string;
  readonly charging_station: string;
};

export function renderListed(row: ListedRow) {
  const { applied, received, ...rest } = renderReport(row);
  return {
    id: row.public_id,
    object: "station_evidence" as const,
    ...{ applied, charging_station: row.charging_station, created: received, ...rest },
  };
}

export const renderEvidence = (
  session: Pick<SessionRow, "id" | "end_reason" | "failure" | "flags" | "trigger">,
  transactions: readonly TransactionRow[],
  reports: readonly ReportRow[],
) => ({
  object: "charging_session_evidence" as const,
  charging_session: session.id,
  end_reason: session.end_reason,
  failure: renderFailure(session),
  flags: session.flags,
  reports: reports.map(renderReport),
  trigger: session.trigger,
  transactions: transactions.map(renderTransaction),
});
