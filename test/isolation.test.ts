// No account and no mode ever sees, changes or even notices what belongs to another: over every
// route of every noun, with every kind of key that has no business there (spec part 1, "Keys,
// modes, accounts"). The database by itself is asked in row_security.test.ts.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { FreshAccount } from "../src/first_start.ts";
import type { Route } from "../src/http/resource.ts";
import { randomText } from "../src/lib/id.ts";
import type { Ids } from "./exemplar.ts";
import { bodyFor, knownParams, makeOneOfEach, paramsOf, pathWith, routes } from "./exemplars.ts";
import {
  type Answer,
  type Client,
  type Json,
  type TestPlatform,
  testPlatform,
} from "./platform.ts";

/** Ids of the same form that nobody has. */
const nobodys = (ids: Ids): Ids =>
  Object.fromEntries(
    Object.entries(ids).map(([name, id]) => [
      name,
      // Long enough to be no piece of a word that an answer says.
      id.replace(/[^_]+$/, (tail) => randomText(Math.max(tail.length, 12))),
    ]),
  );

/** What an answer says, the request's id and the texts of these ids aside. */
function told({ status, text }: Answer, ids: Ids): string {
  if (status === 200) return "200";
  const said = text.replace(/"request":"req_\w+"/, '"request":"…"');
  return `${status} ${Object.values(ids).reduce((rest, id) => rest.replaceAll(id, "…"), said)}`;
}

/** Query parameters of a list that take an id: name in the query → name in the table of ids. */
function idFilters(route: Route): [string, string][] {
  if (!route.paged || paramsOf(route.path).length > 0) return [];
  const names = Object.keys((route.query as { properties?: object } | null)?.properties ?? {});
  return names
    .map((name): [string, string] => [name, name === "object_id" ? "driver" : name])
    .filter(([, known]) => knownParams.includes(known));
}

/**
 * A station's connectors become free by themselves when its session is over; what did not reach its
 * endpoint is tried again; a clock goes; a report is made, and each read gives a new link to it.
 */
const moveByThemselves: ReadonlySet<string> = new Set([
  "/v1/charging_stations/:charging_station",
  "/v1/reports/:report",
  "/v1/test_clocks/:test_clock",
  "/v1/webhook_endpoints/:webhook_endpoint/deliveries",
  "/v1/webhook_endpoints/:webhook_endpoint/deliveries/:webhook_delivery",
]);

/** What an answer shows of another noun needs that noun's right too (ruling 6). */
const showsAlso: Readonly<Record<string, readonly string[]>> = {
  "/v1/events/:event": [
    ...["charging_sessions", "charging_stations", "drivers", "fleets", "invoices", "reports"],
    ...["reservations", "transactions", "vehicles"],
  ],
};

/** The account, and what is shown under its id, is the same in both modes (ruling 9). */
const accountItself = "/v1/accounts/:account";

/** A parent sees the accounts right below its own. */
const seenByParent = accountItself;

/** A simulated station, as the exemplar is one, has no line to a charger. */
const hasNone = "/v1/charging_stations/:charging_station/connection";

/** An account has at most one: a second request is refused; and it names nothing. */
const onlyOne = "/v1/test_clocks";

type Person = { readonly account: string; readonly test: Client; readonly live: Client };

/** Whoever must not see the owner's things, and where that is otherwise. */
type Stranger = { readonly client: Client; readonly sees: readonly string[] };

