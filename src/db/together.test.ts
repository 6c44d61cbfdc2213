// Creates that share a transaction: faster, and otherwise as if each had been alone.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Answer, type Client, type TestPlatform, testPlatform } from "../../test/platform.ts";
import type { Work } from "./work.ts";

const driver = (name: string) => ({ name, email: "ada@example.com" });

const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

describe("creates at the same time", () => {
  let platform: TestPlatform;
  let api: Client;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());
  beforeEach(async () => {
    api = platform.client((await platform.openAccount()).testKey);
  });

  const write = (name: string, key = randomUUID()): Promise<Answer> =>
    api.post("/v1/drivers", driver(name), { "idempotency-key": key });

  /** The drivers of the account by name, and in how many transactions they were written. */
  const written = async () => {
    const { id } = await api.read("/v1/account");
    const rows = await platform.sql(
      "select name, xmin::text as transaction from drivers where account_id = $1 order by name",
      [id],
    );
    return {
      names: rows.map(({ name }) => name),
      transactions: new Set(rows.map(({ transaction }) => transaction)).size,
    };
  };

  it("each have their own event, record and answer", async () => {
    const keys = times(40, () => randomUUID());
    const answers = await Promise.all(keys.map((key, at) => write(`driver ${100 + at}`, key)));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.deepEqual(
      (await written()).names,
      times(40, (at) => `driver ${100 + at}`),
    );
    const events = await api.read("/v1/events?type=driver.created&limit=100");
    const told = new Map(
      events.data.map((event) => [(event["data"] as { object: { id: string } }).object.id, event]),
    );
    for (const [at, answer] of answers.entries()) {
      assert.deepEqual(told.get(answer.body.id)?.["request"], {
        id: answer.headers.get("request-id"),
        idempotency_key: keys[at],
      });
      const again = await write(`driver ${100 + at}`, keys[at]);
      assert.deepEqual(
        [again.text, again.headers.get("idempotent-replayed")],
        [answer.text, "true"],
      );
    }
  });

  it("that name others have a transaction each", async () => {
    const rules = { name: "all", mode: "enforcement", rules: {} };
    const policy = await api.make("/v1/policies", rules);
    const named = (at: number) => ({ ...driver(`driver ${at}`), policy_ids: [policy.id] });
    await Promise.all(times(8, (at) => api.make("/v1/drivers", named(at))));
    assert.equal((await written()).transactions, 8);
  });

  it("are told to an endpoint that was opened meanwhile", async () => {
    const made = times(10, (at) => api.make("/v1/drivers", driver(`before ${at}`)));
    await Promise.all(made);
    await api.make("/v1/webhook_endpoints", {
      ...{ url: "https://example.com/hook", enabled_events: ["driver.*"] },
    });
    const after = await Promise.all(
      times(10, (at) => api.make("/v1/drivers", driver(`after ${at}`))),
    );
    const { id } = await api.read("/v1/account");
    const rows = await platform.sql(
      `select e.object_id from webhook_deliveries d join events e
       on e.account_id = d.account_id and e.id = d.event_id where d.account_id = $1`,
      [id],
    );
    assert.deepEqual(
      new Set(rows.map(({ object_id }) => object_id)),
      new Set(after.map((one) => one.id)),
    );
  });

  it("are not disturbed by a replay, a reused key or a refusal among them", async () => {
    const known = randomUUID();
    const first = await write("known", known);
    const method = { preferences: { default_payment_method: `pm_${"0".repeat(32)}` } };
    const all = await Promise.all([
      ...times(6, (at) => write(`one ${at}`)),
      write("known", known),
      write("another", known),
      api.post("/v1/drivers", { ...driver("refused"), ...method }),
      ...times(6, (at) => write(`two ${at}`)),
    ]);
    const [replay, reused, refused] = all.slice(6, 9) as [Answer, Answer, Answer];
    assert.deepEqual([replay.status, replay.text], [200, first.text]);
    assert.deepEqual([reused.status, reused.body["code"]], [422, "idempotency_key_reused"]);
    assert.equal(refused.status, 404);
    const names = [...times(6, (at) => `one ${at}`), ...times(6, (at) => `two ${at}`)];
    assert.deepEqual((await written()).names, ["known", ...names]);
  });

  it("with one key have one effect", async () => {
    const key = randomUUID();
    const answers = await Promise.all(times(30, () => write("one", key)));
    for (const { status, body } of answers) {
      if (status !== 200) assert.deepEqual([status, body["code"]], [409, "idempotency_key_in_use"]);
    }
    assert.deepEqual((await written()).names, ["one"]);
  });

  it("are there if they were acknowledged, once, while connections break", async () => {
    let breaking = true;
    const cut = (async () => {
      while (breaking) {
        await platform.sql(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and application_name = 'charge'
             and backend_type = 'client backend' and random() < 0.3`,
        );
        await new Promise((done) => setTimeout(done, 15));
      }
    })();
    const kept: string[] = [];
    let failed = 0;
    await Promise.all(
      times(12, async (lane) => {
        for (let at = 0; at < 15 || (failed === 0 && at < 500); at++) {
          const name = `driver ${lane} ${at}`;
          // Without a key: a second run would be a second driver.
          const { status } = await api.post("/v1/drivers", driver(name));
          if (status === 200) kept.push(name);
          else failed++;
        }
      }),
    );
    breaking = false;
    await cut;
    const { names } = await written();
    assert.ok(failed > 0 && kept.length > 0, `${failed} failed, ${kept.length} were acknowledged`);
    assert.deepEqual(names, [...new Set(names)], "none of them twice");
    const there = new Set(names);
    assert.deepEqual(
      kept.filter((name) => !there.has(name)),
      [],
    );
  });
});

describe("a work that shares its transaction", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const transaction = { name: "test.xid", text: "select pg_current_xact_id()::text as id" };

  it("has it with those of its account that come at the same time, sixteen at most", async () => {
    const { account } = await platform.openAccount();
    const ids = await Promise.all(
      times(40, () =>
        platform.database.together({ account, livemode: false }, async (work) => {
          const [row] = await work.query<{ id: string }>(transaction, []);
          return row?.id;
        }),
      ),
    );
    assert.deepEqual(
      ids.map((id) => ids.indexOf(id)),
      times(40, (at) => at - (at % 16)),
    );
  });

  it("acts in another account only when it runs again alone", async () => {
    const { account } = await platform.openAccount();
    const place = { account, livemode: false };
    const other = { account: (await platform.openAccount()).account, livemode: false };
    let tries = 0;
    const acting = (work: Work): Promise<string> => {
      tries++;
      return work.actFor(other, async (there) => there.account);
    };
    const plain = async (work: Work): Promise<string> => work.account;
    const answers = await Promise.all([
      platform.database.together(place, plain),
      platform.database.together(place, acting),
    ]);
    assert.deepEqual(answers, [account, other.account]);
    assert.equal(tries, 2);
  });
});
