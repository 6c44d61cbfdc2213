// What this platform asks of a card processor. A processor is outside: every order carries a key,
// and the same key twice has one effect and one answer. A thrown error is a fault: nobody knows
// what happened, ask again.

/** Whose money it is: processors keep tenants and modes apart as we do. */
export type Merchant = { readonly account: string; readonly livemode: boolean };

export type Order = { readonly merchant: Merchant; readonly key: string };

/**
 * The processor could not be asked, or did not answer: nobody knows what happened. The message is
 * for operators and holds nothing that a caller sent.
 */
export class ProcessorFault extends Error {
  override readonly name = "ProcessorFault";
}

export type CardBrand =
  | "visa"
  | "mastercard"
  | "amex"
  | "discover"
  | "diners"
  | "jcb"
  | "unionpay"
  | "maestro"
  | "unknown";

/** What is kept of a card. The number is not among it and cannot be found from it. */
export type CardToken = {
  readonly token: string;
  readonly brand: CardBrand;
  readonly last4: string;
  readonly fingerprint: string;
  /** Where the token knows it; a card given by number comes with its own. */
  readonly expiry: { readonly month: number; readonly year: number } | null;
};

/** What is kept of a bank account. */
export type BankToken = {
  readonly token: string;
  readonly last4: string;
  readonly fingerprint: string;
  readonly status: "pending" | "verified" | "failed";
};

/** The processor does not take this; `why` ends a sentence for the caller and repeats no number. */
export type Unusable = {
  readonly unusable: string;
  /** What is to blame, where it is not the card or account as a whole. */
  readonly param?: string;
};

/** Whose it becomes. The key is the request's, where it has one: asked again, one effect. */
export type Asked = { readonly merchant: Merchant; readonly key: string | null };

export type CardDigits = {
  readonly number: string;
  readonly brand: CardBrand;
  readonly month: number;
  readonly year: number;
  readonly cvc: string;
};

/** Who owns a bank account; some debit schemes ask for it. */
export type Holder = { readonly name: string | null; readonly email: string | null };

export type BankDigits = {
  /** The IBAN, or routing and account number joined by a colon. */
  readonly number: string;
  readonly country: string;
  readonly holder: Holder;
};

/**
 * The one part that a request may call before its transaction (ruling 14). Throws ProcessorFault
 * where the processor does not answer.
 */
export type Tokenizer = {
  cardByNumber(card: Asked & CardDigits): Promise<CardToken | Unusable>;
  cardByToken(card: Asked & { readonly token: string }): Promise<CardToken | Unusable>;
  bankAccount(bank: Asked & BankDigits): Promise<BankToken | Unusable>;
};

/** The issuer said no, for good. `code` is machine-readable (`insufficient_funds`). */
export type Declined = {
  readonly outcome: "declined";
  readonly code: string;
  readonly message: string;
};

export type Authorized = { readonly outcome: "ok"; readonly authorization: string };
export type Done = { readonly outcome: "ok" };

/** `captured`: what came in, where that is not what was asked for (in the currency's steps). */
export type Captured = Done & { readonly captured?: number };

/** Money on its way back to the payer, or there, whoever sent it. */
export type Return = {
  /** The processor's name for it. */
  readonly id: string;
  /** The key of our order; null: it was done by hand there, or by the payer's bank. */
  readonly key: string | null;
  readonly amount: number;
  /** `failed`: it did not reach the payer, or the dispute was won; the money is ours again. */
  readonly status: "pending" | "done" | "failed";
  /** The payer contests the payment, and the bank took it back. */
  readonly disputed: boolean;
};

/** What has become of an authorisation by now, whoever did it; amounts in minor units. */
export type Standing = {
  /** `closed`: nothing can be captured any more, and nothing was. */
  readonly status: "open" | "captured" | "closed" | "pending";
  readonly captured: number;
  /** The sum of the returns that have not failed. */
  readonly refunded: number;
  /** The payer contests it, and nobody has decided yet. */
  readonly disputed: boolean;
  readonly returns: readonly Return[];
};

export const standingWith = (
  of: Pick<Standing, "status" | "captured">,
  returns: readonly Return[],
): Standing => ({
  ...of,
  refunded: returns.reduce((sum, one) => sum + (one.status === "failed" ? 0 : one.amount), 0),
  disputed: returns.some(({ disputed, status }) => disputed && status === "pending"),
  returns,
});

/**
 * How a bank debit stands. `pending` may last for days; `ok` is money that has arrived, what was
 * declined never will. The debit's `authorization` is what `debited` and `refund` name it by.
 */
export type Debit =
  | { readonly outcome: "pending" | "ok"; readonly authorization: string }
  | Declined;

export type Processor = {
  /** Part of ledger account names. */
  readonly name: string;
  /** Whether its banks decide in real time, whatever an account's test clock says. */
  readonly inRealTime: boolean;
  /**
   * Holds an amount that is captured later. `whole`: all of it will be, so an amount that the
   * processor cannot take exactly is declined.
   */
  authorize(
    order: Order & {
      readonly token: string;
      readonly amount: number;
      readonly currency: string;
      readonly whole?: boolean;
    },
  ): Promise<Authorized | Declined>;
  /** Makes an authorisation larger. Processors that cannot answer with a decline. */
  raise(
    order: Order & { readonly authorization: string; readonly to: number },
  ): Promise<Done | Declined>;
  /** Takes up to what was authorised, once; what is left over is released. */
  capture(
    order: Order & { readonly authorization: string; readonly amount: number },
  ): Promise<Captured | Declined>;
  /** Releases what was authorised and not captured. */
  cancel(order: Order & { readonly authorization: string }): Promise<Done>;
  /**
   * Orders a debit of a bank account by its token. Mostly answers `pending`: how it ends is told by
   * `debited`, which is asked again and again, sooner when a notification hints at news.
   */
  debit(
    order: Order & { readonly token: string; readonly amount: number; readonly currency: string },
  ): Promise<Debit>;
  /** How a debit stands now. Changes nothing, so it takes no key. */
  debited(debit: { readonly merchant: Merchant; readonly authorization: string }): Promise<Debit>;
  /** Gives back part of what was captured, or of a debit that has arrived. */
  refund(
    order: Order & { readonly authorization: string; readonly amount: number },
  ): Promise<Done | Declined>;
  /**
   * The method is deleted here: nothing can be charged to it there any more either. Again, or
   * unknown there, changes nothing.
   */
  forget(order: Order & { readonly token: string }): Promise<Done>;
  /** How an authorisation stands. Changes nothing, so it takes no key. */
  look(asked: { readonly merchant: Merchant; readonly authorization: string }): Promise<Standing>;
};
