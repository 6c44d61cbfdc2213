// Events, told apart by their `type`.
// Generated from openapi.json by generate.ts (npm run sdk); do not edit.
import type {
  Account,
  ChargingSession,
  ChargingStation,
  Command,
  Driver,
  Fleet,
  Invoice,
  PaymentMethod,
  Policy,
  PolicyDecision,
  Report,
  Reservation,
  TestClock,
  TopUp,
  Transaction,
  Vehicle,
  WebhookEndpoint,
} from "./objects.ts";

/** What `data.object` of each type is. */
export interface EventObjects {
  /** An account was made below yours. */
  "account.created": Account;
  /** The account was changed. */
  "account.updated": Account;
  /** A driver was made. */
  "driver.created": Driver;
  /** A driver was changed. */
  "driver.updated": Driver;
  /** A driver was deleted. */
  "driver.deleted": Driver;
  /** A driver was attached to a fleet. */
  "driver.attached": Driver;
  /** A driver was detached from a fleet. */
  "driver.detached": Driver;
  /** A fleet was made. */
  "fleet.created": Fleet;
  /** A fleet was changed. */
  "fleet.updated": Fleet;
  /** A fleet was deleted. */
  "fleet.deleted": Fleet;
  /** A vehicle was made. */
  "vehicle.created": Vehicle;
  /** A vehicle was changed. */
  "vehicle.updated": Vehicle;
  /** A vehicle was deleted. */
  "vehicle.deleted": Vehicle;
  /** A vehicle was attached to a driver or a fleet. */
  "vehicle.attached": Vehicle;
  /** A vehicle was detached from a driver or its fleet. */
  "vehicle.detached": Vehicle;
  /** A policy was made. */
  "policy.created": Policy;
  /** A policy was changed. */
  "policy.updated": Policy;
  /** A policy was deleted. */
  "policy.deleted": Policy;
  /**
   * A session began, or a reservation was made, against the advice of a policy that only
   * suggests.
   */
  "policy.suggestion": PolicyDecision;
  /** A station's status, or that of one of its connectors, changed. */
  "charging_station.updated": ChargingStation;
  /** The charger reported that a session has begun. */
  "charging_session.started": ChargingSession;
  /** Energy and price of a session rose; at most every 15 seconds. */
  "charging_session.updated": ChargingSession;
  /** A session ended, and its price was collected or is owed. */
  "charging_session.completed": ChargingSession;
  /** A session ended before the charger began. */
  "charging_session.cancelled": ChargingSession;
  /** The station refused a session's start, or did not answer. */
  "charging_session.failed": ChargingSession;
  /** Money was collected. */
  "charge.succeeded": Transaction;
  /**
   * Money could not be collected and is owed; of a `refund`: it did not reach the payer; of a
   * negative `adjustment`: neither did that, and it is owed to them.
   */
  "charge.failed": Transaction;
  /** Money was given back. */
  "charge.refunded": Transaction;
  /** A reservation was made. */
  "reservation.created": Reservation;
  /** A reservation was changed. */
  "reservation.updated": Reservation;
  /** A station was found for a reservation, and its connector is kept. */
  "reservation.confirmed": Reservation;
  /** The driver came and charged. */
  "reservation.completed": Reservation;
  /** A reservation was cancelled. */
  "reservation.cancelled": Reservation;
  /** No station could be found for a reservation, or it could not be paid. */
  "reservation.failed": Reservation;
  /** The driver did not come. */
  "reservation.expired": Reservation;
  /** An invoice was drafted. */
  "invoice.created": Invoice;
  /** An invoice was changed. */
  "invoice.updated": Invoice;
  /** An invoice's lines are fixed, and it is due. */
  "invoice.finalized": Invoice;
  /** An invoice was paid. */
  "invoice.paid": Invoice;
  /** Paying an invoice was declined; it stays open. */
  "invoice.payment_failed": Invoice;
  /** An invoice was not paid in time. */
  "invoice.overdue": Invoice;
  /** An invoice was voided. */
  "invoice.voided": Invoice;
  /** A payment method was made. */
  "payment_method.created": PaymentMethod;
  /** A payment method was changed. */
  "payment_method.updated": PaymentMethod;
  /** A payment method was attached to a driver or a fleet. */
  "payment_method.attached": PaymentMethod;
  /** A payment method was detached from its owner. */
  "payment_method.detached": PaymentMethod;
  /** A payment method was deleted. */
  "payment_method.deleted": PaymentMethod;
  /** A report is ready. */
  "report.succeeded": Report;
  /** A report could not be made. */
  "report.failed": Report;
  /** Money reached a wallet. */
  "top_up.succeeded": TopUp;
  /** A top-up was declined. */
  "top_up.failed": TopUp;
  /** A charger carried out a command. */
  "command.succeeded": Command;
  /** A charger refused a command, failed at it, or did not answer; `status` says which. */
  "command.failed": Command;
  /** An endpoint that had only failed for five days was disabled. */
  "webhook_endpoint.disabled": WebhookEndpoint;
  /** A test clock arrived at the time that it was advanced to. */
  "test_clock.ready": TestClock;
}

export type EventType = keyof EventObjects;

/** An event of one type. */
export interface EventOf<T extends EventType> {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "event";
  /** The version that `data.object` is rendered in. */
  api_version: string;
  /** When it happened. */
  created: string;
  /** False for test data. */
  livemode: boolean;
  /** Deliveries that are not finished yet. */
  pending_webhooks: number;
  /** Where the change came from; nulls where no request caused it. */
  request: {
    /** The request that caused it, or null. */
    id: string | null;
    /** That request's idempotency key, or null. */
    idempotency_key: string | null;
  };
  data: {
    /** The object as it was right after the change. */
    object: EventObjects[T];
    /** The old values of what an update changed; null unless something was updated. */
    previous_attributes: Partial<EventObjects[T]> | null;
  };
  /** What happened. */
  type: T;
}

/** Any event: `type` tells what `data.object` is. */
export type Event = { [T in EventType]: EventOf<T> }[EventType];
