// From a command as it was asked for to the order that a network takes. Pure.
import type { CommandOrder, LocalToken } from "../../networks/commands.ts";
import type { ConnectorRef, StationRef } from "../../networks/network.ts";
import type { Given } from "./parameters.ts";
import type { CommandRow } from "./schema.ts";

/** Cards, and what is to be said of them. */
export type Cards = { readonly tokens: readonly LocalToken[]; readonly note: string };

/** What the platform adds to what was asked for. */
export type Added = {
  readonly station: StationRef;
  readonly connector: ConnectorRef | null;
  /** The cards of a local list that names none. */
  readonly cards: Cards | null;
  /** The transaction of the named session. */
  readonly transaction: { readonly id: number; readonly reference: string | null } | null;
};

type Asked = Pick<CommandRow, "type" | "number" | "parameters">;

export function orderOf({ type, number, parameters }: Asked, added: Added): CommandOrder {
  const { station, connector } = added;
  const common = { station, connector, number };
  if (type === "set_charging_profile") {
    const { profile } = parameters as Given["set_charging_profile"];
    const { transaction } = added;
    const whole = { ...profile, id: profile.id ?? number };
    return {
      ...common,
      name: type,
      parameters: { profile: whole, ...(transaction === null ? {} : { transaction }) },
    };
  }
  if (type === "send_local_list") {
    const { version, mode, tokens } = parameters as Given["send_local_list"];
    return {
      ...common,
      name: type,
      parameters: { version: version ?? number, mode, tokens: tokens ?? added.cards?.tokens ?? [] },
    };
  }
  // That these fit is held where their shapes stand (parameters.ts).
  return { ...common, name: type, parameters } as CommandOrder;
}
