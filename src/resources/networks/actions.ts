// The networks that every account begins with. Driving them is src/networks' affair.
import type { Reader } from "../../db/statement.ts";
import { newId } from "../../lib/id.ts";
import * as store from "./store.ts";

const standard = [
  { livemode: false, kind: "simulator", name: "Simulator", operator: "Simulated Charging" },
  { livemode: false, kind: "ocpp", name: "Own chargers", operator: "Own chargers" },
  { livemode: true, kind: "ocpp", name: "Own chargers", operator: "Own chargers" },
] as const;

/**
 * One simulator and one OCPP network in test mode, one OCPP network in live mode. `shared`: the
 * account is the installation's, and everybody sees the stations of its simulator.
 */
export async function createStandard(
  everyone: Pick<Reader, "query">,
  now: Date,
  account: string,
  { shared }: { readonly shared: boolean },
): Promise<void> {
  for (const { livemode, kind, name, operator } of standard) {
    const everybodys = shared && kind === "simulator";
    const id = newId("net", now);
    await store.insertFor(everyone, [account, livemode, id, kind, name, operator, everybodys, now]);
  }
}
