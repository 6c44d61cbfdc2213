// By what a charger knows cards that may end each other's charges: the name of a group, at most 20
// characters (OCPP 1.6 parentIdTag). Pure.
import { sha256 } from "../../lib/secret.ts";
import { groupOf } from "../reservations/order_actions.ts";

type Holder = {
  readonly account_id: string;
  readonly driver: string;
  readonly card_group: string | null;
};

/**
 * Without a group of its own a card is one of the driver's. Where others charge, too, the name is a
 * digest: two accounts may have thought of the same one.
 */
export function groupTold(holder: Holder, station: { readonly account: string }): string {
  if (holder.card_group === null) return groupOf(holder.driver);
  if (holder.account_id === station.account) return holder.card_group;
  return sha256(`${holder.account_id}:${holder.card_group}`).slice(0, 20);
}
