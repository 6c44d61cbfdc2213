// The connectors of a create or update, each with its place and EVSE. Pure.
import { refuse } from "../../../lib/errors.ts";
import type { Current } from "../../tariffs/short_form.ts";

export type NewConnector = {
  readonly id: string;
  readonly type: string;
  readonly power: number;
  readonly evse: number;
};

/** One that a create or update names, perhaps with a tariff of its own. */
export type GivenConnector = NewConnector & { readonly tariff?: string };

type Given = Omit<NewConnector, "evse"> & {
  readonly evse?: number | undefined;
  readonly tariff?: string | undefined;
};

/** An EVSE that was not given is the connector's position. */
export function placed(given: readonly Given[]): GivenConnector[] {
  const ids = new Set<string>();
  for (const [index, { id }] of given.entries()) {
    if (ids.has(id)) {
      const param = `connectors.${index}.id`;
      refuse("parameter_invalid", `Invalid ${param}: two connectors are called '${id}'.`, {
        param,
      });
    }
    ids.add(id);
  }
  return given.map(({ id, type, power, evse, tariff }, index) => ({
    id,
    type,
    power,
    evse: evse ?? index + 1,
    ...(tariff === undefined ? {} : { tariff }),
  }));
}

const direct: ReadonlySet<string> = new Set(["CCS", "CHAdeMO", "NACS"]);

export const currentOf = (type: string): Current => (direct.has(type) ? "DC" : "AC");
