// Stripe as a processor: what the issuer or Stripe refuses is a decline; what is not known is
// thrown, and asked again.
import type { Processor } from "../processor.ts";
import { stripeCaptures } from "./captures.ts";
import { StripeRefused } from "./client.ts";
import { stripeDebits } from "./debits.ts";
import { openGateway, orRefused, type StripeParts } from "./gateway.ts";
import { stripeHolds } from "./holds.ts";
import { stripeRefunds } from "./refunds.ts";
import { standingAt } from "./returns.ts";
import { isStripeToken, readToken } from "./tokens.ts";

export function stripeProcessor(parts: StripeParts): Processor {
  const { client, log } = parts;
  const gateway = openGateway(parts);
  return {
    name: "stripe",
    inRealTime: true,
    ...stripeHolds(gateway),
    ...stripeCaptures(gateway),
    ...stripeDebits(gateway),
    ...stripeRefunds(gateway),
    async forget({ token }) {
      if (!isStripeToken(token)) return { outcome: "ok" };
      const { method } = readToken(token);
      const answer = await orRefused(client((stripe) => stripe.paymentMethods.detach(method)));
      // Refused: nobody has it any more.
      if (answer instanceof StripeRefused) log.info({ code: answer.code }, "a method was gone");
      return { outcome: "ok" };
    },
    look: ({ authorization }) => standingAt(gateway, authorization),
  };
}
