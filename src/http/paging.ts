// Lists: opaque, tamper-proof tokens over a keyset, so that a walk is stable while rows are
// inserted and page ten thousand costs what page one does. Spec part 1, "Lists".
import type { Rendered } from "../db/work.ts";
import { refuse } from "../lib/errors.ts";
import { sameText, type Vault } from "../lib/secret.ts";

/** Where a page begins: after (older) or before (newer) the row with this key. */
export type Cursor = {
  readonly direction: "after" | "before";
  readonly key: string;
  /** The row with the key belongs to the page too: how an empty page leads back. */
  readonly inclusive?: boolean;
};

export type PageRequest = {
  readonly limit: number;
  readonly cursor: Cursor | null;
  readonly created: Readonly<Record<"gt" | "gte" | "lt" | "lte", Date | null>>;
  readonly metadata: Readonly<Record<string, string>>;
};

/**
 * One page as a store answers it: rendered items in list order and what lies beyond on both
 * sides.
 */
export type Page = {
  readonly data: readonly Rendered[];
  /**
   * The key of the first and last item, for the tokens; null where nothing lies beyond. Of an
   * empty page, the key that it was reached from.
   */
  readonly next: string | null;
  readonly previous: string | null;
};

/** What a token is bound to: another filter, account or list makes it invalid. */
export type Binding = {
  readonly account: string;
  readonly livemode: boolean;
  readonly list: string;
};

const bound = (binding: Binding, payload: string): string =>
  `${binding.account}\n${binding.livemode}\n${binding.list}\n${payload}`;

export function pageToken(vault: Vault, binding: Binding, cursor: Cursor): string {
  const letter = cursor.direction === "after" ? "a" : "b";
  const payload = `${cursor.inclusive === true ? letter.toUpperCase() : letter}${cursor.key}`;
  const sealed = Buffer.from(payload).toString("base64url");
  return `page_${sealed}-${vault.tag("page", bound(binding, payload))}`;
}

const tagLength = 22;
const directions: Readonly<Record<string, Cursor["direction"]>> = { a: "after", b: "before" };

export function readPageToken(vault: Vault, binding: Binding, token: string): Cursor {
  const sealed = token.slice("page_".length, -tagLength - 1);
  const payload = Buffer.from(sealed, "base64url").toString("utf8");
  const direction = directions[payload.charAt(0).toLowerCase()];
  const inclusive = /^[AB]/.test(payload);
  const cursor = direction === undefined ? null : { direction, key: payload.slice(1), inclusive };
  // Sealed again it must be the same text: base64url has more than one spelling of the same bytes.
  if (cursor === null || !sameText(token, pageToken(vault, binding, cursor))) {
    refuse(
      "page_token_invalid",
      "This page token is not valid here: it was altered, or belongs to another list, filter or " +
        "account. Follow next_page_url as it was given.",
      { param: "page" },
    );
  }
  return cursor;
}

/**
 * Cuts what a store read (limit + 1 rows in the cursor's direction) into a page.
 * `key` gives the row's place in the list's order.
 */
export function cutPage<T>(
  rows: readonly T[],
  request: PageRequest,
  key: (row: T) => string,
  render: (row: T) => Rendered,
): Page {
  const more = rows.length > request.limit;
  const kept = rows.slice(0, request.limit);
  const backwards = request.cursor?.direction === "before";
  if (backwards) kept.reverse();
  const first = kept[0];
  const last = kept.at(-1);
  if (first === undefined || last === undefined) {
    // All that lay here is gone: what the page was reached from is the way on.
    const from = request.cursor?.key ?? null;
    return { data: [], next: backwards ? from : null, previous: backwards ? null : from };
  }
  const newer = backwards ? more : request.cursor !== null;
  const older = backwards ? true : more;
  return {
    data: kept.map(render),
    next: older ? key(last) : null,
    previous: newer ? key(first) : null,
  };
}
