// Answers that are files: the bytes go out as they are made, and are asked for as the client takes
// them. Who takes nothing is cut off (server.ts), so that what makes them is not held for ever.
import { Readable } from "node:stream";
import { present } from "../lib/assert.ts";
import { planned } from "./answer.ts";
import { type Call, type Kernel, scopeOf } from "./request.ts";

export type FileAnswer = {
  /** What the client is to call it, with its ending. */
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
};

export type Sent = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
};

/** Refuses as any request does; once the bytes have begun, a fault can only break them off. */
export async function fileOf(kernel: Kernel, call: Call): Promise<Sent> {
  planned(kernel, call);
  const { type, open } = present(call.route.serves, "what to serve");
  const work = kernel.database.reader(scopeOf(call));
  const { name, bytes } = await open(work, call.input);
  return {
    headers: fileHeaders(type, name),
    body: told(bytes, (error) =>
      kernel.log.warn({ err: error, request: call.requestId }, "a file broke off"),
    ),
  };
}

/** Not kept on the way, never shown as a page, and named in any script (RFC 6266, RFC 8187). */
export const fileHeaders = (type: string, name: string): Record<string, string> => ({
  "content-type": type,
  "content-disposition": `attachment; ${[
    `filename="${name.replace(/[^\w. -]/g, "_")}"`,
    `filename*=UTF-8''${escaped(name)}`,
  ].join("; ")}`,
  "cache-control": "private, no-store",
  "x-content-type-options": "nosniff",
});

const escaped = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);

function told(bytes: AsyncIterable<Uint8Array>, broke: (error: unknown) => void): Readable {
  async function* taken(): AsyncGenerator<Uint8Array> {
    try {
      yield* bytes;
    } catch (error) {
      broke(error);
      throw error;
    }
  }
  return Readable.from(taken(), { objectMode: false, highWaterMark: 65_536 });
}
