// What a charger's line proves of it: whether it is encrypted, and whose certificate it has shown.

import type { TLSSocket } from "node:tls";
import type { Arrival } from "../network.ts";
import { identityPrefix } from "./authority/issue.ts";

export const plainArrival: Arrival = { tls: false, certificate: null };

/** As much of a certificate as says whose it is (Node's own form of it). */
export type ShownCertificate = {
  readonly subject?: { readonly CN?: string | readonly string[] };
  readonly subjectaltname?: string | undefined;
  readonly valid_to?: string;
};

/**
 * The identity that a certificate is for. Ours say it apart, since a subject is as the charger
 * asked for; those of others have it as their only common name. Null: neither.
 */
export const nameIn = (certificate: ShownCertificate): string | null => {
  const parts = (certificate.subjectaltname ?? "").split(", ");
  const uris = parts.filter((one) => one.startsWith(`URI:${identityPrefix}`));
  if (uris.length > 1) return null;
  const [own] = uris;
  if (own !== undefined) return decoded(own.slice(`URI:${identityPrefix}`.length));
  const name = certificate.subject?.CN;
  return typeof name === "string" ? name : null;
};

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

/** Of a line to our own TLS listener. A resumed one shows the certificate of before: it may end. */
export const arrivalOf = (socket: TLSSocket, now: Date): Arrival => {
  const shown = socket.getPeerCertificate();
  // Without one it is an empty object, or null once the socket has ended.
  if (!shown || Object.keys(shown).length === 0) return { tls: true, certificate: null };
  const valid = socket.authorized && Date.parse(shown.valid_to) > now.getTime();
  return { tls: true, certificate: { name: valid ? nameIn(shown) : null } };
};
