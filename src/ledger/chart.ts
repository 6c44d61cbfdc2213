// The chart of accounts: the names that entries are booked under. README.md says what each stands
// for.

/**
 * What we owe the owner of a wallet: an account, fleet or driver. The `wallet_balance` that objects
 * show.
 */
export const walletOf = (owner: string): string => `wallet:${owner}`;

/** What of that wallet is spoken for by sessions and reservations under way. */
export const walletHeld = (owner: string): string => `wallet_held:${owner}`;

/** What processors hold for us on a card. */
export const cardHeld = (method: string): string => `card_held:${method}`;

/** The other side of what is held: memo accounts, nothing has moved. */
export const walletHolds = "wallet_holds";
export const cardHolds = "card_holds";

/** Money that a processor has collected for us, until it is paid out. */
export const processorClearing = (processor: string): string => `processor_clearing:${processor}`;

/** What a driver or fleet, or the account itself, owes. */
export const receivable = (payer: string): string => `receivable:${payer}`;

export const revenue = "revenue";
export const taxPayable = "tax_payable";
