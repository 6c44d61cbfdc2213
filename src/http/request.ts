// One request as the kernel carries it, and what the kernel has at hand for it. Handling stands in
// handle.ts, once.ts and outcome.ts; the bytes of the answer in answer.ts.
import type { Pulse } from "../db/pulse.ts";
import type { Database, Work } from "../db/work.ts";
import type { Log } from "../lib/log.ts";
import type { Vault } from "../lib/secret.ts";
import type { Principal } from "./auth.ts";
import type { Catalogue } from "./expand.ts";
import type { Answer } from "./idempotency.ts";
import type { Route, Waiter } from "./resource.ts";
import type { Versions } from "./versions.ts";

export type Kernel = {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly waits: Readonly<Record<string, Waiter>>;
  readonly vault: Vault;
  readonly versions: Versions;
  readonly log: Log;
  readonly publicUrl: () => string;
  /** Says when what a request waits for has changed in this process. */
  readonly pulse: Pick<Pulse, "listen">;
};

export type Call = {
  readonly route: Route;
  /** Word in the `object` key of what the route answers, for `expand`. */
  readonly object: string;
  readonly principal: Principal;
  readonly requestId: string;
  /** The API key as it was sent, for answers that only its bearer may have replayed. */
  readonly bearer: string;
  readonly idempotencyKey: string | null;
  /** Somebody between has passed it on, and said so. */
  readonly forwarded: boolean;
  readonly version: string;
  readonly expand: readonly string[];
  readonly input: Record<string, unknown>;
  /** What the idempotency fingerprint covers: the body as it was sent. */
  readonly rawBody: unknown;
  readonly url: string;
  /** Path and parameters for the URLs of other pages. */
  readonly listing: {
    readonly path: string;
    readonly carried: readonly (readonly [string, string])[];
    readonly limit: number;
  } | null;
};

/** `version` is the one that the bytes are in: a replay has the first request's. */
export type Outcome = Answer & { readonly replayed: boolean; readonly version: string };

/** An answer that is this request's own. */
export const fresh = (answer: Answer, version: string): Outcome => ({
  ...answer,
  ...{ replayed: false, version },
});

/** How versions name what the call does. */
export const operationOf = ({ method, path }: { method: string; path: string }): string =>
  `${method} ${path}`;

export const scopeOf = ({ principal, requestId, idempotencyKey, forwarded }: Call) => ({
  account: principal.account,
  livemode: principal.livemode,
  caller: {
    key: principal.keyId,
    permissions: principal.permissions,
    expiresAt: principal.expiresAt,
  },
  request: { id: requestId, idempotencyKey, forwarded },
});

/** One transaction for the call's work: with others where it only adds rows. */
export const change = <T>(
  kernel: Kernel,
  call: Call,
  run: (work: Work) => Promise<T>,
): Promise<T> =>
  call.route.adds?.(call.input) === true
    ? kernel.database.together(scopeOf(call), run)
    : kernel.database.transaction(scopeOf(call), run);

/** The input as the operation may see it: what must not enter a transaction is replaced. */
export async function prepared(call: Call): Promise<Record<string, unknown>> {
  const { idempotencyKey, principal, route } = call;
  const { account, livemode } = principal;
  return route.prepare === null
    ? call.input
    : route.prepare(call.input, { account, livemode, idempotencyKey });
}
