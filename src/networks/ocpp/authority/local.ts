// The authority of a small installation, and of tests: a root, one authority below it for the
// chargers' lines to us and one for their lines to cars. Its keys are computed from the
// installation's secret, the same on every node and after every start, and are stored nowhere.

import { createECDH, createHash, createPrivateKey, type KeyObject, randomBytes } from "node:crypto";
import type { Log } from "../../network.ts";
import type { CertificateUse, SigningAuthority, SigningSubject } from "../authority.ts";
import { toPem } from "./der.ts";
import { issued, nameOf, publicKeyInfoOf } from "./issue.ts";
import { readRequest, type SigningRequest } from "./request.ts";
import { isStrong } from "./signatures.ts";

export type LocalAuthoritySettings = {
  /** A keyed digest, hexadecimal (`Vault.digest`): what the keys are made of. */
  readonly digest: (purpose: string, text: string) => string;
  readonly now: () => Date;
  readonly log: Log;
};

type Signer = { readonly name: Buffer; readonly key: KeyObject };
type Authority = Signer & { readonly pem: string };

const purpose = "signing authority";
const organisation = "Charge";
const curve = "prime256v1";
/** The order of P-256: keys are numbers from 1 to one less. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Fixed, so that every start makes the same: of ECDSA's making only the signature differs. */
const from = new Date(Date.UTC(2025, 0, 1));
const to = new Date(Date.UTC(2049, 11, 31));

const dayMs = 86_400_000;
/** A charger's clock may be behind. */
const earlierMs = 3_600_000;
/** Cars want short ones (ISO 15118-2, table F.1). */
const daysOf = { station: 365, v2g: 90 } as const satisfies Record<CertificateUse, number>;

const base64url = (hex: string): string => Buffer.from(hex, "hex").toString("base64url");

/** 512 bits taken modulo 256: no number is likelier than another by more than 2^-256. */
const keyFor = (digest: LocalAuthoritySettings["digest"], name: string): KeyObject => {
  const wide = BigInt(`0x${digest(purpose, `${name} 1`)}${digest(purpose, `${name} 2`)}`);
  const secret = ((wide % (order - 1n)) + 1n).toString(16).padStart(64, "0");
  const pair = createECDH(curve);
  pair.setPrivateKey(secret, "hex");
  const point = pair.getPublicKey("hex");
  const [x, y] = [point.slice(2, 66), point.slice(66)];
  const jwk = { kty: "EC", crv: "P-256", x: base64url(x), y: base64url(y), d: base64url(secret) };
  return createPrivateKey({ format: "jwk", key: jwk });
};

const signerOf = (digest: LocalAuthoritySettings["digest"], title: string): Signer => {
  const key = keyFor(digest, title);
  // Installations differ in their authorities' names, too: chargers tell roots apart by them.
  const mark = createHash("sha256").update(publicKeyInfoOf(key)).digest("hex").slice(0, 8);
  return { key, name: nameOf(organisation, `${title} ${mark}`) };
};

const authorityOf = (subject: Signer, issuer: Signer, belowIt: number): Authority => {
  const publicKeyInfo = publicKeyInfoOf(subject.key);
  const serial = createHash("sha256").update(publicKeyInfo).digest().subarray(0, 16);
  const certificate = issued({
    ...{ subject: subject.name, publicKeyInfo, issuer, serial, from, to },
    purpose: { kind: "authority", belowIt },
  });
  return { ...subject, pem: toPem(certificate, "CERTIFICATE") };
};

/** Why not; null: the request may be signed. */
const refusal = (request: SigningRequest, { identity, serial }: SigningSubject): string | null => {
  if (!request.proven) return "the request is not signed by its own key";
  if (!isStrong(request.publicKey)) return "its key is too weak, or of an unknown kind";
  const [name, ...more] = request.commonNames;
  if (name === undefined || more.length > 0) return "its subject needs one common name";
  if (name === identity || (serial ?? null) === name) return null;
  return "its common name is neither the station's identity nor its serial number";
};

class LocalAuthority implements SigningAuthority {
  readonly #settings: LocalAuthoritySettings;
  readonly #root: Authority;
  readonly #below: Readonly<Record<CertificateUse, Authority>>;

  constructor(settings: LocalAuthoritySettings) {
    this.#settings = settings;
    const signer = (title: string) => signerOf(settings.digest, title);
    const root = signer("Root");
    this.#root = authorityOf(root, root, 1);
    this.#below = {
      station: authorityOf(signer("Charging stations"), root, 0),
      v2g: authorityOf(signer("Vehicle lines"), root, 0),
    };
  }

  roots(): readonly string[] {
    return [this.#root.pem];
  }

  async sign(csrPem: string, subject: SigningSubject): Promise<string | null> {
    const request = this.#read(csrPem, subject);
    if (request === null) return null;
    const why = refusal(request, subject);
    if (why === null) return this.#issue(request, subject);
    this.#refused(subject, why);
    return null;
  }

  #read(csrPem: string, subject: SigningSubject): SigningRequest | null {
    try {
      return readRequest(csrPem);
    } catch (cause) {
      this.#refused(subject, `it cannot be read: ${cause instanceof Error ? cause.message : ""}`);
      return null;
    }
  }

  #refused({ station, use }: SigningSubject, why: string): void {
    const detail = { station: station.id, use, why };
    this.#settings.log.warn(detail, "a request for a certificate was refused");
  }

  #issue({ subject, publicKeyInfo }: SigningRequest, whose: SigningSubject): string {
    const { station, identity, use } = whose;
    const nowMs = this.#settings.now().getTime();
    const until = new Date(nowMs + daysOf[use] * dayMs);
    const serial = randomBytes(16);
    const issuer = this.#below[use];
    const certificate = issued({
      ...{ subject, publicKeyInfo, issuer, serial, to: until },
      from: new Date(nowMs - earlierMs),
      purpose: { kind: use === "v2g" ? "server" : "client", identity },
    });
    const detail = { station: station.id, use, serial: serial.toString("hex"), until };
    this.#settings.log.info(detail, "a certificate was signed");
    return toPem(certificate, "CERTIFICATE") + issuer.pem;
  }
}

export const localAuthority = (settings: LocalAuthoritySettings): SigningAuthority =>
  new LocalAuthority(settings);
