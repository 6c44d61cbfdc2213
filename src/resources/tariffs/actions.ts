// Writing tariffs for stations. Pricing by them is src/pricing's.
import type { Work } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import { refuse } from "../../lib/errors.ts";
import { checkTariff, type Tariff } from "../../pricing/tariff.ts";
import { type Current, simulatorTariffs } from "./schema.ts";
import * as store from "./store.ts";

/**
 * Keeps a tariff; refuses what cannot be priced by. `placeOf` names the parameter that a path of
 * the tariff came from.
 */
export async function create(
  work: Work,
  tariff: Tariff,
  shared: boolean,
  placeOf: (path: string) => string,
): Promise<string> {
  const problem = checkTariff(tariff);
  if (problem !== null) {
    const param = placeOf(problem.param);
    const message = `Invalid ${param}: ${problem.message}.`;
    refuse("parameter_invalid", message, {
      param,
      details: [{ code: "parameter_invalid", message, param }],
    });
  }
  const id = work.newId("trf");
  await store.insert(work, [
    ...[id, shared, tariff.currency, JSON.stringify(tariff.elements)],
    ...[tariff.min_price ?? null, tariff.max_price ?? null, work.now],
  ]);
  return id;
}

/** The tariff of a simulated connector that was given none (ruling 19); made when first needed. */
export async function defaultOf(work: Work, network: string, current: Current): Promise<string> {
  const known = await store.findDefault(work, [network, current]);
  if (known !== null) return known.id;
  const { currency, elements } = simulatorTariffs[current];
  const id = work.newId("trf");
  const made = await store.insertDefault(work, [
    ...[id, currency, JSON.stringify(elements), network, current, work.now],
  ]);
  // Somebody else's, committed between our two looks, is not visible to the statement that met it.
  return (made ?? present(await store.findDefault(work, [network, current]), "the default tariff"))
    .id;
}
