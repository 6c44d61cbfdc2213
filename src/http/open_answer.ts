// What is answered without a key (health, OpenAPI, documentation, files by link): the bytes, packed
// where the client takes that, or only that they have not changed.
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

export type OpenAnswer = {
  readonly status: number;
  readonly type: string;
  /** A stream is sent as it comes, and never kept. */
  readonly body: string | Buffer | Readable;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Sent = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
};

/** An answer whose bytes are all there. */
type Whole = OpenAnswer & { readonly body: string | Buffer };

const packed = promisify(gzip);
/** What is smaller is not worth packing. */
const worthPackingBytes = 1024;

/** Made once for each answer that is kept as it is: its tag, and its packed bytes. */
const tags = new WeakMap<Whole, string>();
const packs = new WeakMap<Whole, Promise<Buffer>>();

function tagOf(answer: Whole): string {
  const known = tags.get(answer);
  if (known !== undefined) return known;
  const tag = `"${createHash("sha256").update(answer.body).digest("base64url").slice(0, 22)}"`;
  tags.set(answer, tag);
  return tag;
}

function packOf(answer: Whole): Promise<Buffer> {
  const known = packs.get(answer) ?? packed(answer.body);
  packs.set(answer, known);
  return known;
}

const isAsset = (answer: OpenAnswer): answer is Whole => {
  const kept = answer.headers?.["cache-control"];
  return kept !== undefined && kept !== "no-store" && !(answer.body instanceof Readable);
};

const names = (header: string | undefined, word: string): boolean =>
  (header ?? "").split(",").some((one) => one.replace(/;.*|^\s*W\//g, "").trim() === word);

/** The answer as this request wants it. What may not be kept is sent as it is. */
export async function sentTo(asked: IncomingHttpHeaders, answer: OpenAnswer): Promise<Sent> {
  const { status, type, body } = answer;
  const headers = { ...answer.headers, "content-type": type };
  if (!isAsset(answer)) return { status, headers, body };
  const own = { ...headers, etag: tagOf(answer), vary: "accept-encoding" };
  if (names(asked["if-none-match"], own.etag)) return { status: 304, headers: own, body: "" };
  const small = answer.body.length < worthPackingBytes;
  if (small || !names(asked["accept-encoding"] as string | undefined, "gzip")) {
    return { status, headers: own, body };
  }
  return { status, headers: { ...own, "content-encoding": "gzip" }, body: await packOf(answer) };
}
