// What an expansion costs: as many statements for many objects as for one, for every path that can
// be expanded, of every noun and four levels deep (spec part 1, "Expanding").
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readConfig } from "../src/config.ts";
import type { ReadWork, Rendered } from "../src/db/work.ts";
import { catalogue } from "../src/http/catalogue.ts";
import { expandAll, planExpand } from "../src/http/expand.ts";
import { openVersions, publishedChanges } from "../src/http/versions.ts";
import { present } from "../src/lib/assert.ts";
import { openVault } from "../src/lib/secret.ts";
import { nounsOf } from "../src/opening.ts";
import { makeOneOfEach } from "./exemplars.ts";
import { type TestPlatform, testPlatform } from "./platform.ts";

const config = readConfig({
  ...{ CHARGE_DATABASE_URL: "postgres://nowhere", CHARGE_SECRET: "s".repeat(32) },
});
const all = catalogue(nounsOf(config, openVault("s".repeat(32)), openVersions(publishedChanges)));

/** Every expandable path of an object, each led on to four levels by whatever leads on. */
function pathsOf(object: string): string[] {
  const rendering = all.byObject.get(object);
  return Object.keys(rendering?.expandable ?? {}).flatMap((head) => {
    const chain = [head];
    for (let prefix = rendering?.expandable[head]; chain.length < 4; ) {
      const [next, to] = Object.entries(all.byPrefix.get(prefix ?? "")?.expandable ?? {})[0] ?? [];
      if (next === undefined) break;
      chain.push(next);
      prefix = to;
    }
    return chain.length === 1 ? [head] : [head, chain.join(".")];
  });
}

describe("an expansion", () => {
  let platform: TestPlatform;
  let account = "";
  /** Real objects by the prefix of their ids, five of each kind. */
  const known = new Map<string, Set<string>>();
  before(async () => {
    platform = await testPlatform();
    const owner = await platform.openAccount();
    account = owner.account;
    for (let made = 0; made < 5; made++) {
      const ids = await makeOneOfEach(platform.client(owner.testKey), account);
      for (const id of Object.values(ids)) {
        const prefix = id.slice(0, id.lastIndexOf("_"));
        known.set(prefix, (known.get(prefix) ?? new Set()).add(id));
      }
    }
  });
  after(() => platform.close());

  async function statements(object: string, path: string, shown: readonly Rendered[]) {
    let sent = 0;
    const reader = platform.database.reader({ account, livemode: false });
    const work: ReadWork = {
      ...reader,
      query: (statement, values) => {
        sent++;
        return reader.query(statement, values);
      },
    };
    await expandAll(work, all, object, planExpand(all, object, [path], null), shown);
    return sent;
  }

  /** Objects as far as an expansion looks at them: each with another id at the end of the head. */
  function itemsOf(object: string, path: string): Rendered[] {
    const expandable = present(all.byObject.get(object), object).expandable;
    const heads = Object.keys(expandable).filter(
      (one) => path === one || path.startsWith(`${one}.`),
    );
    const head = present(heads.sort((a, b) => b.length - a.length)[0], path);
    const ids = [...(known.get(expandable[head] ?? "") ?? ["unknown_1", "unknown_2"])];
    return ids.map(
      (id) =>
        head.split(".").reduceRight<unknown>((inner, step) => ({ [step]: inner }), id) as Rendered,
    );
  }

  for (const object of all.byObject.keys()) {
    for (const path of pathsOf(object)) {
      it(`of ${path} on ${object} costs many objects what it costs one`, async () => {
        const shown = itemsOf(object, path);
        const single = await Promise.all(shown.map((one) => statements(object, path, [one])));
        const many = [...shown, ...shown, ...shown];
        assert.equal(await statements(object, path, many), Math.max(...single));
        assert.ok(Math.max(...single) >= 1);
        assert.ok(Math.max(...single) <= 4, `${single} statements`);
      });
    }
  }

  it("is tried on real objects of most kinds", () => {
    const several = [...known].filter(([, ids]) => ids.size >= 5).map(([prefix]) => prefix);
    for (const prefix of ["cs", "drv", "flt", "pm", "veh"]) assert.ok(several.includes(prefix));
  });
});
