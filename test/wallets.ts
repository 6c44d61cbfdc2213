// Who pays from a wallet, and ways to lower it without a charger.
import { present } from "../src/lib/assert.ts";
import * as methods from "../src/resources/payment_methods/actions.ts";
import * as money from "../src/resources/transactions/actions.ts";
import { card } from "./fleet.ts";
import type { Client, TestPlatform } from "./platform.ts";

export type Payer = { readonly driver: string; readonly method: string };

/** A new driver with a card. */
export async function payer(api: Client, cardNumber?: string): Promise<Payer> {
  const driver = (await api.make("/v1/drivers", { name: "Ada", email: "ada@example.com" })).id;
  const method = (await api.make("/v1/payment_methods", card(cardNumber))).id;
  await api.make(`/v1/payment_methods/${method}/attach`, { driver });
  return { driver, method };
}

/** A method that pays from the driver's wallet. */
export async function walletMethod(api: Client, driver: string): Promise<string> {
  const { id } = await api.make("/v1/payment_methods", { type: "wallet" });
  await api.make(`/v1/payment_methods/${id}/attach`, { driver });
  return id;
}

/** Pays for something from the driver's wallet, as a session does; the transaction. */
export async function lowerWallet(
  platform: TestPlatform,
  { driver, amount }: { readonly driver: string; readonly amount: number },
): Promise<string | null> {
  const id = await walletMethod(platform.api, driver);
  const scope = { account: platform.first.account, livemode: false };
  return platform.database.transaction(scope, async (work) => {
    const payer = { driver, fleet: null };
    const method = present(await methods.chargeable(work, id, payer), "the wallet");
    const source = work.newId("cs");
    const order = { source, method, payer, amount, currency: "eur" };
    const { id: hold, status } = await money.placeHold(work, order);
    if (status !== "authorized") return null;
    const charge = { hold, amount, currency: "eur", description: "Charge", session: null };
    const settled = await money.collect(work, {
      ...{ ...charge, driver, fleet: null, vehicle: null, vat: null },
    });
    return settled?.transaction ?? null;
  });
}
