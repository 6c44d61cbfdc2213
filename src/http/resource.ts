// How a noun declares its endpoints: method, path, shapes, who may, and what to do. Status,
// transaction, idempotency, expansion and rendering are the kernel's (http/server.ts,
// http/handle.ts).

import type { Listening } from "../db/pulse.ts";
import type { Reader } from "../db/statement.ts";
import type { Facts, ReadWork, Rendered, Work } from "../db/work.ts";
import { Bug } from "../lib/assert.ts";
import type { ErrorCode } from "../lib/errors.ts";
import * as s from "../lib/schema.ts";
import type { FileAnswer } from "./files.ts";
import type { Page, PageRequest } from "./paging.ts";

export type Method = "GET" | "POST" | "DELETE";

/**
 * What a handler answers when the outcome comes from outside (a charger, a card processor): the
 * request commits, then waits for it. `resume` is stored with the idempotency key, so that a retry
 * after a crash waits for the same thing (spec part 1, "Idempotency").
 */
export class Awaited {
  readonly resume: AwaitedOutcome;
  constructor(resume: AwaitedOutcome) {
    this.resume = resume;
  }
}

/** Names a waiter that the noun registers (`waits`) and what it waits for. */
export type AwaitedOutcome = { readonly wait: string; readonly id: string };

/**
 * Asked again and again after the commit until it answers: the object, or null for "not yet". It
 * may refuse. Runs in a work of its own each time.
 */
export type Waiter = (work: ReadWork, id: string, waitedMs: number) => Promise<Rendered | null>;

type Input = Record<string, unknown>;

/** One message of a stream: server-sent events have a name and JSON data, and an id to resume. */
export type Message = {
  readonly id: string;
  readonly event: string;
  readonly data: Rendered;
};

/** Nothing to show, only the place to resume from. */
export type Mark = { readonly id: string; readonly event: null };

/** What a stream has at hand for as long as it lasts. */
export type StreamContext = {
  /** The id of the last message that the client has seen: go on after it. Null: from now on. */
  readonly lastEventId: string | null;
  /** Aborts when the client is gone, the key no longer good, or the server stopping. */
  readonly signal: AbortSignal;
  /** Reads with the present time and the key's present rights. */
  read(): ReadWork;
  /** Wakes at the commits of this process that touched this id (db/pulse.ts). */
  listen(id: string): Listening;
  /** For a look that is shared by the streams of many accounts. */
  everyone(): Pick<Reader, "query">;
};

/**
 * Checks what was asked for, and may refuse; then answers the messages, in batches. An end of the
 * batches ends the stream.
 */
export type Follow = (
  input: Input,
  context: StreamContext,
) => Promise<AsyncIterable<readonly (Message | Mark)[]>>;

/** For whom something is prepared; a request that is sent again brings the same key. */
export type Asker = {
  readonly account: string;
  readonly livemode: boolean;
  readonly idempotencyKey: string | null;
};

export type Route = {
  readonly method: Method;
  /** Fastify's form: `/v1/drivers/:driver`. */
  readonly path: string;
  readonly summary: string;
  readonly about: string | null;
  /** The right that a restricted key needs on the route's noun. */
  readonly right: "read" | "write";
  readonly body: s.TSchema | null;
  readonly query: s.TSchema | null;
  readonly answer: s.TSchema;
  /** The answer is a page of `answer` items. */
  readonly paged: boolean;
  /** A list of what has no time of birth: no `created` filters. */
  readonly undated: boolean;
  /** Does something that costs money: a suspended account may not. */
  readonly costs: boolean;
  /** The one outside call of a request, before its transaction (tokenising a card, ruling 14). */
  readonly prepare: ((input: Input, asker: Asker) => Promise<Input>) | null;
  /** The answer shows a secret: what is kept for a replay is encrypted (ruling 2). */
  readonly secretAnswer: boolean;
  /**
   * Codes that the operation itself refuses with; what the kernel refuses (keys, input, paging,
   * the id in the path) need not be said. The tests' client holds every answer to them.
   */
  readonly refuses: readonly ErrorCode[];
  /** A body to show in the reference, where the smallest one would not do. */
  readonly example: Readonly<Record<string, unknown>> | null;
  /** Whether this input only adds rows, so that it may share its transaction (`together`). */
  readonly adds: ((input: Input) => boolean) | null;
  readonly run: (work: Work, input: Input) => Promise<Rendered | Awaited | Page>;
  /** Answers as server-sent events instead, for as long as the client stays (http/streaming.ts). */
  readonly follow: Follow | null;
  /** Answers a file instead, of this media type (http/files.ts). */
  readonly serves: {
    readonly type: string;
    readonly open: (work: ReadWork, input: Input) => Promise<FileAnswer>;
  } | null;
};

