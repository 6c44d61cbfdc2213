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
const forwarding = ["forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"];

export function plainTextAllowed(rule: TransportRule): (request: IncomingMessage) => boolean {
  return (request) => {
    if (rule.allowHttp) return true;
    const peer = plain(request.socket.remoteAddress ?? "");
    if (rule.trustedProxies.includes(peer)) {
      return String(request.headers["x-forwarded-proto"]).split(",").at(-1)?.trim() === "https";
    }
    const forwarded = forwarding.some((name) => request.headers[name] !== undefined);
    return rule.loopback && isLoopbackPeer(peer) && !forwarded;
  };
}
