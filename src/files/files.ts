// Where finished files lie (reports): one interface, fulfilled by the data folder (local.ts) and by
// S3-compatible storage (s3.ts). A name is seen with all of its bytes or not at all. What is in the
// files, and who may have them, is others' affair.
import type { Readable } from "node:stream";
import { assert } from "../lib/assert.ts";

/** Bytes of a file, both ends included. */
export type Span = { readonly from: number; readonly to: number };

export type Content = {
  /** Media type. */
  readonly type: string;
  readonly parts: AsyncIterable<Buffer>;
  /** Breaks it off, also while storage does not answer. */
  readonly signal: AbortSignal;
};

export type Files = {
  /**
   * Stores what comes under this name, in place of what was there; answers the size in bytes. If
   * the parts break off, nothing of them is seen, and what an earlier try left is cleared away.
   */
  put(name: string, content: Content): Promise<number>;
  /** The size of a file; null where there is none of this name. */
  size(name: string): Promise<number | null>;
  read(name: string, span: Span): Promise<Readable>;
  /** Also where there is none. */
  remove(name: string): Promise<void>;
};

export type FilesConfig =
  | { readonly kind: "folder"; readonly folder: string }
  | {
      readonly kind: "s3";
      readonly bucket: string;
      /** Before each name, with its slash; may be empty. */
      readonly prefix: string;
      readonly region: string;
      /** Of a service other than Amazon's. */
      readonly endpoint: string | null;
      /** Null: what the surroundings give (environment, profile, role of the machine). */
      readonly credentials: {
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
      } | null;
    };

const form = /^[a-z]+\/[a-z]+_[0-9A-Za-z]{32}\.[a-z]{1,5}$/;

/** `reports/rpt_….csv`: a folder, an id, an ending. Nothing that leads out of a folder. */
export const isFileName = (name: string): boolean => form.test(name);

export const checkFileName = (name: string): void =>
  assert(isFileName(name), `not a file's name: ${name.slice(0, 60)}`);