type Params<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? { readonly [K in Name]: string } & Params<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? { readonly [K in Name]: string }
    : unknown;

type Spec<Body, Query> = {
  readonly summary: string;
  readonly about?: string;
  readonly body?: Body;
  readonly query?: Query;
  readonly answer: s.TSchema;
  readonly costs?: boolean;
  /** Replaces what must never enter the transaction (a card number) by what may. */
  readonly prepare?: (input: Input, asker: Asker) => Promise<Input>;
  /** The answer shows a secret, this once. */
  readonly secretAnswer?: boolean;
  readonly refuses?: readonly ErrorCode[];
  /**
   * Where what is created names nothing that others change: many at once are faster then
   * (`Database.together` says what holds).
   */
  readonly adds?: (input: Shape<Body>) => boolean;
  /** Lists only: what is listed has no `created`. */
  readonly undated?: boolean;
  readonly example?: Readonly<Record<string, unknown>>;
};

type Shape<T> = T extends s.TSchema ? s.Static<T> : unknown;

const blank = {
  adds: null,
  follow: null,
  serves: null,
  undated: false,
  paged: false,
  costs: false,
  example: null,
  body: null,
  query: null,
  prepare: null,
  secretAnswer: false,
};

/** What every kind of route says of itself. */
const told = (spec: Pick<Spec<unknown, unknown>, "summary" | "about" | "refuses">) => ({
  summary: spec.summary,
  about: spec.about ?? null,
  refuses: spec.refuses ?? [],
});

/** What every kind of reading has in common. */
const reading = (
  path: string,
  spec: Pick<Spec<unknown, s.TSchema | undefined>, "summary" | "about" | "refuses" | "query">,
) => ({
  ...{ ...blank, ...told(spec), method: "GET" as const, path, right: "read" as const },
  query: spec.query ?? null,
});

/** Reads one object. */
export const get = <P extends string, Q extends s.TSchema | undefined = undefined>(
  path: P,
  spec: Spec<undefined, Q>,
  run: (work: ReadWork, input: Params<P> & Shape<Q>) => Promise<Rendered>,
): Route => ({
  ...reading(path, spec),
  answer: spec.answer,
  run: run as unknown as Route["run"],
});

/**
 * Reads a page of objects, newest first. `query` holds the filters; paging and `created` are
 * added.
 */
export const list = <P extends string, Q extends s.TSchema | undefined = undefined>(
  path: P,
  spec: Spec<undefined, Q>,
  run: (work: ReadWork, input: Params<P> & Shape<Q>, page: PageRequest) => Promise<Page>,
): Route => ({
  ...reading(path, spec),
  answer: spec.answer,
  paged: true,
  undated: spec.undated ?? false,
  run: ((work: Work, input: Input) =>
    run(work, input as Params<P> & Shape<Q>, input["$page"] as PageRequest)) as Route["run"],
});

/**
 * Follows something live, as server-sent events; `answer` is the data of each message. Clients
 * resume with `Last-Event-ID`, or `last_event_id` in the query.
 */
export const stream = <P extends string, Q extends s.TSchema | undefined = undefined>(
  path: P,
  spec: Pick<Spec<undefined, Q>, "summary" | "about" | "query" | "answer" | "refuses">,
  follow: (
    input: Params<P> & Shape<Q>,
    context: StreamContext,
  ) => Promise<AsyncIterable<readonly (Message | Mark)[]>>,
): Route => ({
  ...reading(path, spec),
  answer: spec.answer,
  run: async () => {
    throw new Bug(`${path} is followed, not read`);
  },
  follow: follow as unknown as Follow,
});

