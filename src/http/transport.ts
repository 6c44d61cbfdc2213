// Whether a request may be answered in plain text: TLS is asked for outside loopback (spec part
// 1, "TLS"; ruling 5).
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

export type TransportRule = {
  readonly allowHttp: boolean;
  /** Listener and public URL are loopback. */
  readonly loopback: boolean;
  readonly trustedProxies: readonly string[];
};

const plain = (address: string): string => address.replace(/^::ffff:/, "");
const isLoopbackPeer = (address: string): boolean =>
  address === "::1" || address.startsWith("127.");
const forwarding: ReadonlySet<string> = new Set(["forwarded", "via", "x-real-ip"]);

/** Whether a request says that somebody between has passed it on. */
export function isForwarded({ headers }: Pick<IncomingMessage, "headers">): boolean {
  for (const name in headers) {
    if (name.startsWith("x-forwarded-") || forwarding.has(name)) return true;
  }
  return false;
}

/** Whether both ends of a request are this machine's own, and nobody stands between them. */
export function isLocal({
  loopback,
}: Pick<TransportRule, "loopback">): (request: IncomingMessage) => boolean {
  return (request) =>
    loopback && isLoopbackPeer(plain(request.socket.remoteAddress ?? "")) && !isForwarded(request);
}

/**
 * Whose request it is: the peer, or, behind proxies that are trusted, the last address in
 * `X-Forwarded-For` that is not one of theirs.
 */
export function addressOf({
  trustedProxies,
}: Pick<TransportRule, "trustedProxies">): (request: IncomingMessage) => string {
  return (request) => {
    const peer = plain(request.socket.remoteAddress ?? "");
    if (!trustedProxies.includes(peer)) return peer;
    const named = String(request.headers["x-forwarded-for"] ?? "")
      .split(",")
      .map((one) => plain(one.trim()))
      .filter((one) => isIP(one) !== 0);
    return named.findLast((one) => !trustedProxies.includes(one)) ?? peer;
  };
}

/** Whether a proxy that is trusted says that the request came to it over TLS. */
export function throughProxy({
  trustedProxies,
}: Pick<TransportRule, "trustedProxies">): (request: IncomingMessage) => boolean {
  return ({ socket, headers }) =>
    trustedProxies.includes(plain(socket.remoteAddress ?? "")) &&
    String(headers["x-forwarded-proto"]).split(",").at(-1)?.trim() === "https";
}

export function plainTextAllowed(rule: TransportRule): (request: IncomingMessage) => boolean {
  const local = isLocal(rule);
  const proxied = throughProxy(rule);
  return (request) => {
    if (rule.allowHttp) return true;
    const peer = plain(request.socket.remoteAddress ?? "");
    if (rule.trustedProxies.includes(peer)) return proxied(request);
    return local(request);
  };
}
