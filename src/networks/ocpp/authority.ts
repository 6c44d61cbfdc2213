// Certificates, as the protocol needs them of us: who signs a charger's request, who has contract
// certificates for cars, who says whether a certificate still holds. Interfaces alone: the small
// authority that ships is authority/local.ts, a larger one is handed in by app.ts.

import type { StationRef } from "../network.ts";

/** `station`: its line to us (and all else, where it says nothing); `v2g`: its line to cars. */
export type CertificateUse = "station" | "v2g";

export type SigningSubject = {
  readonly station: StationRef;
  /** As whom the charger has let itself in. */
  readonly identity: string;
  /** What it says its serial number is; null or absent: it has not said. */
  readonly serial?: string | null;
  readonly use: CertificateUse;
};

export type SigningAuthority = {
  /**
   * The certificate for a request (PKCS #10, PEM): itself and the authorities above it, PEM, the
   * root left out. Null: refused, because the name is another's, the key is weak or the
   * signature wrong. Answers within seconds; rejects when it cannot be reached.
   */
  sign(csrPem: string, subject: SigningSubject): Promise<string | null>;
  /** What its certificates lead to, PEM: whoever asks chargers for theirs trusts these. */
  roots(): readonly string[];
};

/** A car asks through the charger (ISO 15118-2 §8.4.3): EXI in base64, not ours to read. */
export type ContractOrder = {
  readonly station: StationRef;
  readonly action: "Install" | "Update";
  readonly schema: string;
  readonly exi: string;
};

export type ContractCertificates = {
  /** Null: there is no contract for this car. */
  exchange(order: ContractOrder): Promise<string | null>;
};

/** Which certificate is meant, by hashes in hexadecimal (part 2, OCSPRequestDataType). */
export type CertificateQuery = {
  readonly hashAlgorithm: "SHA256" | "SHA384" | "SHA512";
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
  /** Given by a stranger: only asked through what guards our network. */
  readonly responderURL: string;
};

export type CertificateStanding = {
  readonly standing: "good" | "revoked" | "unknown";
  /** Whether the answer was signed by whom it had to be, as far as we hold its certificate. */
  readonly proven: boolean;
  /** The whole OCSP answer, DER in base64, for whoever wants to check it himself. */
  readonly response: string;
};

export type StandingService = {
  /**
   * Null: nobody answered, or not to the question. Rejects never. `issuers`: certificates (PEM)
   * that are trusted to say it, beside those that the service knows itself.
   */
  ask(query: CertificateQuery, issuers?: readonly string[]): Promise<CertificateStanding | null>;
};

export type Authority = {
  /** Null: chargers' requests are refused. */
  readonly signing: SigningAuthority | null;
  readonly contracts: ContractCertificates | null;
  readonly standing: StandingService | null;
  /** Roots, and authorities below them, that contract certificates may come from. PEM. */
  readonly contractRoots: readonly string[];
};

/** Nobody signs, nobody is asked. */
export const noAuthority: Authority = {
  ...{ signing: null, contracts: null, standing: null },
  contractRoots: [],
};
