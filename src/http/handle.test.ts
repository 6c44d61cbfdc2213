import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../test/platform.ts";
import { openPulse } from "../db/pulse.ts";
import type { Rendered } from "../db/work.ts";
import { enqueue } from "../jobs/queue.ts";
import { present } from "../lib/assert.ts";
import { refuse } from "../lib/errors.ts";
import { openLog } from "../lib/log.ts";
import * as s from "../lib/schema.ts";
import { openVault } from "../lib/secret.ts";
import { handle } from "./handle.ts";
import type { Call, Kernel } from "./request.ts";
import { Awaited, post } from "./resource.ts";
import { openVersions, publishedChanges } from "./versions.ts";

describe("a request with an idempotency key that asks the card processor first", () => {
  let platform: TestPlatform;
  let kernel: Kernel;
  before(async () => {
    platform = await testPlatform();
    kernel = {
      database: platform.database,
      catalogue: { nounOf: new Map(), byPrefix: new Map(), byObject: new Map() },
      waits: {},
      versions: openVersions(publishedChanges),
      vault: openVault("s".repeat(32)),
      log: openLog("silent"),
      publicUrl: () => platform.url,
      pulse: openPulse(),
    };
  });
  after(() => platform.close());

  /** A call of a route with this outside step. */
  const callOf = (key: string, prepare: (input: object) => Promise<Record<string, unknown>>) => {
    const answer = s.object({ seen: s.unknown() });
    const route = post("/v1/cards", { summary: "", answer, prepare }, async (_work, input) => ({
      seen: (input as Record<string, unknown>)["token"],
    }));
    const call: Call = {
      ...{
        route,
        object: "card",
        requestId: "req_1",
        bearer: "",
        idempotencyKey: key,
        forwarded: false,
      },
      principal: {
        ...{ account: platform.first.account, livemode: false, apiVersion: "2026-03-01" },
        ...{ accountStatus: "active", keyId: "key_1", permissions: null, expiresAt: null },
      },
      ...{ version: "2026-03-01", expand: [], input: {}, rawBody: { number: "4242" } },
      ...{ url: "/v1/cards", listing: null, forwarded: false },
    };
    return call;
  };

  it("asks it while no transaction is open, and not again for a retry", async () => {
    const open: unknown[] = [];
    const call = callOf("outside", async () => {
      const counted = await platform.sql(
        `select count(*)::int as open from pg_stat_activity
         where datname = current_database() and state like 'idle in transaction%'`,
      );
      open.push(counted[0]?.["open"]);
      return { token: "tok_1" };
    });
    const first = await handle(kernel, call);
    const second = await handle(kernel, call);
    assert.deepEqual(open, [0]);
    assert.deepEqual([first.status, first.body, first.replayed], [200, '{"seen":"tok_1"}', false]);
    assert.deepEqual([second.body, second.replayed], [first.body, true]);
  });

  it("keeps its refusal as the operation's own", async () => {
    let asked = 0;
    const call = callOf("refused", async () => {
      asked++;
      return refuse("payment_method_invalid_input", "Invalid card.number.", {
        param: "card.number",
      });
    });
    const first = await handle(kernel, call);
    const second = await handle(kernel, call);
    assert.deepEqual([first.status, first.replayed], [400, false]);
    assert.deepEqual([second.body, second.replayed, asked], [first.body, true, 1]);
  });
});

describe("a request with an idempotency key that waits for the outside", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  /** A call whose outcome is what `outcomes` say, one after the other. */
  function waiting(key: string, outcomes: (() => Rendered)[]) {
    const answer = s.object({ seen: s.unknown() });
    const route = post("/v1/waits", { summary: "", answer }, async (work) => {
      await enqueue(work, { task: "ordered", payload: { key } });
      return new Awaited({ wait: "outcome", id: "it" });
    });
    const kernel: Kernel = {
      database: platform.database,
      catalogue: { nounOf: new Map(), byPrefix: new Map(), byObject: new Map() },
      waits: { outcome: async () => present(outcomes.shift(), "another outcome")() },
      vault: openVault("s".repeat(32)),
      log: openLog("silent"),
      publicUrl: () => platform.url,
      pulse: openPulse(),
      versions: openVersions(publishedChanges),
    };
    const call: Call = {
      ...{ route, object: "wait", requestId: "req_1", bearer: "", idempotencyKey: key },
      principal: {
        ...{ account: platform.first.account, livemode: false, apiVersion: "2026-03-01" },
        ...{ accountStatus: "active", keyId: "key_1", permissions: null, expiresAt: null },
      },
      ...{ version: "2026-03-01", expand: [], input: {}, rawBody: {} },
      ...{ url: "/v1/waits", listing: null, forwarded: false },
    };
    const ordered = `select count(*)::int as n from jobs
      where task = 'ordered' and payload ->> 'key' = $1`;
    return {
      send: () => handle(kernel, call),
      begun: async () => (await platform.sql(ordered, [key]))[0]?.["n"],
    };
  }

  const timedOut = () => refuse("charging_station_timeout", "No answer in time.");
  const gone = (): never => {
    throw Object.assign(new Error("gone"), { code: "ECONNRESET" });
  };

  it("answers 504 for ever, although the station says yes later", async () => {
    const { send, begun } = waiting("late", [timedOut, () => ({ seen: "yes" })]);
    const first = await send();
    const second = await send();
    assert.deepEqual([first.status, first.replayed], [504, false]);
    assert.deepEqual([second.status, second.body, second.replayed], [504, first.body, true]);
    assert.equal(await begun(), 1);
  });

  it("goes on waiting after a 503 or a 500, and begins nothing a second time", async () => {
    const broken = (): never => {
      throw new Error("a bug");
    };
    const { send, begun } = waiting("again", [gone, broken, () => ({ seen: "yes" })]);
    assert.deepEqual([(await send()).status, (await send()).status], [503, 500]);
    const third = await send();
    assert.deepEqual([third.status, third.body, third.replayed], [200, '{"seen":"yes"}', true]);
    assert.equal((await send()).body, third.body);
    assert.equal(await begun(), 1);
  });
});
