// Links to files that work without a key for a while: the name and the end of the link, under an
// HMAC with a key that is derived from the installation's secret (ruling 3). Time is the machine's,
// not an account's: a link is given to the world outside.
import { sameText, type Vault } from "../lib/secret.ts";
import { addMs, type Clock } from "../lib/time.ts";
import { isFileName } from "./files.ts";

export type Links = {
  /** A link to the file, good for seven days from now on. */
  urlOf(name: string): string;
  /** Whether the link was given by us and is still good. */
  isGood(name: string, given: URLSearchParams): boolean;
};

const goodMs = 7 * 24 * 3_600_000;

/** How a server declares the path of a link. */
export const linkPath = "/files/:folder/:file";

export function openLinks(vault: Vault, clock: Clock, publicUrl: () => string): Links {
  const tagOf = (name: string, expires: string): string =>
    vault.tag("file links", `${name}\n${expires}`);
  return {
    urlOf(name) {
      const expires = String(Math.floor(addMs(clock.now(), goodMs).getTime() / 1000));
      return `${publicUrl()}/files/${name}?expires=${expires}&signature=${tagOf(name, expires)}`;
    },
    isGood(name, given) {
      const expires = given.get("expires") ?? "";
      if (!isFileName(name) || !/^\d{1,12}$/.test(expires)) return false;
      // The signature first: of a link that is none of ours nothing else is told.
      const ours = sameText(given.get("signature") ?? "", tagOf(name, expires));
      return ours && clock.now().getTime() < Number(expires) * 1000;
    },
  };
}
