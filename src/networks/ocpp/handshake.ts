// What a charger's opening HTTP request says: who it claims to be, with which password, in which
// language (OCPP-J 1.6 §3, §6.2). Pure; whether it is let in is the host's decision.

import { isUtf8 } from "node:buffer";

const pathShape = /^\/ocpp\/([^/?#]+)\/?(?:\?.*)?$/;
/** OCPP's identifierString, 1 to 48 characters; no control characters and no slash. */
const identityShape = /^[A-Za-z0-9*\-_=:+|@.]{1,48}$/;

/** The identity in the path, or null when there is none that could be one. */
export const identityIn = (url: string | undefined): string | null => {
  const encoded = pathShape.exec(url ?? "")?.[1];
  if (encoded === undefined) return null;
  try {
    const identity = decodeURIComponent(encoded);
    return identityShape.test(identity) ? identity : null;
  } catch {
    return null;
  }
};

/**
 * The Basic-auth password, null when there is none for this identity. The user name is the
 * identity, which may hold colons, so it is cut off as a whole. Keys of raw bytes (§6.2) come
 * out as hexadecimal digits.
 */
export const passwordFor = (identity: string, header: string | undefined): string | null => {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return null;
  const credentials = Buffer.from(encoded, "base64");
  const user = Buffer.from(`${identity}:`);
  if (!credentials.subarray(0, user.length).equals(user)) return null;
  const password = credentials.subarray(user.length);
  return isUtf8(password) ? password.toString() : password.toString("hex");
};

/** The first of our subprotocols that the client offers. */
export const subprotocol = (
  offered: Iterable<string>,
  ours: ReadonlySet<string>,
): string | null => {
  for (const name of offered) if (ours.has(name)) return name;
  return null;
};

const bits = "(?:9|1[0-5])";
const parameters = [
  ...["server_no_context_takeover", "client_no_context_takeover"],
  ...[`server_max_window_bits=${bits}`, `client_max_window_bits(?:=${bits})?`],
];
const offer = `permessage-deflate(?:\\s*;\\s*(?:${parameters.join("|")}))*`;
const offersShape = new RegExp(`^\\s*${offer}(?:\\s*,\\s*${offer})*\\s*$`);

/**
 * Whether compression is offered in a way that can be taken (RFC 7692). Any other offer is
 * declined, as a server may, and no reason to send a charger away.
 */
export const offersCompression = (extensions: string | undefined): boolean =>
  offersShape.test(extensions ?? "");

export const refusalText = (status: 401 | 404 | 503): string => {
  const reason = { 401: "Unauthorized", 404: "Not Found", 503: "Service Unavailable" }[status];
  const lines = [`HTTP/1.1 ${status} ${reason}`, "Connection: close", "Content-Length: 0"];
  if (status === 401) lines.push('WWW-Authenticate: Basic realm="Charge", charset="UTF-8"');
  if (status === 503) lines.push("Retry-After: 30");
  return `${lines.join("\r\n")}\r\n\r\n`;
};
