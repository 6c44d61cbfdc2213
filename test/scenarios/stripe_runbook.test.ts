// The queries that the runbook gives for reconciling payouts answer what it says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { present } from "../../src/lib/assert.ts";
import { refund } from "../../src/resources/transactions/refunds/actions.ts";
import { openMoney } from "../money.ts";

const path = new URL("../../docs/runbooks/stripe.md", import.meta.url);

/** Of the test processor, whenever it was. */
const queries = [...readFileSync(path, "utf8").matchAll(/^```sql\n(.*?)^```/gms)].map(([, text]) =>
  present(text, "a query")
    .replace("processor_clearing:stripe", "processor_clearing:test")
    .replace("e.livemode\n", "not e.livemode\n")
    .replace("'2026-03-01'", "'-infinity'")
    .replace("'2026-04-01'", "'infinity'"),
);

describe("the runbook of Stripe", () => {
  it("adds up what was collected and given back, and names each payment", async () => {
    const money = await openMoney();
    const hold = await money.place(await money.method("tok_visa"), 900);
    await money.settled();
    await money.collect(hold, 700);
    await money.settled();
    const [charge] = await money.sql("select id from transactions");
    await money.inWork((work) => refund(work, String(charge?.["id"]), { amount: 100 }));
    const bank = await money.pay(await money.method("bank"), 50);
    await money.settled();
    const [sums, each] = await Promise.all(queries.map((text) => money.sql(text)));
    assert.deepEqual(sums, [{ currency: "eur", collected: "750", given_back: "100", net: "650" }]);
    const session = (await money.holdRow(hold))?.authorization_id;
    const debit = (await money.holdRow(bank))?.authorization_id;
    assert.deepEqual(
      each?.map((one) => [Number(one["amount"]), one["payment"]]),
      [
        [700, session],
        [-100, session],
        [50, debit],
      ],
    );
    await money.close();
  });
});
