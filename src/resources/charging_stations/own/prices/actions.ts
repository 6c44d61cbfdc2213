// Which tariff each connector of an own station gets: its own, the station's, the one it had, or
// the simulator's. All in one currency.
import type { Work } from "../../../../db/work.ts";
import { refuse } from "../../../../lib/errors.ts";
import type { Static } from "../../../../lib/schema.ts";
import * as accounts from "../../../accounts/store.ts";
import type { NetworkRow } from "../../../networks/schema.ts";
import * as tariffActions from "../../../tariffs/actions.ts";
import { tariffOf } from "../../../tariffs/short_form.ts";
import * as tariffs from "../../../tariffs/store.ts";
import type { StationUpdate } from "../../input.ts";
import { currentOf, type GivenConnector } from "../connectors.ts";

/** A tariff for each connector, in their order, and their currency. */
export type Priced = { readonly tariffs: readonly (string | null)[]; readonly currency: string };

export type Asked = {
  readonly network: Pick<NetworkRow, "id" | "kind" | "shared">;
  readonly connectors: readonly GivenConnector[];
  readonly before: readonly {
    readonly id: string;
    readonly type: string;
    readonly tariff: string | null;
  }[];
  readonly input: Pick<Static<typeof StationUpdate>, "pricing" | "tariff">;
};

export async function priced(work: Work, asked: Asked): Promise<Priced> {
  const ids = await tariffIds(work, asked);
  const currencies = new Map<string, string>();
  for (const id of new Set(ids)) {
    const found = id === null ? null : await tariffs.find(work, [id]);
    if (found !== null) currencies.set(found.id, found.tariff.currency);
  }
  const first = ids.map((id) => currencies.get(id ?? "")).find((one) => one !== undefined);
  const other = ids.findIndex((id) => id !== null && currencies.get(id) !== first);
  if (other >= 0) refuseMixed(asked, other);
  const own = first === undefined ? await accounts.currency(work) : null;
  return { tariffs: ids, currency: first ?? own?.default_currency ?? "eur" };
}

function refuseMixed({ connectors, input }: Asked, index: number): never {
  const param =
    connectors[index]?.tariff === undefined
      ? ((["tariff", "pricing"] as const).find((key) => input[key] !== undefined) ?? "connectors")
      : `connectors.${index}.tariff`;
  refuse("parameter_invalid", `Invalid ${param}: all connectors of a station have one currency.`, {
    param,
  });
}

async function tariffIds(work: Work, asked: Asked): Promise<(string | null)[]> {
  const { network, connectors, before } = asked;
  const given = await givenTariff(work, asked);
  const ids: (string | null)[] = [];
  for (const [index, connector] of connectors.entries()) {
    if (connector.tariff !== undefined) {
      const param = `connectors.${index}.tariff`;
      ids.push(await tariffActions.give(work, connector.tariff, network.shared, param));
      continue;
    }
    if (given !== null) {
      ids.push(given);
      continue;
    }
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
  if (tariff !== undefined) return tariffActions.give(work, tariff, network.shared, "tariff");
  if (pricing === undefined) return null;
  const mixed = pricing.findIndex((one) => one.currency !== pricing[0]?.currency);
  if (mixed >= 0) {
    const param = `pricing.${mixed}.currency`;
    refuse("parameter_invalid", `Invalid ${param}: a station has one currency.`, { param });
  }
  return tariffActions.createUnlisted(work, tariffOf(pricing), network.shared);
}
