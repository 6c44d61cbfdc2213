// Keeps what a charger told of its settings, without passwords.
import type { Work } from "../../../db/work.ts";
import { withoutChargerSecrets } from "../../../lib/charger_secrets.ts";
import { newId } from "../../../lib/id.ts";
import type { Variable } from "../../../networks/fact.ts";
import * as store from "./store.ts";

/** A report may be long; a statement need not be. */
const batch = 500;

const storable = (text: string, most: number): string =>
  text.replaceAll("\0", "").slice(0, most).toWellFormed();
const orNull = (text: string | null, most = 1000): string | null =>
  text === null ? null : storable(text, most) || null;

const keyOf = (one: Variable): string =>
  JSON.stringify([
    ...[one.name, one.component, one.componentInstance, one.evse, one.connector],
    ...[one.instance, one.attribute],
  ]);

export type Told = { readonly station: string; readonly variables: readonly Variable[] };

/** The last word counts where a report tells one twice. */
export async function keep(work: Work, told: readonly Told[]): Promise<void> {
  const lines = told.flatMap(({ station, variables }) => {
    const last = new Map(variables.map((one) => [keyOf(one), lineOf(one, work.realNow)]));
    return [...last].map(([key, line]) => ({
      key: `${station} ${key}`,
      line: { station, ...line },
    }));
  });
  // In one order everywhere: two reports at once must not wait for each other.
  const sorted = lines.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ line }) => line);
  const puts: Promise<unknown>[] = [];
  for (let from = 0; from < sorted.length; from += batch) {
    const some = JSON.stringify(sorted.slice(from, from + batch));
    puts.push(store.put(work, [some, work.realNow]));
  }
  await Promise.all(puts);
}

function lineOf(one: Variable, at: Date) {
  const shown = withoutChargerSecrets({ name: one.name, value: one.value });
  const given = one.characteristics === null ? null : JSON.stringify(one.characteristics);
  return {
    id: newId("var", at),
    component: orNull(one.component),
    component_instance: orNull(one.componentInstance),
    ...{ evse: one.evse, connector: one.connector },
    name: storable(one.name, 500) || "?",
    instance: orNull(one.instance),
    attribute: one.attribute,
    value: shown.value === null ? null : storable(shown.value, 100_000),
    mutability: one.mutability,
    characteristics:
      given === null ? null : JSON.parse(given.replaceAll("\\u0000", "").toWellFormed()),
  };
}
