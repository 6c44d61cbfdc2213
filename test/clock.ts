// Test clocks of an account, for tests that let a month pass.
import { until } from "./fleet.ts";
import type { Client, Json } from "./platform.ts";

/** The time of an account, as its clock shows it. */
export const nowOf = (clock: Json): number => Date.parse(String(clock["now"]));

/** A clock at that time, however long it takes to get there. */
export async function clockAt(api: Client, now: string): Promise<Json & { readonly id: string }> {
  const made = await api.make("/v1/test_clocks", { now });
  return until(
    () => api.read(`/v1/test_clocks/${made.id}`),
    (one) => one["status"] === "ready",
    120_000,
  );
}

/** Advances, however long it takes; the clock as it is then. */
export async function advance(api: Client, clock: string, how: Json): Promise<Json> {
  const told = await api.make(`/v1/test_clocks/${clock}/advance`, how);
  if (told["status"] === "ready") return told;
  return until(
    () => api.read(`/v1/test_clocks/${clock}`),
    (one) => one["status"] === "ready",
    120_000,
  );
}
