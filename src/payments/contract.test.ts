import { randomBytes } from "node:crypto";
import { after, before, describe } from "node:test";
import { type TestPlatform, testPlatform } from "../../test/platform.ts";
import { openDouble, type StripeDouble } from "../../test/stripe/double.ts";
import { openLog } from "../lib/log.ts";
import { pause } from "../lib/time.ts";
import { type Harness, tellProcessorStories } from "./contract.ts";
import type { Tokenizer, Unusable } from "./processor.ts";
import { openStripe } from "./stripe/client.ts";
import { stripeProcessor } from "./stripe/processor.ts";
import { stripeTokenizer } from "./stripe/tokenizer.ts";
import { testTokenizer } from "./test/cards.ts";
import { testProcessor } from "./test/processor.ts";

const log = openLog("silent");
const holder = { name: "Ada", email: "ada@example.com" };

async function tokenOf(answer: Promise<{ readonly token: string } | Unusable>): Promise<string> {
  const given = await answer;
  if ("unusable" in given) throw new Error(given.unusable);
  return given.token;
}

function tokens(
  tokenizer: Tokenizer,
  merchant: Harness["merchant"],
  cards: Readonly<Record<Parameters<Harness["card"]>[0], string>>,
): Pick<Harness, "card" | "bankAccount"> {
  const asked = () => ({ merchant, key: randomBytes(8).toString("hex") });
  return {
    card: (kind) => tokenOf(tokenizer.cardByToken({ ...asked(), token: cards[kind] })),
    bankAccount: (kind) => {
      const number = kind === "good" ? "DE89370400440532013000" : "DE62370400440532013001";
      return tokenOf(tokenizer.bankAccount({ ...asked(), number, country: "DE", holder }));
    },
  };
}

describe("the built-in test processor", () => {
  let platform: TestPlatform;
  let harness: Harness;
  before(async () => {
    platform = await testPlatform();
    const merchant = { account: platform.first.account, livemode: false };
    const debitMs = 300;
    const open = () => testProcessor(platform.database, debitMs);
    harness = {
      ...{ processor: open(), merchant, restarted: open },
      ...tokens(testTokenizer(platform.vault), merchant, {
        good: "tok_visa",
        declines: "tok_chargeDeclined",
        no_funds: "tok_chargeDeclinedInsufficientFunds",
        cannot_be_raised: "tok_unionpay",
        fails_at_capture: "tok_chargeCustomerFail",
      }),
      decideDebits: () => pause(debitMs),
      async closeOutside(authorization) {
        await open().cancel({ merchant, key: `outside ${authorization}`, authorization });
      },
      async made(amount) {
        const rows = await platform.sql(
          "select id from test_processor_authorizations where amount = $1",
          [amount],
        );
        return rows.length;
      },
    };
  });
  after(() => platform.close());
  tellProcessorStories(() => harness);
});

describe("Stripe, as its double on this machine speaks", () => {
  let platform: TestPlatform;
  let stripe: StripeDouble;
  let harness: Harness;
  before(async () => {
    [platform, stripe] = [await testPlatform(), await openDouble()];
    const merchant = { account: platform.first.account, livemode: true };
    const { secretKey, url: apiBase } = stripe;
    const client = openStripe({ secretKey, apiBase, timeoutMs: 5000 });
    const open = () => stripeProcessor({ client, database: platform.database, log });
    harness = {
      ...{ processor: open(), merchant, restarted: open },
      ...tokens(stripeTokenizer(client, platform.vault), merchant, {
        good: "tok_visa",
        declines: "tok_chargeCustomerFail",
        no_funds: "tok_chargeCustomerFailInsufficientFunds",
        cannot_be_raised: "tok_unionpay",
        fails_at_capture: "tok_failsAtCapture",
      }),
      async decideDebits() {
        for (const { id, status } of stripe.books.intents.values()) {
          if (status === "processing") stripe.books.decideDebit(id);
        }
      },
      async closeOutside(authorization) {
        stripe.books.cancel(authorization);
      },
      async made(amount) {
        return [...stripe.books.intents.values()].filter((one) => one.amount === amount).length;
      },
    };
  });
  after(async () => {
    await platform.close();
    await stripe.close();
  });
  tellProcessorStories(() => harness);
});
