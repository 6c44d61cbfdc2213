// From what an operation answered to the bytes that are sent: expansion, version, pages, refusals.
import type { ReadWork, Rendered } from "../db/work.ts";
import { assert } from "../lib/assert.ts";
import type { Refusal } from "../lib/errors.ts";
import { expandAll, planExpand } from "./expand.ts";
import { errorBody } from "./failure.ts";
import type { Answer } from "./idempotency.ts";
import { type Page, pageToken } from "./paging.ts";
import { type Call, type Kernel, operationOf } from "./request.ts";
import { Awaited } from "./resource.ts";

/** What `expand` asks for; refuses what cannot be expanded, or not by this key (ruling 6). */
export const planned = (kernel: Kernel, { object, expand, principal }: Call) =>
  planExpand(kernel.catalogue, object, expand, principal.permissions);

/** The answer of an operation, in the version and with the expansion that the call asks for. */
export async function rendered(
  kernel: Kernel,
  call: Call,
  work: ReadWork,
  result: Rendered | Page | Awaited,
): Promise<Answer> {
  assert(!(result instanceof Awaited), "a read cannot wait for an outcome");
  const tree = planned(kernel, call);
  const items = call.route.paged ? (result as Page).data : [result as Rendered];
  const expanded =
    tree.size === 0 ? items : await expandAll(work, kernel.catalogue, call.object, tree, items);
  const shown = expanded.map((item) => kernel.versions.shown(item, call.version));
  const body = call.route.paged ? pageBody(kernel, call, result as Page, shown) : shown[0];
  return { status: 200, body: JSON.stringify(body) };
}

function pageBody(kernel: Kernel, call: Call, page: Page, data: readonly Rendered[]): Rendered {
  const { listing, principal } = call;
  assert(listing !== null, "a page needs to know its list");
  const binding = bindingOf(call);
  const inclusive = page.data.length === 0;
  const url = (direction: "after" | "before", key: string | null): string | null => {
    if (key === null) return null;
    const params = new URLSearchParams([
      ["page", pageToken(kernel.vault, binding, { direction, key, inclusive })],
      ...listing.carried.map(([name, value]) => [name, value] as [string, string]),
      ["limit", String(listing.limit)],
    ]);
    return `${kernel.publicUrl()}${listing.path}?${params}`;
  };
  assert(principal.account !== "", "a page needs its account");
  return {
    data,
    next_page_url: url("after", page.next),
    previous_page_url: url("before", page.previous),
  };
}

/**
 * What a page token of this call is good for: this account, mode, list and filters; not the
 * expansion.
 */
export const bindingOf = (call: Pick<Call, "principal" | "listing">) => ({
  account: call.principal.account,
  livemode: call.principal.livemode,
  list: `${call.listing?.path}?${(call.listing?.carried ?? [])
    .filter(([name]) => name !== "expand")
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join("&")}`,
});

/** A refusal as the answer that the client gets. */
export function refused(kernel: Kernel, call: Call, refusal: Refusal): Answer {
  const body = errorBody(refusal, call.requestId, kernel.publicUrl());
  const told = kernel.versions.told(body, operationOf(call.route), call.version);
  return { status: body.status, body: JSON.stringify(told) };
}
