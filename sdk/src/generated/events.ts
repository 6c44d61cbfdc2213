// Events, told apart by their `type`.
// Generated from openapi.json by generate.ts (npm run sdk); do not edit.
import type {
  Account,
  ChargingSession,
  ChargingStation,
  Driver,
  Fleet,
  PaymentMethod,
  Policy,
  PolicyDecision,
  Transaction,
  Vehicle,
  WebhookEndpoint,
} from "./objects.ts";

/** What `data.object` of each type is. */
export interface EventObjects {
  "account.created": Account;
  "account.updated": Account;
  "driver.created": Driver;
  "driver.updated": Driver;
  "driver.deleted": Driver;
  "driver.attached": Driver;
  "driver.detached": Driver;
  "fleet.created": Fleet;
  "fleet.updated": Fleet;
  "fleet.deleted": Fleet;
  "vehicle.created": Vehicle;
  "vehicle.updated": Vehicle;
  "vehicle.deleted": Vehicle;
  "vehicle.attached": Vehicle;
  "vehicle.detached": Vehicle;
  "policy.created": Policy;
  "policy.updated": Policy;
  "policy.deleted": Policy;
  "policy.suggestion": PolicyDecision;
  "charging_station.updated": ChargingStation;
  "charging_session.started": ChargingSession;
  "charging_session.updated": ChargingSession;
  "charging_session.completed": ChargingSession;
  "charging_session.cancelled": ChargingSession;
  "charging_session.failed": ChargingSession;
  "charge.succeeded": Transaction;
  "charge.failed": Transaction;
  "charge.refunded": Transaction;
  "reservation.created": Readonly<Record<string, unknown>>;
  "reservation.updated": Readonly<Record<string, unknown>>;
  "reservation.confirmed": Readonly<Record<string, unknown>>;
  "reservation.completed": Readonly<Record<string, unknown>>;
  "reservation.cancelled": Readonly<Record<string, unknown>>;
  "reservation.failed": Readonly<Record<string, unknown>>;
  "reservation.expired": Readonly<Record<string, unknown>>;
  "invoice.created": Readonly<Record<string, unknown>>;
  "invoice.updated": Readonly<Record<string, unknown>>;
  "invoice.finalized": Readonly<Record<string, unknown>>;
  "invoice.paid": Readonly<Record<string, unknown>>;
  "invoice.payment_failed": Readonly<Record<string, unknown>>;
  "invoice.overdue": Readonly<Record<string, unknown>>;
  "invoice.voided": Readonly<Record<string, unknown>>;
  "payment_method.created": PaymentMethod;
  "payment_method.updated": PaymentMethod;
  "payment_method.attached": PaymentMethod;
  "payment_method.detached": PaymentMethod;
  "payment_method.deleted": PaymentMethod;
  "report.succeeded": Readonly<Record<string, unknown>>;
  "report.failed": Readonly<Record<string, unknown>>;
  "top_up.succeeded": Readonly<Record<string, unknown>>;
  "top_up.failed": Readonly<Record<string, unknown>>;
  "webhook_endpoint.disabled": WebhookEndpoint;
}

export type EventType = keyof EventObjects;

/** An event of one type. */
export interface EventOf<T extends EventType> {
  /** Unique identifier. */
  id: string;
  object: "event";
  /** The version that `data.object` is rendered in. */
  api_version: string;
  /** When it happened. */
  created: string;
  /** False for test data. */
  livemode: boolean;
  /** Deliveries that are not finished yet. */
  pending_webhooks: number;
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
