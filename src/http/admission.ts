// What every request passes before its endpoint: transport, key, quota, version, account; and what
// is told of it when it has its answer. The HTTP library itself is met in server.ts only.
import type { IncomingMessage } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { refuse } from "../lib/errors.ts";
import { isId } from "../lib/id.ts";
import { elapsedMs } from "../lib/time.ts";
import type { Keyring, Principal } from "./auth.ts";
import type { Quota } from "./rate_limit.ts";
import type { Kernel } from "./request.ts";
import type { Observe } from "./seen.ts";

export type AdmissionOptions = {
  readonly kernel: Kernel;
  readonly keyring: Keyring;
  /** The account that `Charge-Account` names, if the key's account may act for it. */
  readonly childAccount: (
    parent: string,
    child: string,
  ) => Promise<Principal["accountStatus"] | null>;
  /** Whether a plain-text request from this peer may be answered (ruling 5). */
  readonly plainTextAllowed: (request: IncomingMessage) => boolean;
  /** The peer, or whom a trusted proxy names. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** Takes one request from a key's quota; null where there are no limits. */
  readonly admit: (key: string) => Quota | Promise<Quota> | null;
  /** Told of every answer: request log and figures. Never waited for. */
  readonly observe: Observe;
};

/** Who asks, as far as it is known yet. */
type Guest = {
  readonly startedMs: number;
  /** As the key says, before `Charge-Account`. */
  key: Principal | null;
  principal: Principal | null;
  version: string | null;
};

declare module "fastify" {
  interface FastifyRequest {
    guest: Guest | null;
  }
}

// On the request itself (server.ts declares it): a WeakMap with an entry per request makes each
// collection of young objects slower.
export function guestOf(request: FastifyRequest): Guest {
  request.guest ??= { startedMs: elapsedMs(), key: null, principal: null, version: null };
  return request.guest;
}

/** All that is asked of somebody without a key. */
export function checkTransport(options: AdmissionOptions, request: FastifyRequest): Guest {
  const guest = guestOf(request);
  if (!options.plainTextAllowed(request.raw)) {
    refuse("https_required", "This server answers over https only.");
  }
  return guest;
}

type Admit = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** What every request passes first: transport, key, quota, version, account. */
export function admission(options: AdmissionOptions): Admit {
  const { keyring } = options;
  const { versions } = options.kernel;
  return async (request, reply) => {
    const guest = checkTransport(options, request);
    const { authorization } = request.headers;
    const key = await keyring.principalOf(authorization, () => options.addressOf(request.raw));
    guest.key = key;
    guest.principal = key;
    guest.version = key.apiVersion;
    const asked = options.admit(key.keyId);
    const quota = asked instanceof Promise ? await asked : asked;
    if (quota !== null) reply.headers(quota.headers);
    guest.version = versions.chosen(request.headers["charge-version"], key.apiVersion);
    if (quota !== null && !quota.admitted) {
      refuse("rate_limit_exceeded", "Too many requests with this key. Retry-After says when.");
    }
    guest.principal = await actingFor(options, key, request);
  };
}

/** Who asks as of now, for an answer that lasts: refuses as a new request would, and costs none. */
export async function askAgain(
  options: AdmissionOptions,
  request: FastifyRequest,
): Promise<Principal> {
  const address = () => options.addressOf(request.raw);
  const key = await options.keyring.principalOf(request.headers.authorization, address);
  return actingFor(options, key, request);
}

/** The key's principal, or the one for the child of its account that the request names. */
async function actingFor(
  options: AdmissionOptions,
  principal: Principal,
  request: FastifyRequest,
): Promise<Principal> {
  const child = request.headers["charge-account"];
  if (child === undefined || child === principal.account) return principal;
  const status =
    typeof child === "string" && isId("acct", child)
      ? await options.childAccount(principal.account, child)
      : null;
  if (status === null || status === "archived") {
    refuse("account_not_found", "Charge-Account names no account below the key's own.", {
      param: "Charge-Account",
    });
  }
  return { ...principal, account: child as string, accountStatus: status };
}

/** What an answer adds to what the request and its guest tell. */
type Answered = Pick<Parameters<Observe>[0], "status"> & {
  readonly body: string;
  readonly route: string | null;
  readonly code?: string | null;
  readonly replayed?: boolean;
  readonly secretAnswer?: boolean;
};

export function observe(
  options: AdmissionOptions,
  request: FastifyRequest,
  answered: Answered,
): void {
  const { startedMs, key, principal, version } = guestOf(request);
  const { headers } = request;
  options.observe({
    ...{ requestId: request.id, method: request.method, url: request.url, version },
    ...{ status: answered.status, route: answered.route, answer: answered.body },
    ...{ code: answered.code ?? null, replayed: answered.replayed === true },
    secretAnswer: answered.secretAnswer === true,
    caller: principal === null ? null : { principal, keyAccount: key?.account ?? null },
    body: request.body instanceof Buffer ? request.body : null,
    durationMs: elapsedMs() - startedMs,
    idempotencyKey: headers["idempotency-key"],
    userAgent: headers["user-agent"],
    address: () => options.addressOf(request.raw),
  });
}
