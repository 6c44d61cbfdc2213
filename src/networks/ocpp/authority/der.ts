// ASN.1 as certificates have it (DER, X.690): reading what strangers send, with every length
// checked against what is there, and writing what we sign. Node reads certificates, but neither
// requests nor OCSP answers, and writes none of them; a package for it brings twenty and patches
// the runtime.

export type Element = {
  /** The identifier octet: class, constructed or not, number below 31. */
  readonly tag: number;
  readonly content: Buffer;
  /** With its identifier and length: what a signature or a hash is made of. */
  readonly whole: Buffer;
};

export const tags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  utf8: 0x0c,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

export class DerError extends Error {}

const lengthAt = (
  bytes: Buffer,
  at: number,
): { readonly length: number; readonly from: number } => {
  const first = bytes[at];
  if (first === undefined) throw new DerError("no length");
  if (first < 0x80) return { length: first, from: at + 1 };
  const size = first & 0x7f;
  // No element of ours needs more than 16 MB; 0x80 (no length) is not DER.
  if (size === 0 || size > 3 || at + 1 + size > bytes.length) throw new DerError("a bad length");
  return { length: bytes.readUIntBE(at + 1, size), from: at + 1 + size };
};

const elementAt = (bytes: Buffer, at: number): Element => {
  const tag = bytes[at];
  if (tag === undefined || (tag & 0x1f) === 0x1f) throw new DerError("a bad tag");
  const { length, from } = lengthAt(bytes, at + 1);
  const to = from + length;
  if (to > bytes.length) throw new DerError("cut off");
  return { tag, content: bytes.subarray(from, to), whole: bytes.subarray(at, to) };
};

/** One sequence, as all that has a file of its own is, and nothing behind it. */
export const read = (bytes: Buffer): Element => {
  const element = elementAt(bytes, 0);
  if (element.tag !== tags.sequence) throw new DerError("not a sequence");
  if (element.whole.length !== bytes.length) throw new DerError("something behind the end");
  return element;
};

/** What a sequence, a set, or a tagged element holds. */
export const inside = (element: Element): readonly Element[] => {
  if ((element.tag & 0x20) === 0) throw new DerError("not made of elements");
  const found: Element[] = [];
  for (let at = 0; at < element.content.length; ) {
    const one = elementAt(element.content, at);
    found.push(one);
    at += one.whole.length;
  }
  return found;
};

/** The n-th of what it holds, which must be of this tag where one is named. */
export const nth = (element: Element, n: number, tag?: number): Element => {
  const found = inside(element)[n];
  if (found === undefined) throw new DerError("an element is missing");
  if (tag !== undefined && found.tag !== tag) throw new DerError("another element was expected");
  return found;
};

/** The bits of a BIT STRING that is whole bytes. */
export const bitsOf = (element: Element): Buffer => {
  if (element.tag !== tags.bitString || element.content[0] !== 0) throw new DerError("no bits");
  return element.content.subarray(1);
};

const lengthBytes = (length: number): Buffer => {
  if (length < 0x80) return Buffer.from([length]);
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
};

export const write = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthBytes(content.length), content]);
};

export const sequence = (...parts: readonly Buffer[]): Buffer => write(tags.sequence, ...parts);

/** A tag of the context, around other elements. */
export const tagged = (n: number, ...parts: readonly Buffer[]): Buffer => write(0xa0 | n, ...parts);

/** A number that is not negative, given as its bytes. */
export const integer = (bytes: Buffer): Buffer => {
  const from = bytes.findIndex((byte) => byte !== 0);
  const digits = from < 0 ? Buffer.from([0]) : bytes.subarray(from);
  const sign = (digits[0] ?? 0) >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0);
  return write(tags.integer, sign, digits);
};

export const bitString = (bytes: Buffer, unused = 0): Buffer =>
  write(tags.bitString, Buffer.from([unused]), bytes);

export const octetString = (bytes: Buffer): Buffer => write(tags.octetString, bytes);
export const utf8 = (text: string): Buffer => write(tags.utf8, Buffer.from(text));
export const nothing: Buffer = write(0x05);
export const yes: Buffer = write(0x01, Buffer.from([0xff]));

const sevenBits = (value: number): number[] => {
  const digits = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
};

export const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return write(tags.oid, Buffer.from([first * 40 + second, ...rest.flatMap(sevenBits)]));
};

/** Always with a century: X.509 wants UTCTime before 2050, and readers take either (§4.1.2.5). */
export const time = (at: Date): Buffer => {
  const digits = at
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(/[-:T]/g, "");
  if (at.getUTCFullYear() >= 2050) return write(tags.generalizedTime, Buffer.from(digits));
  return write(0x17, Buffer.from(digits.slice(2)));
};

/** Null where it is none: only GeneralizedTime without fractions, as OCSP has it. */
export const timeOf = ({ tag, content }: Element): Date | null => {
  const shape = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
  const parts = tag === tags.generalizedTime ? shape.exec(content.toString("latin1")) : null;
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
};

/** The one element of a PEM text with this label. */
export const fromPem = (pem: string, label: string): Buffer => {
  const shape = new RegExp(
    `^\\s*-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----\\s*$`,
  );
  const body = shape.exec(pem)?.[1];
  if (body === undefined) throw new DerError("not one PEM text of this kind");
  return Buffer.from(body, "base64");
};

export const toPem = (der: Buffer, label: string): string => {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
};
