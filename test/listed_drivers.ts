// Drivers to be listed, in accounts of their own: what the tests of lists and expansions share.
import { after, before } from "node:test";
import { type Client, type Json, type TestPlatform, testPlatform } from "./platform.ts";

export const ada = { name: "Ada", email: "ada@example.com" };

export const idsOf = (page: { data: Json[] }): unknown[] => page.data.map((one) => one["id"]);

/** Follows one of the two URLs to its end; the pages' ids. */
export async function walk(
  api: Client,
  start: Json,
  direction: "next" | "previous",
  between?: () => unknown,
) {
  const pages: unknown[][] = [];
  for (let url = start[`${direction}_page_url`]; url !== null; ) {
    await between?.();
    const page = await api.read(String(url));
    pages.push(idsOf(page));
    url = page[`${direction}_page_url`];
  }
  return pages;
}

/** A platform for a suite. */
export function openLists() {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  /** Drivers of an account of their own, newest first. */
  async function accountWith(
    drivers: number,
    more: Json = {},
  ): Promise<{ api: Client; ids: string[] }> {
    const api = platform.client((await platform.openAccount()).testKey);
    const ids: string[] = [];
    for (let made = 0; made < drivers; made++) {
      ids.push((await api.make("/v1/drivers", { ...ada, ...more })).id);
    }
    return { api, ids: ids.sort().reverse() };
  }

  /**
   * Statements that a call sends. What else runs in the process only adds: the fewest of some
   * tries.
   */
  async function fewestStatements(run: () => Promise<unknown>): Promise<number> {
    const counts: number[] = [];
    for (let tries = 0; tries < 8; tries++) {
      const earlier = platform.database.sent();
      await run();
      counts.push(platform.database.sent() - earlier);
    }
    return Math.min(...counts);
  }

  return {
    get platform(): TestPlatform {
      return platform;
    },
    ...{ accountWith, fewestStatements },
  };
}
