// Writing tariffs, an account's own and those that stations are made with. Pricing by them is
// src/pricing's. A session keeps the tariff that it began with, whatever happens to it here.
import { violated, type Work } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import { found, refuse } from "../../lib/errors.ts";
import { same } from "../../lib/merge.ts";
import { mergeMetadata } from "../../lib/metadata.ts";
import type { Static } from "../../lib/schema.ts";
import { checkTariff, type Tariff } from "../../pricing/tariff.ts";
import {
  elementsOf,
  renderTariff,
  type TariffCreate,
  type TariffRow,
  type TariffUpdate,
} from "./schema.ts";
import { type Current, placeInPricing, simulatorTariffs } from "./short_form.ts";
import * as store from "./store.ts";

/** `placeOf` names the parameter that a path of the tariff came from. */
function refuseUnpriceable(tariff: Tariff, placeOf = (path: string): string => path): void {
  const problem = checkTariff(tariff);
  if (problem === null) return;
  const param = placeOf(problem.param);
  const message = `Invalid ${param}: ${problem.message}.`;
  refuse("parameter_invalid", message, {
    param,
    details: [{ code: "parameter_invalid", message, param }],
  });
}

/** An account's own; refuses what cannot be priced by. */
export async function create(work: Work, input: Static<typeof TariffCreate>): Promise<TariffRow> {
  const row: TariffRow = {
    id: work.newId("trf"),
    ...{ currency: input.currency, elements: elementsOf(input.elements), name: input.name },
    ...{ min_price: textOf(input.min_price), max_price: textOf(input.max_price) },
    ...{ metadata: mergeMetadata({}, input.metadata), created: work.now, updated: work.now },
  };
  refuseUnpriceable(row);
  await store.insert(work, [
    ...[row.id, false, true, row.currency, JSON.stringify(row.elements), row.min_price],
    ...[row.max_price, row.name, JSON.stringify(row.metadata), row.created],
  ]);
  return row;
}

const textOf = (price: string | number | null): string | null =>
  price === null ? null : String(price);

export async function update(
  work: Work,
  id: string,
  input: Static<typeof TariffUpdate>,
): Promise<TariffRow> {
  const before = found(await store.lock(work, [id]), "tariff_not_found", id);
  const { elements, min_price, max_price, name, metadata } = input;
  const after: TariffRow = {
    ...before,
    elements: elements === undefined ? before.elements : elementsOf(elements),
    min_price: min_price === undefined ? before.min_price : textOf(min_price),
    max_price: max_price === undefined ? before.max_price : textOf(max_price),
    name: name === undefined ? before.name : name,
    metadata: mergeMetadata(before.metadata, metadata),
  };
  if (same(renderTariff(before), renderTariff(after))) return before;
  refuseUnpriceable(after);
  const written = { ...after, updated: work.now };
  await store.update(work, [
    ...[id, JSON.stringify(after.elements), after.min_price, after.max_price, after.name],
    ...[JSON.stringify(after.metadata), written.updated],
  ]);
  return written;
}

export async function remove(work: Work, id: string): Promise<string> {
  try {
    return found(await store.remove(work, [id]), "tariff_not_found", id).id;
  } catch (error) {
    if (violated(error) === null) throw error;
    refuse(
      "tariff_state_conflict",
      "Connectors have this tariff; give their stations another one first.",
    );
  }
}

/** For a connector; shared with everyone who sees the station, where everyone does. */
export async function give(
  work: Work,
  id: string,
  shared: boolean,
  param: string,
): Promise<string> {
  return found(await store.give(work, [id, shared]), "tariff_not_found", id, param).id;
}

/** What a station's `pricing` says, kept as a tariff that only that station has. */
export async function createUnlisted(work: Work, tariff: Tariff, shared: boolean): Promise<string> {
  refuseUnpriceable(tariff, placeInPricing);
  const id = work.newId("trf");
  await store.insert(work, [
    ...[id, shared, false, tariff.currency, JSON.stringify(tariff.elements)],
    ...[null, null, null, "{}", work.now],
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