/** Answers a file of one media type. */
export const file = <P extends string, Q extends s.TSchema | undefined = undefined>(
  path: P,
  spec: Pick<Spec<undefined, Q>, "summary" | "about" | "query" | "refuses"> & {
    readonly type: string;
  },
  open: (work: ReadWork, input: Params<P> & Shape<Q>) => Promise<FileAnswer>,
): Route => ({
  ...reading(path, spec),
  answer: s.object({}),
  run: async () => {
    throw new Bug(`${path} is a file`);
  },
  serves: {
    type: spec.type,
    open: open as unknown as NonNullable<Route["serves"]>["open"],
  },
});

/** Changes something, in one transaction. */
export const post = <P extends string, B extends s.TSchema | undefined = undefined>(
  path: P,
  spec: Spec<B, undefined>,
  run: (work: Work, input: Params<P> & Shape<B>) => Promise<Rendered | Awaited>,
): Route => ({
  ...blank,
  ...told(spec),
  method: "POST",
  path,
  body: spec.body ?? s.object({}),
  example: spec.example ?? null,
  prepare: spec.prepare ?? null,
  adds: (spec.adds ?? null) as Route["adds"],
  secretAnswer: spec.secretAnswer ?? false,
  right: "write",
  answer: spec.answer,
  costs: spec.costs ?? false,
  run: run as unknown as Route["run"],
});

/** Deletes, and answers `{id, object, deleted}`. */
export const remove = <P extends string>(
  path: P,
  spec: Pick<Spec<undefined, undefined>, "summary" | "about" | "refuses"> & { object: string },
  run: (work: Work, input: Params<P>) => Promise<string>,
): Route => ({
  ...blank,
  ...told(spec),
  method: "DELETE",
  path,
  right: "write",
  answer: s.object({
    id: s.text(100, { about: "Id of what was deleted." }),
    object: s.literal(spec.object),
    deleted: s.literal(true, { about: "True: it is gone." }),
  }),
  run: async (work, input) => {
    const id = await run(work, input as Params<P>);
    return { id, object: spec.object, deleted: true };
  },
});

/** One kind of object that a noun renders: how references and `expand` find it. */
export type Rendering = {
  /** Prefix of its ids: `drv`. */
  readonly prefix: string;
  /** The word in its `object` key. */
  readonly object: string;
  /** Path inside the object → prefix of what stands there. */
  readonly expandable: Readonly<Record<string, string>>;
  /** Rendered objects of these ids, in one query; missing ones are left out. */
  load(work: ReadWork, ids: readonly string[]): Promise<Rendered[]>;
};

/** What a noun does when an earlier one tells a fact, in the teller's transaction. */
export type Listeners = {
  readonly [K in keyof Facts]?: (work: Work, fact: Facts[K]) => Promise<void>;
};

/** A route and the key that it stands under: `create`, `list`, `rollPassword`. */
export type NamedRoute = Route & { readonly operation: string };

/** A type of event, the kind of object that it carries, and what has happened. */
export type Announced = {
  readonly type: string;
  readonly object: string;
  /** Words in `object` keys of all that it shows. */
  readonly shows: readonly string[];
  readonly about: string;
};

export type Resource = {
  /** The noun: folder, URL, table and object name. */
  readonly name: string;
  /** What the noun is, for the reference. */
  readonly about: string;
  readonly routes: readonly NamedRoute[];
  readonly renders: readonly Rendering[];
  readonly waits: Readonly<Record<string, Waiter>>;
  readonly listens: Listeners;
  /** The types of events that webhook endpoints may receive. */
  readonly announces: readonly Announced[];
};

export function resource(
  name: string,
  parts: {
    about?: string;
    renders?: readonly Rendering[];
    waits?: Readonly<Record<string, Waiter>>;
    listens?: Listeners;
    announces?: readonly Announced[];
    routes: Readonly<Record<string, Route>>;
  },
): Resource {
  return {
    name,
    about: parts.about ?? "",
    renders: parts.renders ?? [],
    waits: parts.waits ?? {},
    listens: parts.listens ?? {},
    announces: parts.announces ?? [],
    routes: Object.entries(parts.routes).map(([operation, route]) => ({ ...route, operation })),
  };
}
