// What each type of event tells, for the reference: the kind of object that it carries and what
// has happened. Pure.
import type { Announced } from "../../http/resource.ts";
import { type EventType, eventTypes } from "./schema.ts";

/** Types whose first word is not the kind of object that they carry. */
const carried: Partial<Record<EventType, string>> = {
  "charge.succeeded": "transaction",
  "charge.failed": "transaction",
  "charge.refunded": "transaction",
  "policy.suggestion": "policy_decision",
};

const sentences: Readonly<Record<EventType, string>> = {
  "account.created": "An account was made below yours.",
  "account.updated": "The account was changed.",
  "driver.created": "A driver was made.",
  "driver.updated": "A driver was changed.",
  "driver.deleted": "A driver was deleted.",
  "driver.attached": "A driver was attached to a fleet.",
  "driver.detached": "A driver was detached from a fleet.",
  "fleet.created": "A fleet was made.",
  "fleet.updated": "A fleet was changed.",
  "fleet.deleted": "A fleet was deleted.",
  "vehicle.created": "A vehicle was made.",
  "vehicle.updated": "A vehicle was changed.",
  "vehicle.deleted": "A vehicle was deleted.",
  "vehicle.attached": "A vehicle was attached to a driver or a fleet.",
  "vehicle.detached": "A vehicle was detached from a driver or its fleet.",
  "policy.created": "A policy was made.",
  "policy.updated": "A policy was changed.",
  "policy.deleted": "A policy was deleted.",
  "policy.suggestion":
    "A session began, or a reservation was made, against the advice of a policy that only suggests.",
  "charging_station.updated": "A station's status, or that of one of its connectors, changed.",
  "charging_session.started": "The charger reported that a session has begun.",
  "charging_session.updated": "Energy and price of a session rose; at most every 15 seconds.",
  "charging_session.completed": "A session ended, and its price was collected or is owed.",
  "charging_session.cancelled": "A session ended before the charger began.",
  "charging_session.failed": "The station refused a session's start, or did not answer.",
  "charge.succeeded": "Money was collected.",
  "charge.failed":
    "Money could not be collected and is owed; of a `refund`: it did not reach the payer; of a " +
    "negative `adjustment`: neither did that, and it is owed to them.",
  "charge.refunded": "Money was given back.",
  "reservation.created": "A reservation was made.",
  "reservation.updated": "A reservation was changed.",
  "reservation.confirmed": "A station was found for a reservation, and its connector is kept.",
  "reservation.completed": "The driver came and charged.",
  "reservation.cancelled": "A reservation was cancelled.",
  "reservation.failed": "No station could be found for a reservation, or it could not be paid.",
  "reservation.expired": "The driver did not come.",
  "invoice.created": "An invoice was drafted.",
  "invoice.updated": "An invoice was changed.",
  "invoice.finalized": "An invoice's lines are fixed, and it is due.",
  "invoice.paid": "An invoice was paid.",
  "invoice.payment_failed": "Paying an invoice was declined; it stays open.",
  "invoice.overdue": "An invoice was not paid in time.",
  "invoice.voided": "An invoice was voided.",
  "payment_method.created": "A payment method was made.",
  "payment_method.updated": "A payment method was changed.",
  "payment_method.attached": "A payment method was attached to a driver or a fleet.",
  "payment_method.detached": "A payment method was detached from its owner.",
  "payment_method.deleted": "A payment method was deleted.",
  "report.succeeded": "A report is ready.",
  "report.failed": "A report could not be made.",
  "top_up.succeeded": "Money reached a wallet.",
  "top_up.failed": "A top-up was declined.",
  "command.succeeded": "A charger carried out a command.",
  "command.failed":
    "A charger refused a command, failed at it, or did not answer; `status` says which.",
  "webhook_endpoint.disabled": "An endpoint that had only failed for five days was disabled.",
  "test_clock.ready": "A test clock arrived at the time that it was advanced to.",
};

/** The word in the `object` key of what an event of this type carries. */
export const objectOf = (type: EventType): string =>
  carried[type] ?? (type.split(".", 1)[0] as string);

/** What an event gives away beside its object: the link to a report's file needs no key. */
const linked: Partial<Record<EventType, readonly string[]>> = {
  "report.succeeded": [
    ...["charging_session", "transaction", "reservation"],
    ...["driver", "vehicle", "fleet", "charging_station"],
  ],
};

/** Words in `object` keys: who gets an event must be allowed to read all of them (ruling 6). */
export const shownBy = (type: EventType): readonly string[] => [
  objectOf(type),
  ...(linked[type] ?? []),
];

export const announces: readonly Announced[] = eventTypes.map((type) => ({
  type,
  object: objectOf(type),
  shows: shownBy(type),
  about: sentences[type],
}));

/** The types that a pattern stands for. */
const typesOf = (pattern: string): readonly EventType[] =>
  pattern === "*"
    ? eventTypes
    : pattern.endsWith(".*")
      ? eventTypes.filter((type) => type.startsWith(pattern.slice(0, -1)))
      : eventTypes.filter((type) => type === pattern);

/**
 * The types that a reader gets: those asked for whose objects their key may read (ruling 6).
 * `readable` are words in `object` keys; null: all. Answers null for every type there is.
 */
export function typesFor(
  pattern: string | undefined,
  readable: readonly string[] | null,
): readonly EventType[] | null {
  const types = typesOf(pattern ?? "*");
  const shown =
    readable === null
      ? types
      : types.filter((one) => shownBy(one).every((word) => readable.includes(word)));
  return shown.length === eventTypes.length ? null : shown;
}
