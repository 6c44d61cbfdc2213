// Calls an operation by its row in the table of operations: for a command line, or any program
// that does not know beforehand what it will call. Everybody else uses the client's resources.
import type { Query } from "./address.ts";
import type { Charge } from "./charge.ts";
import type { EventStream } from "./event_stream.ts";
import type { StreamOptions } from "./options.ts";
import type { List } from "./page.ts";
import type { AnyOptions, Method } from "./transport.ts";

/** What a parameter is, as a person would be asked for it. */
export type Field = {
  readonly name: string;
  /** "any" where there are several. */
  readonly type: string;
  readonly required?: boolean;
  readonly nullable?: boolean;
  readonly description?: string;
  readonly choices?: readonly unknown[];
  readonly default?: unknown;
  readonly example?: unknown;
  /** Of an array. */
  readonly items?: Field;
  /** Of an object. */
  readonly fields?: readonly Field[];
};

export type Operation = {
  /** The client's property: `charging_sessions`. */
  readonly resource: string;
  /** Its method: `rollPassword`. */
  readonly method: string;
  readonly http: Method;
  readonly path: string;
  readonly kind: "object" | "page" | "stream" | "bytes";
  readonly summary: string;
  readonly description?: string;
  /** The word of the object that it answers, of a page or stream of one item. */
  readonly answers: string | null;
  /** What stands in the path, in its order. */
  readonly ids: readonly Field[];
  /** Of the body (POST) or the query. */
  readonly parameters: readonly Field[];
  /** Paths of the first level that `expand` takes. */
  readonly expand: readonly string[];
};

export type CallInput = {
  readonly ids?: readonly string[];
  readonly parameters?: Readonly<Record<string, unknown>>;
};

/** What an operation gives, by its kind. */
export type Called =
  | { readonly kind: "object"; readonly answer: Promise<unknown> }
  | { readonly kind: "page"; readonly answer: List<unknown> }
  | { readonly kind: "stream"; readonly answer: EventStream<unknown> }
  | { readonly kind: "bytes"; readonly answer: Promise<Uint8Array<ArrayBuffer>> };

export function callOperation(
  charge: Charge,
  operation: Operation,
  { ids = [], parameters = {} }: CallInput = {},
  options: AnyOptions & StreamOptions = {},
): Called {
  const { http: method, path, kind } = operation;
  const { lastEventId, ...others } = parameters;
  const given = kind === "stream" ? others : parameters;
  const request = {
    ...{ method, path, ids },
    ...(method === "POST" ? { body: given } : { query: given as Query }),
  };
  if (kind === "page") return { kind, answer: charge.list(request, options) };
  if (kind === "bytes") return { kind, answer: charge.bytes(request, options) };
  if (kind === "object") return { kind, answer: charge.request(request, options) };
  const from = typeof lastEventId === "string" ? { lastEventId } : {};
  return { kind, answer: charge.stream(request, { ...options, ...from }) };
}
