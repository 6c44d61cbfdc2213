// Who signs and vouches for certificates on this installation: joined here, because networks know
// neither the secret nor the way out.
import type { Outbound } from "./http/outbound.ts";
import type { Vault } from "./lib/secret.ts";
import { localAuthority } from "./networks/ocpp/authority/local.ts";
import { ocsp } from "./networks/ocpp/authority/ocsp.ts";
import type { Authority } from "./networks/ocpp/authority.ts";
import type { PlatformOptions } from "./opening.ts";

/** A car waits at the other end. */
const timeoutMs = 10_000;
/** An answer with the certificates that prove it; what is longer would not fit OCPP. */
const longestBytes = 16_384;

/** Responders speak plain http (their answers are signed); the address comes from a stranger. */
const posting =
  (outbound: Outbound, log: PlatformOptions["log"]) =>
  async (url: string, body: Buffer, mediaType: string): Promise<Buffer | null> => {
    const headers = { "content-type": mediaType };
    const reach = { allowHttp: true, allowPrivate: false };
    try {
      const request = { url, headers, body, timeoutMs, keepBytes: longestBytes, ...reach };
      const { status, bytes } = await outbound.send(request);
      return status === 200 ? bytes : null;
    } catch (error) {
      log.warn({ err: error }, "an OCSP responder was not reached");
      return null;
    }
  };

export function openAuthority(
  { config, clock, log }: Pick<PlatformOptions, "config" | "clock" | "log">,
  vault: Vault,
  outbound: Outbound,
): Authority {
  const { now } = clock;
  const { signingAuthority, contractRoots: issuers } = config;
  const signing =
    signingAuthority === "off" ? null : localAuthority({ digest: vault.digest, now, log });
  const standing = ocsp({ post: posting(outbound, log), now, log, issuers });
  return { signing, standing, contracts: null, contractRoots: issuers };
}
