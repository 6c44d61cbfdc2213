// Certificates for tests of TLS, made on the spot: a root, a server's, and chargers' under it.
import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toPem } from "../src/networks/ocpp/authority/der.ts";
import {
  issued,
  nameOf,
  type Purpose,
  publicKeyInfoOf,
} from "../src/networks/ocpp/authority/issue.ts";

const dayMs = 86_400_000;
const nowMs = () => performance.timeOrigin + performance.now();

type Signer = { readonly name: Buffer; readonly key: KeyObject };
export type Certificate = { readonly pem: string; readonly keyPem: string };

const newKey = (): KeyObject => generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey;

function certificate(subject: Signer, issuer: Signer, purpose: Purpose, days: number): string {
  const der = issued({
    ...{ subject: subject.name, publicKeyInfo: publicKeyInfoOf(subject.key), issuer, purpose },
    serial: Buffer.concat([Buffer.from([1]), randomBytes(8)]),
    from: new Date(nowMs() - 40 * dayMs),
    to: new Date(nowMs() + days * dayMs),
  });
  return toPem(der, "CERTIFICATE");
}

export type Root = {
  readonly pem: string;
  /** `identity`: beside the common name, as our own authority says whose it is. */
  issue(
    kind: "client" | "server",
    commonName: string,
    more?: { readonly identity?: string; readonly days?: number },
  ): Certificate;
};

export function newRoot(title = "Test root"): Root {
  const root: Signer = { name: nameOf("Charge tests", title), key: newKey() };
  return {
    pem: certificate(root, root, { kind: "authority", belowIt: 1 }, 10),
    issue(kind, commonName, { identity = null, days = 5 } = {}) {
      const subject = { name: nameOf("Charge tests", commonName), key: newKey() };
      const pem = certificate(subject, root, { kind, identity }, days);
      return { pem, keyPem: String(subject.key.export({ format: "pem", type: "pkcs8" })) };
    },
  };
}

/** As files, for settings that name such. */
export async function filesOf({ pem, keyPem }: Certificate, roots: string) {
  const folder = await mkdtemp(join(tmpdir(), "charge-tls-"));
  const files = { cert: join(folder, "c.pem"), key: join(folder, "k.pem"), ca: join(folder, "r") };
  await writeFile(files.cert, pem);
  await writeFile(files.key, keyPem, { mode: 0o600 });
  await writeFile(files.ca, roots);
  return { folder, files };
}
