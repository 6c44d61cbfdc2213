// CostUpdated, platform to charger (OCPP 2.0.1 part 2, §1.11; use case I02): what a running
// transaction costs by now, for the display. Answers to TransactionEvent tell what it has cost.

import { majorUnits } from "../../../lib/money.ts";
import type { Told } from "../../fact.ts";
import type { Call } from "../dialect.ts";
import { empty, outbound, Type, text } from "./message.ts";

export type Cost = NonNullable<Told["cost"]>;

export const costUpdated = outbound(
  "CostUpdated",
  Type.Object({ totalCost: Type.Number(), transactionId: text(36) }),
  empty(),
);

/** In the currency's own unit, as the protocol has it: 1234 cents are 12.34. */
export const decimalCost = ({ amountMinor, currency }: Cost): number =>
  Number(majorUnits(amountMinor, currency));

/** What the display of one charger shows, by the charger's names of its transactions. */
export class RunningCost {
  readonly #call: Call;
  readonly #shown = new Map<string, number>();
  #known = true;

  constructor(call: Call) {
    this.#call = call;
  }

  /** Sends it, unless it is what the display shows, or the charger knows no such message. */
  async show(reference: string, cost: Cost): Promise<void> {
    const totalCost = decimalCost(cost);
    if (!this.#known || this.#shown.get(reference) === totalCost) return;
    this.#shown.set(reference, totalCost);
    const outcome = await this.#call(costUpdated.action, { totalCost, transactionId: reference });
    if (outcome.kind === "result") return;
    this.#shown.delete(reference);
    const words = ["NotImplemented", "NotSupported"];
    if (outcome.kind === "error" && words.includes(outcome.code)) this.#known = false;
  }

  ended(reference: string): void {
    this.#shown.delete(reference);
  }
}
