// An invoice with something to pay, made over the API: a session whose bank account is debited by
// invoice.
import assert from "node:assert/strict";
import { bankAccount } from "./charges.ts";
import { until } from "./fleet.ts";
import type { Client, Json } from "./platform.ts";

/** A period around today. */
export function thisYear(): Json {
  const day = 86_400_000;
  const at = (days: number): string => new Date(Date.now() + days * day).toISOString();
  return { period_start: at(-180), period_end: at(180) };
}

/** Takes a driver, a vehicle and a station that are free for a session. */
export async function openInvoice(
  api: Client,
  { driver, vehicle, charging_station }: Readonly<Record<string, string>>,
): Promise<string> {
  const bank = await api.make("/v1/payment_methods", bankAccount());
  await api.make(`/v1/payment_methods/${bank.id}/attach`, { driver });
  const session = await api.make("/v1/charging_sessions", {
    ...{ charging_station, connector: "a1", driver, vehicle, payment_method: bank.id },
  });
  await until(
    () => api.read(`/v1/charging_sessions/${session.id}`),
    (one) => Number(one["amount_due"]) > 0,
  );
  await api.make(`/v1/charging_sessions/${session.id}/end`);
  const { id } = await api.make("/v1/invoices", thisYear());
  const open = await api.make(`/v1/invoices/${id}/finalize`);
  assert.equal(open["status"], "open");
  return id;
}
