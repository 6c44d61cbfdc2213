// Whether a request may be answered in plain text: TLS is asked for outside loopback (spec part
// 1, "TLS"; ruling 5).
import type { IncomingMessage } from "node:http";

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

export function plainTextAllowed(rule: TransportRule): (request: IncomingMessage) => boolean {
  return (request) => {
    if (rule.allowHttp) return true;
    const peer = plain(request.socket.remoteAddress ?? "");
    if (rule.trustedProxies.includes(peer)) {
      return String(request.headers["x-forwarded-proto"]).split(",").at(-1)?.trim() === "https";
    }
    return rule.loopback && isLoopbackPeer(peer) && !isForwarded(request);
  };
}
