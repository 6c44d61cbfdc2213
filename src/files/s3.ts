// Files in S3-compatible storage, through the official client. Small ones go up in one request,
// others in parts, of which one is in memory; S3 shows an object once all of it is there.
import type { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { present } from "../lib/assert.ts";
import { type Content, checkFileName, type Files, type FilesConfig } from "./files.ts";

type S3Config = Extract<FilesConfig, { kind: "s3" }>;

/** S3 takes 10 000 parts, each but the last of 5 MiB or more: so a file has up to 78 GiB. */
const partBytes = 8 * 1024 * 1024;

function clientOf({ region, endpoint, credentials }: S3Config): S3Client {
  return new S3Client({
    region,
    ...(credentials === null ? {} : { credentials }),
    // Services other than Amazon's seldom have a host name per bucket, or know its newer checksums.
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5000, requestTimeout: 60_000 },
  });
}

/** One object: bucket and key, as every command wants them. */
type At = { readonly Bucket: string; readonly Key: string };

export function s3Files(config: S3Config): Files {
  const client = clientOf(config);
  const at = (name: string): At => {
    checkFileName(name);
    return { Bucket: config.bucket, Key: `${config.prefix}${name}` };
  };
  return {
    async put(name, { type, parts, signal }) {
      const object = at(name);
      await clearAway(client, object, signal);
      const pieces = inPieces(parts);
      const first = await pieces.next();
      const head = first.done === true ? Buffer.alloc(0) : first.value;
      if (head.length >= partBytes) return putParts(client, { object, type, signal }, head, pieces);
      const whole = new PutObjectCommand({ ...object, Body: head, ContentType: type });
      await client.send(whole, { abortSignal: signal });
      return head.length;
    },
    async size(name) {
      try {
        const { ContentLength } = await client.send(new HeadObjectCommand(at(name)));
        return present(ContentLength, "the length of an object");
      } catch (error) {
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404)
          return null;
        throw error;
      }
    },
    async read(name, { from, to }) {
      const range = { Range: `bytes=${from}-${to}` };
      const { Body } = await client.send(new GetObjectCommand({ ...at(name), ...range }));
      return present(Body, "the body of an object") as Readable;
    },
    async remove(name) {
      await client.send(new DeleteObjectCommand(at(name)));
    },
  };
}

/** The same bytes in pieces of `partBytes`, but for the last. */
async function* inPieces(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const part of parts) {
    waiting.push(part);
    length += part.length;
    while (length >= partBytes) {
      const all = Buffer.concat(waiting);
      yield all.subarray(0, partBytes);
      waiting = [all.subarray(partBytes)];
      length = all.length - partBytes;
    }
  }
  if (length > 0) yield Buffer.concat(waiting);
}

async function putParts(
  client: S3Client,
  { object, type, signal }: Omit<Content, "parts"> & { readonly object: At },
  head: Buffer,
  rest: AsyncIterable<Buffer>,
): Promise<number> {
  const begun = await client.send(
    new CreateMultipartUploadCommand({ ...object, ContentType: type }),
    { abortSignal: signal },
  );
  const upload = { ...object, UploadId: present(begun.UploadId, "an upload's id") };
  const sent: { ETag: string; PartNumber: number }[] = [];
  let size = 0;
  const send = async (Body: Buffer): Promise<void> => {
    const PartNumber = sent.length + 1;
    const part = new UploadPartCommand({ ...upload, PartNumber, Body });
    const { ETag } = await client.send(part, { abortSignal: signal });
    sent.push({ ETag: present(ETag, "a part's tag"), PartNumber });
    size += Body.length;
  };
  try {
    await send(head);
    for await (const piece of rest) await send(piece);
    await client.send(
      new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: sent } }),
      { abortSignal: signal },
    );
    return size;
  } catch (error) {
    // What cannot be taken back now is cleared away by the next try, or by the bucket's own rule.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}

/**
 * Takes back what a try that ended with its process has sent. Where the service does not list
 * uploads, or does not let us, that is left to a rule of the bucket.
 */
async function clearAway(client: S3Client, object: At, signal: AbortSignal): Promise<void> {
  try {
    const { Bucket, Key } = object;
    const listed = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key }), {
      abortSignal: signal,
    });
    for (const { Key: key, UploadId } of listed.Uploads ?? []) {
      if (key !== Key) continue;
      await client.send(new AbortMultipartUploadCommand({ ...object, UploadId }));
    }
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
  }
}
