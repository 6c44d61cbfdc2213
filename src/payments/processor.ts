// What this platform asks of a card processor. A processor is outside: every order carries a key,
// and the same key twice has one effect and one answer. A thrown error is a fault: nobody knows
// what happened, ask again.

/** Whose money it is: processors keep tenants and modes apart as we do. */
export type Merchant = { readonly account: string; readonly livemode: boolean };

type Order = { readonly merchant: Merchant; readonly key: string };

export type CardBrand =
  | "visa"
  | "mastercard"
  | "amex"
  | "discover"
  | "diners"
  | "jcb"
  | "unionpay"
  | "maestro";

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

/**
 * The one part that a request may call before its transaction (ruling 14). Null: the processor
 * knows no such token.
 */
export type Tokenizer = {
  cardByNumber(number: string, brand: CardBrand): Promise<CardToken>;
  cardByToken(token: string): Promise<CardToken | null>;
  /** `number` is the IBAN, or routing and account number joined by a colon. */
  bankAccount(number: string): Promise<BankToken>;
};

/** The issuer said no, for good. `code` is machine-readable (`insufficient_funds`). */
export type Declined = {
  readonly outcome: "declined";
  readonly code: string;
  readonly message: string;
};

export type Authorized = { readonly outcome: "ok"; readonly authorization: string };
export type Done = { readonly outcome: "ok" };

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
  /** Holds an amount that is captured later. */
  authorize(
    order: Order & { readonly token: string; readonly amount: number; readonly currency: string },
  ): Promise<Authorized | Declined>;
  /** Makes an authorisation larger. Processors that cannot answer with a decline. */
  raise(
    order: Order & { readonly authorization: string; readonly to: number },
  ): Promise<Done | Declined>;
  /** Takes up to what was authorised, once; what is left over is released. */
  capture(
    order: Order & { readonly authorization: string; readonly amount: number },
  ): Promise<Done | Declined>;
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
};
