// Lists: one page at a time, or item by item over all pages, in both directions.
import type { AnyOptions, ApiRequest, Transport } from "./transport.ts";

type WirePage<T> = {
  readonly data: readonly T[];
  readonly next_page_url: string | null;
  readonly previous_page_url: string | null;
};

export type ListCall = {
  readonly transport: Transport;
  readonly request: ApiRequest;
  readonly options: AnyOptions;
};

/** One page of a list, newest first. Iterating over it goes on through the pages after it. */
export class Page<T> implements AsyncIterable<T> {
  readonly data: readonly T[];
  readonly next_page_url: string | null;
  readonly previous_page_url: string | null;
  readonly #call: ListCall;

  constructor(call: ListCall, { data, next_page_url, previous_page_url }: WirePage<T>) {
    this.#call = call;
    this.data = data;
    this.next_page_url = next_page_url;
    this.previous_page_url = previous_page_url;
  }

  /** The page of older items, or null where this is the last. */
  async next(): Promise<Page<T> | null> {
    return this.#turn(this.next_page_url);
  }

  /** The page of newer items, or null where this is the first. */
  async previous(): Promise<Page<T> | null> {
    return this.#turn(this.previous_page_url);
  }

  /** Pages from this one on: to older ones, or with "previous" to newer ones. */
  async *pages(direction: "next" | "previous" = "next"): AsyncGenerator<Page<T>, void, undefined> {
    for (let page: Page<T> | null = this; page !== null; page = await page[direction]()) {
      yield page;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages()) yield* page.data;
  }

  /** Items the other way: this page's from its last to its first, then the newer pages'. */
  async *reverse(): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages("previous")) yield* [...page.data].reverse();
  }

  /**
   * Only the URL's query is taken: the key goes to no other host and path than before, whatever an
   * answer says. It holds the filters and `expand`, too.
   */
  async #turn(url: string | null): Promise<Page<T> | null> {
    if (url === null) return null;
    const { request, options, transport } = this.#call;
    const pairs = [...new URL(url).searchParams];
    const query: Record<string, string | string[]> = {};
    for (const [key, value] of pairs) {
      const known = query[key];
      query[key] = known === undefined ? value : [known, value].flat();
    }
    const { expand: _inQuery, ...others } = options;
    const call = { ...this.#call, options: others, request: { ...request, query } };
    return readPage({ ...call, transport });
  }
}

async function readPage<T>(call: ListCall): Promise<Page<T>> {
  const wire = await call.transport.json<WirePage<T>>(call.request, call.options);
  return new Page(call, wire);
}

/**
 * What a `list` answers: await it for the first page, or iterate over it for every item. Nothing
 * is sent before that.
 */
export class List<T> implements Promise<Page<T>>, AsyncIterable<T> {
  readonly [Symbol.toStringTag] = "List";
  readonly #call: ListCall;
  #first: Promise<Page<T>> | null = null;

  constructor(transport: Transport, request: ApiRequest, options: AnyOptions = {}) {
    this.#call = { transport, request, options };
  }

  // biome-ignore lint/suspicious/noThenProperty: awaiting a list gives its first page
  then<A = Page<T>, B = never>(
    done?: ((page: Page<T>) => A | PromiseLike<A>) | null,
    failed?: ((why: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#first ??= readPage<T>(this.#call);
    return this.#first.then(done, failed);
  }

  catch<B = never>(failed?: ((why: unknown) => B | PromiseLike<B>) | null): Promise<Page<T> | B> {
    return this.then(undefined, failed);
  }

  finally(ended?: (() => void) | null): Promise<Page<T>> {
    return this.then().finally(ended);
  }

  async *pages(direction: "next" | "previous" = "next"): AsyncGenerator<Page<T>, void, undefined> {
    yield* (await this).pages(direction);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* await this;
  }

  /** From the page that was asked for to newer ones: items in the order of their creation. */
  async *reverse(): AsyncGenerator<T, void, undefined> {
    yield* (await this).reverse();
  }

  /** Items as an array; the limit keeps a long list from filling the memory. */
  async toArray({ limit }: { readonly limit: number }): Promise<T[]> {
    const items: T[] = [];
    if (limit <= 0) return items;
    for await (const item of this) {
      items.push(item);
      if (items.length >= limit) break;
    }
    return items;
  }
}

/** A page's token out of the URL that led to it, for `list({page})` later on. */
export function pageToken(url: string): string {
  const token = new URL(url).searchParams.get("page");
  if (token === null) throw new TypeError("This URL has no page token.");
  return token;
}
