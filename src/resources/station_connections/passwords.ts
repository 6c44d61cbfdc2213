// Chargers' passwords: how long they are, and whether one fits what is kept of it. Pure.
import { sameText, sha256 } from "../../lib/secret.ts";

/**
 * 20 letters and digits: 119 bits, and in hexadecimal the 40 characters that an OCPP 1.6 charger
 * takes as its AuthorizationKey. So much chance needs no slow digest.
 */
export const passwordLength = 20;

export const digestOf = (salt: string, password: string): string => sha256(`${salt}:${password}`);

export const fits = (salt: string | null, digest: string | null, password: string): boolean =>
  salt !== null && digest !== null && sameText(digestOf(salt, password), digest);

const hexShape = new RegExp(`^[0-9a-f]{${2 * passwordLength}}$`, "i");

/** A charger that takes its AuthorizationKey for text says the digits themselves. */
export const asGiven = (password: string): string =>
  hexShape.test(password) ? Buffer.from(password, "hex").toString() : password;
