// A small S3: objects and multipart uploads by its HTTP API, every request's signature (AWS SigV4)
// and body digest checked with nothing of the client's code. What it refuses, S3 refuses.
import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export type S3Double = {
  readonly endpoint: string;
  /** Finished objects, by bucket and key. */
  readonly objects: Map<string, Buffer>;
  /** Parts of uploads that are neither complete nor aborted. */
  readonly uploads: Map<string, { readonly object: string; readonly parts: Map<number, Buffer> }>;
  /** Method and query of every request, in their order. */
  readonly seen: string[];
  /** Answers 500 to whatever this says true of. */
  fails: (seen: string) => boolean;
  /** A request that this answers a promise for waits for that, or for ever. */
  holds: (seen: string) => Promise<void> | null;
  close(): Promise<void>;
};

export const s3Key = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "an-example-of-a-secret" };

const sha = (data: Buffer | string): string => createHash("sha256").update(data).digest("hex");
const mac = (key: Buffer | string, text: string): Buffer =>
  createHmac("sha256", key).update(text).digest();
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);

/** Whether request and body are signed as AWS Signature Version 4 wants it. */
function isSigned(request: IncomingMessage, url: URL, body: Buffer): boolean {
  const [, scope = "", names = "", signature] =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(
      request.headers.authorization ?? "",
    ) ?? [];
  const digest = String(request.headers["x-amz-content-sha256"]);
  if (digest !== sha(body) || !names.split(";").includes("host")) return false;
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join("&");
  const headers = names.split(";").map((name) => `${name}:${String(request.headers[name]).trim()}`);
  const canonical = [request.method, url.pathname, query, ...headers, "", names, digest].join("\n");
  const at = String(request.headers["x-amz-date"]);
  const text = ["AWS4-HMAC-SHA256", at, scope, sha(canonical)].join("\n");
  const key = scope
    .split("/")
    .reduce<Buffer | string>((made, part) => mac(made, part), `AWS4${s3Key.secretAccessKey}`);
  return mac(key, text).toString("hex") === signature;
}

type Reply = { status: number; body?: Buffer | string; headers?: Record<string, string> };

const error = (status: number, code: string): Reply => ({
  ...{ status, headers: { "content-type": "application/xml" } },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>No.</Message></Error>`,
});
const xml = (body: string): Reply => ({
  ...{ status: 200, headers: { "content-type": "application/xml" } },
  body: `<?xml version="1.0"?>${body}`,
});
const tagOf = (body: Buffer): string => `"${createHash("md5").update(body).digest("hex")}"`;

function reading(all: Buffer | undefined, request: IncomingMessage): Reply {
  if (all === undefined) return error(404, "NoSuchKey");
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
  const body = range === null ? all : all.subarray(Number(range[1]), Number(range[2]) + 1);
  return {
    ...{ status: range === null ? 200 : 206, body },
    headers: { "content-length": String(body.length), etag: tagOf(all) },
  };
}

const leastPart = 5 * 1024 * 1024;

export async function openS3Double(): Promise<S3Double> {
  const objects: S3Double["objects"] = new Map();
  const uploads: S3Double["uploads"] = new Map();
  let number = 0;
  function uploading(method: string, object: string, url: URL, body: Buffer): Reply {
    const id = url.searchParams.get("uploadId") ?? "";
    if (method === "POST" && url.searchParams.has("uploads")) {
      uploads.set(`upload-${++number}`, { object, parts: new Map() });
      const name = `<UploadId>upload-${number}</UploadId>`;
      return xml(`<InitiateMultipartUploadResult>${name}</InitiateMultipartUploadResult>`);
    }
    if (url.searchParams.has("uploads")) {
      const bucket = object.split("/")[0];
      const begins = `${bucket}/${url.searchParams.get("prefix") ?? ""}`;
      const found = [...uploads].filter(([, one]) => one.object.startsWith(begins));
      const listed = found.map(
        ([name, one]) =>
          `<Upload><Key>${one.object.slice(`${bucket}/`.length)}</Key>` +
          `<UploadId>${name}</UploadId></Upload>`,
      );
      return xml(`<ListMultipartUploadsResult>${listed.join("")}</ListMultipartUploadsResult>`);
    }
    const upload = uploads.get(id);
    if (upload === undefined) return error(404, "NoSuchUpload");
    if (method === "DELETE") {
      uploads.delete(id);
      return { status: 204 };
    }
    if (method === "PUT") {
      upload.parts.set(Number(url.searchParams.get("partNumber")), body);
      return { status: 200, headers: { etag: tagOf(body) } };
    }
    const parts = [...upload.parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    if (parts.slice(0, -1).some((part) => part.length < leastPart)) {
      return error(400, "EntityTooSmall");
    }
    const named = parts.every((part) => body.includes(tagOf(part).replaceAll('"', "")));
    if (!named) return error(400, "InvalidPart");
    objects.set(object, Buffer.concat(parts));
    uploads.delete(id);
    return xml("<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>");
  }
  async function answer(request: IncomingMessage, body: Buffer): Promise<Reply> {
    const url = new URL(request.url ?? "/", "http://s3");
    const { method = "" } = request;
    const named = [...url.searchParams.keys()].filter((one) => one !== "x-id").sort();
    const line = `${method} ${named}`;
    double.seen.push(line);
    if (!isSigned(request, url, body)) return error(403, "SignatureDoesNotMatch");
    if (double.fails(line)) return error(500, "InternalError");
    await double.holds(line);
    const object = decodeURIComponent(url.pathname).slice(1);
    const asked = url.searchParams;
    if (asked.has("uploads") || asked.has("uploadId")) return uploading(method, object, url, body);
    if (method === "GET" || method === "HEAD") return reading(objects.get(object), request);
    if (method === "DELETE") objects.delete(object);
    else objects.set(object, body);
    return { status: method === "DELETE" ? 204 : 200, headers: { etag: tagOf(body) } };
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // Its client gave up half-way.
    }
    const { status, body, headers } = await answer(request, Buffer.concat(chunks));
    response.writeHead(status, headers).end(request.method === "HEAD" ? "" : body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const double: S3Double = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ objects, uploads, seen: [], fails: () => false, holds: () => null },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return double;
}
