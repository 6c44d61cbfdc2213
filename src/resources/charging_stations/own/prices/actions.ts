// Which tariff each connector of an own station gets: the given one, the one it had, or the
// simulator's.
import type { Work } from "../../../../db/work.ts";
import { refuse } from "../../../../lib/errors.ts";
import type { Static } from "../../../../lib/schema.ts";
import * as accounts from "../../../accounts/store.ts";
import type { NetworkRow } from "../../../networks/schema.ts";
import * as tariffActions from "../../../tariffs/actions.ts";
import { placeInPricing, tariffOf } from "../../../tariffs/schema.ts";
import * as tariffs from "../../../tariffs/store.ts";
import type { StationUpdate } from "../../input.ts";
import { currentOf, type NewConnector } from "../connectors.ts";

/** A tariff for each connector, in their order, and the currency of the first. */
export type Priced = { readonly tariffs: readonly (string | null)[]; readonly currency: string };

export type Asked = {
  readonly network: Pick<NetworkRow, "id" | "kind" | "shared">;
  readonly connectors: readonly NewConnector[];
  readonly before: readonly {
    readonly id: string;
    readonly type: string;
    readonly tariff: string | null;
  }[];
  readonly input: Pick<Static<typeof StationUpdate>, "pricing" | "tariff">;
};

export async function priced(work: Work, asked: Asked): Promise<Priced> {
  const ids = await tariffIds(work, asked);
  const first = ids[0] ?? null;
  const tariff = first === null ? null : await tariffs.find(work, [first]);
  const own = tariff === null ? await accounts.currency(work) : null;
  return { tariffs: ids, currency: tariff?.tariff.currency ?? own?.default_currency ?? "eur" };
}

async function tariffIds(work: Work, asked: Asked): Promise<(string | null)[]> {
  const { network, connectors, before } = asked;
  const given = await givenTariff(work, asked);
  if (given !== null) return connectors.map(() => given);
  const ids: (string | null)[] = [];
  for (const connector of connectors) {
    const current = currentOf(connector.type);
    // What is new at a station costs what its like there costs.
    const alike =
      before.find((one) => one.id === connector.id && currentOf(one.type) === current) ??
      before.find((one) => currentOf(one.type) === current);
    const simulated = network.kind === "simulator";
    const fallback = simulated ? await tariffActions.defaultOf(work, network.id, current) : null;
    ids.push(alike?.tariff ?? fallback);
  }
  return ids;
}

async function givenTariff(work: Work, { network, input }: Asked): Promise<string | null> {
  const { pricing, tariff } = input;
  if (pricing !== undefined && tariff !== undefined) {
    refuse("parameter_invalid", "Give either pricing or tariff, not both.", { param: "tariff" });
  }
  if (tariff !== undefined) {
    if ((await tariffs.find(work, [tariff])) === null) {
      refuse("tariff_not_found", `No such tariff: '${tariff.slice(0, 60)}'.`, { param: "tariff" });
    }
    return tariff;
  }
  if (pricing === undefined) return null;
  const mixed = pricing.findIndex((one) => one.currency !== pricing[0]?.currency);
  if (mixed >= 0) {
    const param = `pricing.${mixed}.currency`;
    refuse("parameter_invalid", `Invalid ${param}: a station has one currency.`, { param });
  }
  return tariffActions.create(work, tariffOf(pricing), network.shared, placeInPricing);
}
