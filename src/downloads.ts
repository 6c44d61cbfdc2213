// Files by link: no key, but a signature that says which file and until when. Whole or in one
// range, so that a download that broke off can go on.
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { Files, Span } from "./files/files.ts";
import { type Links, linkPath } from "./files/links.ts";
import type { OpenAnswer } from "./http/open_answer.ts";
import { refuse } from "./lib/errors.ts";

export type DownloadOptions = {
  readonly files: Files;
  readonly links: Links;
  /** Whether a plain-text request from this peer may be answered (ruling 5). */
  readonly plainTextAllowed: (request: IncomingMessage) => boolean;
};

type Answer = (request: IncomingMessage) => Promise<OpenAnswer>;

const types: Readonly<Record<string, string>> = {
  csv: "text/csv; charset=utf-8",
  pdf: "application/pdf",
};

/** As server.ts takes it. */
export const downloads = (options: DownloadOptions): Readonly<Record<string, Answer>> => ({
  [linkPath]: (request) => download(options, request),
});

async function download(
  { files, links, plainTextAllowed }: DownloadOptions,
  request: IncomingMessage,
): Promise<OpenAnswer> {
  if (!plainTextAllowed(request)) refuse("https_required", "Files are sent over https only.");
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://files");
  const name = pathname.replace(/^\/files\//, "").replace(/\/$/, "");
  if (!links.isGood(name, searchParams)) {
    refuse(
      "permission_denied",
      "This link was altered or has ended. Read the report again: it has a new one.",
    );
  }
  const size = await files.size(name);
  if (size === null) refuse("report_not_found", "The file of this report was removed.");
  return answerOf(files, request, { name, size });
}

type File = { readonly name: string; readonly size: number };

async function answerOf(
  files: Files,
  { method, headers: asked }: IncomingMessage,
  { name, size }: File,
): Promise<OpenAnswer> {
  const file = name.slice(name.lastIndexOf("/") + 1);
  // A report is made once: name and size tell one content from all others.
  const tag = `"${file}-${size}"`;
  const type = types[file.slice(file.lastIndexOf(".") + 1)] ?? "application/octet-stream";
  const headers = {
    "accept-ranges": "bytes",
    "cache-control": "no-store",
    // Letters, digits and an underscore: links.ts passes no other name.
    "content-disposition": `attachment; filename="${file}"`,
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    etag: tag,
  };
  const range =
    asked["if-range"] === undefined || asked["if-range"] === tag ? asked.range : undefined;
  const span = spanOf(range, size);
  if (span === "beyond") {
    const none = { ...headers, "content-range": `bytes */${size}` };
    return { status: 416, type, headers: none, body: "" };
  }
  const { from, to } = span ?? { from: 0, to: size - 1 };
  const length = { "content-length": String(to - from + 1) };
  const partial = span === null ? {} : { "content-range": `bytes ${from}-${to}/${size}` };
  const isBare = method === "HEAD" || size === 0;
  return {
    ...{ status: span === null ? 200 : 206, type, headers: { ...headers, ...length, ...partial } },
    // As a stream, so that a HEAD keeps the length of what it does not send.
    body: isBare ? Readable.from([]) : await files.read(name, { from, to }),
  };
}

/** The one range that was asked for; null: all of it, also where several were (RFC 9110 §14.2). */
function spanOf(range: string | undefined, size: number): Span | "beyond" | null {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? "") ?? [];
  if (first === "" && last === "") return null;
  const from = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return null;
  return from >= size || to < from ? "beyond" : { from, to };
}