describe("isolation of accounts and modes", () => {
  let platform: TestPlatform;
  // Not the installation's account, whose stations are everybody's (ruling 13).
  let owner: Person;
  let parent: Person;
  let theirs: Ids;
  let shownBefore: Map<string, string>;
  const strangers: Record<string, Stranger> = {};

  const person = ({ account, testKey, liveKey }: FreshAccount): Person => ({
    account,
    test: platform.client(testKey),
    live: platform.client(liveKey),
  });

  /** An account below another, with keys that the parent made. */
  async function below({ test, live }: Person): Promise<Person> {
    const body = { name: "Below", email: "below@example.com", type: "business" };
    const { id } = await test.make("/v1/accounts", body);
    const clientOf = async (api: Client) => {
      const made = await api.post("/v1/api_keys", {}, { "charge-account": id });
      assert.equal(made.status, 200, made.text);
      return platform.client(String(made.body["key"]));
    };
    return { account: id, test: await clientOf(test), live: await clientOf(live) };
  }

  before(async () => {
    platform = await testPlatform();
    parent = person(await platform.openAccount());
    owner = await below(parent);
    theirs = await makeOneOfEach(owner.test, owner.account);
    const other = person(await platform.openAccount());
    strangers["another account"] = { client: other.test, sees: [] };
    strangers["the other mode"] = { client: owner.live, sees: [accountItself] };
    strangers["a sibling"] = { client: (await below(parent)).test, sees: [] };
    strangers["a child"] = { client: (await below(owner)).test, sees: [] };
    strangers["the parent itself"] = { client: parent.test, sees: [seenByParent] };
    shownBefore = await everythingShown();
  });
  after(() => platform.close());

  const ask = (client: Client, noun: string, route: Route, ids: Ids): Promise<Answer> =>
    client.send(
      route.method,
      pathWith(noun, route.path, ids),
      route.method === "POST" ? bodyFor(noun, route, ids) : undefined,
    );

  /** What the owner sees at every GET that names ids. */
  async function everythingShown(): Promise<Map<string, string>> {
    const shown = new Map<string, string>();
    for (const { noun, route } of routes) {
      if (route.method !== "GET" || paramsOf(route.path).length === 0) continue;
      if (moveByThemselves.has(route.path)) continue;
      const answer = await ask(owner.test, noun, route, theirs);
      shown.set(route.path, told({ ...answer, status: 0 }, {}));
    }
    return shown;
  }

  for (const { noun, route } of routes) {
    const title = `${route.method} ${route.path}`;

    it(`${title} answers 401 without a key`, async () => {
      const path = pathWith(noun, route.path, theirs);
      const answer = await fetch(`${platform.url}${path}`, { method: route.method });
      const body = (await answer.json()) as Json;
      assert.deepEqual([answer.status, body["code"]], [401, "api_key_missing"]);
    });

    if (paramsOf(route.path).length > 0 || route.method === "POST") {
      it(`${title} tells strangers of an existing id what it tells of an unknown one`, async () => {
        for (const [who, { client, sees }] of Object.entries(strangers)) {
          if (sees.includes(route.path) || route.path === onlyOne) continue;
          const unknown = nobodys(theirs);
          const existing = await ask(client, noun, route, theirs);
          const missing = await ask(client, noun, route, unknown);
          assert.equal(told(existing, theirs), told(missing, unknown), who);
          if (paramsOf(route.path).length > 0) assert.equal(existing.status, 404, who);
          const { account: own, ...others } = theirs;
          const ids = client === owner.live ? others : { own, ...others };
          const named = Object.values(ids).filter((id) => existing.text.includes(String(id)));
          assert.ok(existing.status !== 200 || named.length === 0, existing.text);
        }
      });
    }

    for (const [filter, name] of idFilters(route)) {
      it(`${title} lists nothing for another's ${filter}`, async () => {
        for (const [who, { client }] of Object.entries(strangers)) {
          // An account is one in both modes; what is its own has an object in each.
          if (filter === "account" && who === "the other mode") continue;
          const page = await client.read(`${route.path}?${filter}=${theirs[name]}`);
          assert.deepEqual([page.data, page["next_page_url"]], [[], null]);
        }
      });
    }
  }

  describe("a key without the right", () => {
    const keys = new Map<string, Client>();
    /** A restricted key of the owner's. */
    async function keyWith(permissions: Json): Promise<Client> {
      const text = JSON.stringify(permissions);
      const known = keys.get(text);
      if (known !== undefined) return known;
      const made = await owner.test.make("/v1/api_keys", { permissions });
      const client = platform.client(String(made["key"]));
      keys.set(text, client);
      return client;
    }

    const nouns = [...new Set(routes.map(({ noun }) => noun))];
    const all = (right: string): Json => Object.fromEntries(nouns.map((noun) => [noun, right]));

    for (const { noun, route } of routes) {
      const title = `${route.method} ${route.path}`;
      const denied = (answer: Answer, why: string) => {
        assert.deepEqual([answer.status, answer.body["code"]], [403, "permission_denied"], why);
        const right = `'${noun}: ${route.right}'`;
        assert.ok(String(answer.body["message"]).includes(right), `${why}: ${answer.text}`);
      };

      it(`on ${noun} is refused ${title}, whatever else it may, and told the right`, async () => {
        const others = await keyWith({ ...all("write"), [noun]: "none" });
        denied(await ask(others, noun, route, theirs), "all but this");
        const nothing = await keyWith({});
        denied(await ask(nothing, noun, route, theirs), "nothing");
        if (route.right === "read") return;
        denied(await ask(await keyWith(all("read")), noun, route, theirs), "reads only");
      });

      if (route.right === "read") {
        it(`is no hindrance to ${title} for a key that reads ${noun} only`, async () => {
          const needed = [noun, ...(showsAlso[route.path] ?? [])];
          const rights = Object.fromEntries(needed.map((one) => [one, "read"]));
          const answer = await ask(await keyWith(rights), noun, route, theirs);
          assert.equal(answer.status, route.path === hasNone ? 404 : 200, answer.text);
        });
      }
    }
  });

  it("lets the parent see with Charge-Account what the owner sees, and no other account", async () => {
    const asParent = (account: string): Client => ({
      ...parent.test,
      send: (method, path, body) =>
        parent.test.send(method, path, body, { "charge-account": account }),
    });
    for (const { noun, route } of routes) {
      if (route.method !== "GET" || paramsOf(route.path).length === 0) continue;
      if (moveByThemselves.has(route.path)) continue;
      const answer = await ask(asParent(owner.account), noun, route, theirs);
      assert.equal(told({ ...answer, status: 0 }, {}), shownBefore.get(route.path), route.path);
    }
    const stranger = (await platform.openAccount()).account;
    const refusal = await asParent(stranger).send("GET", "/v1/drivers");
    assert.deepEqual([refusal.status, refusal.body["code"]], [404, "account_not_found"]);
  });

  it("left everything of the owner's as it was", async () => {
    assert.deepEqual(await everythingShown(), shownBefore);
  });
});
