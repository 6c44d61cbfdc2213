// The program as people and scripts use it, against a real platform: logging in, objects, lists,
// refusals, what it ends with.
import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../test/platform.ts";
import { type Home, type Inside, inside, openHome } from "./program.ts";

type Wire = Record<string, unknown> & { id: string };
const parsed = (text: string): Wire => JSON.parse(text) as Wire;

describe("the command line", () => {
  let platform: TestPlatform;
  let home: Home;
  let env: Record<string, string>;
  before(async () => {
    platform = await testPlatform();
    env = { CHARGE_API_KEY: platform.first.testKey, CHARGE_BASE_URL: platform.url };
    home = openHome(env);
  });
  after(async () => {
    home?.remove();
    await platform?.close();
  });

  const json = async (words: string[], more: { env?: Record<string, string> } = {}) => {
    const { code, out, err } = await inside([...words, "--json"], { env: { ...env, ...more.env } });
    assert.equal(code, 0, err);
    return parsed(out);
  };
  const newDriver = (name: string) =>
    json(["drivers", "create", "--name", name, "--email", "driver@example.com"]);

  it("creates, reads, updates, attaches and deletes", async () => {
    const made = await home.charge([
      ...["drivers", "create", "--name", "Ada", "--email", "ada@example.com", "--json"],
      ...["--preferences.notifications", "false", "-d", "metadata.depot=7"],
    ]);
    assert.equal(made.code, 0, made.err);
    const driver = parsed(made.out);
    assert.equal((driver["preferences"] as Wire)["notifications"], false);
    assert.deepEqual(driver["metadata"], { depot: "7" });
    const fleet = await json(["fleets", "create", "--name", "North"]);
    await json(["drivers", "attach", driver.id, "--fleet", fleet.id]);
    const shown = await json(["drivers", "retrieve", driver.id, "--expand", "fleets"]);
    assert.equal((shown["fleets"] as Wire[])[0]?.["name"], "North");
    const updated = await json(["drivers", "update", driver.id, "--phone", "+33189000029"]);
    assert.equal(updated["phone"], "+33189000029");
    const cleared = await json(["drivers", "update", driver.id, "--phone", "null"]);
    assert.equal(cleared["phone"], null);
    const gone = await json(["drivers", "delete", driver.id]);
    assert.deepEqual([gone.id, gone["deleted"]], [driver.id, true]);
  });

  it("takes parameters from a file and from the input, and flags win over them", async () => {
    const file = join(home.folder, "driver.json");
    writeFileSync(file, JSON.stringify({ name: "File", email: "file@example.com" }));
    const { out } = await home.charge([
      "drivers",
      "create",
      "--data",
      `@${file}`,
      "--name",
      "Flag",
      "--json",
    ]);
    assert.deepEqual([parsed(out)["name"], parsed(out)["email"]], ["Flag", "file@example.com"]);
    const input = JSON.stringify({ name: "Piped", email: "a@example.com", metadata: { a: "b" } });
    const piped = await home.charge(["drivers", "create", "--data", "-", "--json"], { input });
    assert.deepEqual(parsed(piped.out)["metadata"], { a: "b" });
  });

  it("makes a station with connectors in a list", async () => {
    const networks = await json(["networks", "list", "--kind", "simulator"]);
    const [network] = networks["data"] as Wire[];
    const station = await json([
      ...["charging_stations", "create", "--network", String(network?.id), "--name", "Depot"],
      ...["--location.latitude", "52.5", "--location.longitude", "13.4"],
      ...["--address.country", "DE", "--connectors.0.id", "a1", "--connectors.0.type", "CCS"],
      ...["--connectors.0.power", "150", "--connectors.1.id", "b1"],
      ...["--connectors.1.type", "Type2", "--connectors.1.power", "22"],
    ]);
    const connectors = station["connectors"] as Wire[];
    assert.deepEqual(
      connectors.map(({ id, type }) => [id, type]),
      [
        ["a1", "CCS"],
        ["b1", "Type2"],
      ],
    );
  });

  it("has its effect once under one idempotency key", async () => {
    const words = ["fleets", "create", "--name", "Once", "--idempotency-key", "once-1"];
    const [one, two] = [await json(words), await json(words)];
    assert.equal(one.id, two.id);
  });

  it("lists a page as the API's document, and all pages as one object a line", async () => {
    for (const name of ["P1", "P2", "P3", "P4", "P5"]) {
      await json(
        ["vehicles", "create", "--vin", `YV1XZK5V0S123456${name[1]}`].concat([
          "--battery_capacity",
          "77000",
          "--charging-standard",
          "CCS",
          "--status",
          "active",
        ]),
      );
    }
    const page = await json(["vehicles", "list", "--limit", "2"]);
    assert.deepEqual(Object.keys(page), ["data", "next_page_url", "previous_page_url"]);
    assert.equal((page["data"] as Wire[]).length, 2);
    const all = await home.charge(["vehicles", "list", "--limit", "2", "--all", "--json"]);
    const items = all.out.trimEnd().split("\n").map(parsed);
    assert.equal(items.length, 5);
    assert.equal(new Set(items.map(({ id }) => id)).size, 5);
    const token = new URL(String(page["next_page_url"])).searchParams.get("page");
    const next = await json(["vehicles", "list", "--limit", "2", "--page", String(token)]);
    assert.equal((next["data"] as Wire[])[0]?.id, items[2]?.id);
  });

  it("filters by time and metadata", async () => {
    const none = await json(["drivers", "list", "--created.lt", "2020-01-01"]);
    assert.deepEqual(none["data"], []);
    const some = await json(["drivers", "list", "--created.gte", "2020-01-01"]);
    assert.notDeepEqual(some["data"], []);
    const marked = await json(["drivers", "list", "--metadata.a", "b"]);
    assert.deepEqual(
      (marked["data"] as Wire[]).map((one) => one["name"]),
      ["Piped"],
    );
  });

  it("shows people a refusal with code, parameter, request and where to read on", async () => {
    const words = ["drivers", "create", "--name", "Ada", "--email", "nowhere"];
    const { code, out, err } = await home.charge(words);
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /^parameter_invalid: .+\n {2}parameter {2}email\n {2}request {4}req_\w+\n/);
    assert.match(err, /\n {2}see {8}http.*parameter_invalid\n/);
  });

  it("gives programs the error object on standard error, and nothing on standard output", async () => {
    const { code, out, err } = await home.charge(["drivers", "retrieve", "drv_none", "--json"]);
    assert.deepEqual([code, out], [1, ""]);
    const error = parsed(err);
    assert.deepEqual(
      [error["object"], error["code"], error["status"]],
      ["error", "driver_not_found", 404],
    );
    assert.match(String(error["request"]), /^req_/);
    const wrong = await home.charge(["drivers", "list", "--limit", "x"]);
    assert.deepEqual(
      [wrong.code, wrong.err],
      [2, `--limit must be a whole number, not "x".\nSee: charge drivers list --help\n`],
    );
    const usage = await home.charge(["drivers", "retrieve", "--json"]);
    assert.deepEqual([usage.code, parsed(usage.err)["code"]], [2, "usage"]);
  });

  it("ends with 2 for what is written wrongly, 3 without a good key, 4 without an answer", async () => {
    for (const words of [
      ["drivres", "list"],
      ["drivers", "lst"],
      ["drivers", "list", "--limmit", "3"],
      ["drivers", "list", "--limit", "many"],
      ["drivers", "list", "surplus"],
      ["drivers", "update", "drv_1", "--preferences.notifications", "maybe"],
      ["drivers", "list", "--limit"],
      ["trigger", "driver.craeted"],
    ]) {
      const { code, err, out } = await inside(words, { env });
      assert.deepEqual([code, out], [2, ""], `${words.join(" ")}: ${err}`);
    }
    const without = await home.charge(["drivers", "list"], { env: { CHARGE_API_KEY: "" } });
    assert.deepEqual([without.code, without.out], [3, ""]);
    const wrong = await home.charge(["drivers", "list"], {
      env: { CHARGE_API_KEY: "ch_sk_test_no" },
    });
    assert.equal(wrong.code, 3);
    assert.doesNotMatch(wrong.err, /ch_sk_test_no/);
    const nobody = { CHARGE_BASE_URL: "http://127.0.0.1:9" };
    const away = await home.charge(["drivers", "list"], { env: nobody });
    assert.equal(away.code, 4);
  });

  it("suggests what was meant", async () => {
    const meant = async (words: string[]) => (await inside(words, { env })).err.split("\n")[0];
    assert.equal(
      await meant(["drivres", "list"]),
      'Unknown command "drivres". Did you mean drivers?',
    );
    assert.match(String(await meant(["drivers", "lsit"])), /Did you mean list\?$/);
    assert.match(String(await meant(["drivers", "create", "--emial", "x"])), /mean --email\?$/);
    assert.match(String(await meant(["trigger", "driver.craeted"])), /mean driver\.created\?$/);
    assert.doesNotMatch(String(await meant(["xyzzy"])), /mean/);
  });

  it("tells of each request when asked, without the key", async () => {
    const { err } = await home.charge(["drivers", "list", "--limit", "1", "--verbose"]);
    assert.match(err, /^GET \/v1\/drivers\?limit=1 → 200 req_\w+ \d+ ms\n/);
    assert.ok(!err.includes(platform.first.testKey));
  });

  it("acts for a sub-account, and asks for a version", async () => {
    const account = await json([
      ...["accounts", "create", "--name", "Child", "--email", "c@example.com"],
      ...["--type", "business"],
    ]);
    const own = await json(["accounts", "own", "--account", account.id]);
    assert.equal(own.id, account.id);
    const { code, err } = await inside(["drivers", "list", "--api-version", "1999-01-01"], { env });
    assert.equal(code, 1);
    assert.match(err, /^version_invalid/);
  });

  it("ends quietly when nobody reads on", async () => {
    await newDriver("Unread");
    const running = home.start(["drivers", "list", "--all", "--json", "--limit", "1"]);
    running.child.stdout?.destroy();
    const [code] = await new Promise<[number | null]>((done) =>
      running.child.once("close", (one) => done([one])),
    );
    assert.deepEqual([code, running.err()], [0, ""]);
  });

  it("steers no terminal by what others have chosen as a name", async () => {
    const text = "Eve\u001b[2J\u009b31m\u202e";
    const driver = await newDriver("Eve");
    const words = ["drivers", "update", driver.id, "--metadata.note", text];
    const { code, out, err } = await inside(words, { env, isTerminal: true });
    assert.equal(code, 0, err);
    assert.match(out, /Eve\\u001b\[2J\\u009b31m\\u202e/);
    const raw = await inside(["drivers", "retrieve", driver.id, "--json"], { env });
    assert.doesNotMatch(raw.out, /[\u009b\u202e]/);
  });

  it("colours for terminals only", async () => {
    const words = ["drivers", "list", "--limit", "1"];
    const terminal = await inside(words, { env, isTerminal: true });
    assert.ok(terminal.out.startsWith("\u001b[1mID"));
    const piped = await home.charge(words);
    assert.ok(piped.out.startsWith("ID"));
  });

  it("has version and completion", async () => {
    const { version } = parsed(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));
    for (const words of [["version"], ["--version"]]) {
      assert.equal((await home.charge(words)).out, `${version}\n`);
    }
    for (const shell of ["bash", "zsh", "fish"]) {
      assert.match((await home.charge(["completion", shell])).out, /charge __complete/);
    }
    const next = async (...words: string[]) =>
      (await inside(["__complete", ...words])).out.trimEnd().split("\n");
    assert.deepEqual(await next("driv"), ["drivers"]);
    assert.deepEqual(await next("drivers", "at"), ["attach"]);
    assert.deepEqual(await next("drivers", "list", "--lim"), ["--limit"]);
    assert.deepEqual(await next("trigger", "fleet.c"), ["fleet.created"]);
  });

  describe("with a kept key", () => {
    let alone: Home;
    beforeEach(() => {
      alone?.remove();
      alone = openHome();
    });
    after(() => alone?.remove());
    const use = (words: string[], more: Inside = {}) =>
      inside(words, { ...more, env: { XDG_CONFIG_HOME: alone.folder, ...more.env } });
    const login = (more: string[] = []) =>
      use(["login", "--base-url", platform.url, ...more], {
        input: `${platform.first.testKey}\n`,
      });

    it("keeps the key for its owner only, shows no more than its end, and uses it", async () => {
      const { code, out, err } = await login();
      assert.equal(code, 0, err);
      const key = platform.first.testKey;
      assert.ok(!out.includes(key) && !err.includes(key));
      assert.ok(out.includes(`ch_sk_test_…${key.slice(-4)}`));
      assert.equal(statSync(alone.configFile).mode & 0o777, 0o600);
      const status = await use(["status", "--json"]);
      assert.deepEqual(
        [parsed(status.out)["account"], parsed(status.out)["mode"]],
        [platform.first.account, "test"],
      );
      assert.equal((await use(["drivers", "list"])).code, 0);
    });

    it("keeps no key that the platform does not take", async () => {
      const { code } = await use(["login", "--base-url", platform.url], {
        input: "ch_no",
      });
      assert.equal(code, 3);
      assert.ok(!existsSync(alone.configFile));
    });

    it("does not use a file that others can read", async () => {
      await login();
      chmodSync(alone.configFile, 0o644);
      const { code, err } = await use(["status"]);
      assert.equal(code, 1);
      assert.match(err, /chmod 600/);
    });

    it("has profiles, and forgets them", async () => {
      await login(["--profile", "staging"]);
      assert.equal((await use(["status"])).code, 3);
      const status = await use(["whoami", "--json"], {
        env: { CHARGE_PROFILE: "staging" },
      });
      assert.equal(parsed(status.out)["profile"], "staging");
      assert.equal((await use(["logout", "--profile", "staging"])).code, 0);
      assert.equal((await use(["status", "--profile", "staging"])).code, 3);
    });

    it("lets the environment win, but never sends a kept key elsewhere", async () => {
      await login();
      const elsewhere = { CHARGE_BASE_URL: "http://127.0.0.1:9" };
      const refused = await use(["drivers", "list"], { env: elsewhere });
      assert.equal(refused.code, 3);
      assert.match(refused.err, /is for .+, not for http:\/\/127\.0\.0\.1:9/);
      const other = await platform.openAccount();
      const status = await use(["status", "--json"], {
        env: { CHARGE_API_KEY: other.testKey },
      });
      assert.equal(parsed(status.out)["account"], other.account);
    });

    it("takes the keys of a server on this machine from its file", async () => {
      const file = join(alone.folder, "credentials.json");
      const keys = { test_key: platform.first.testKey, base_url: platform.url };
      writeFileSync(file, JSON.stringify(keys), { mode: 0o600 });
      const unkept = await use(["drivers", "list"], { env: { CHARGE_CREDENTIALS: file } });
      assert.equal(unkept.code, 0, unkept.err);
      assert.equal((await use(["login", "--credentials", file])).code, 0);
      assert.equal((await use(["drivers", "list"])).code, 0);
    });

    it("asks for the key at a terminal, and says at once when nobody is there", async () => {
      const words = ["login", "--base-url", platform.url];
      const asked = await use(words, { answer: platform.first.testKey });
      assert.equal(asked.code, 0, asked.err);
      assert.ok(!asked.err.includes(platform.first.testKey));
      assert.equal((await use(words)).code, 2);
    });
  });

  it("deletes with a live key only when that was confirmed", async () => {
    const live = { ...env, CHARGE_API_KEY: platform.first.liveKey };
    const make = () => json(["fleets", "create", "--name", "Live"], { env: live });
    const there = async (id: string) =>
      (await inside(["fleets", "retrieve", id], { env: live })).code === 0;
    const { id } = await make();
    assert.equal((await inside(["fleets", "delete", id], { env: live })).code, 2);
    assert.equal((await inside(["fleets", "delete", id], { env: live, answer: "y" })).code, 2);
    assert.ok(await there(id));
    assert.equal((await inside(["fleets", "delete", id], { env: live, answer: "yes" })).code, 0);
    assert.ok(!(await there(id)));
    const other = await make();
    assert.equal((await inside(["fleets", "delete", other.id, "-y"], { env: live })).code, 0);
    assert.ok(!(await there(other.id)));
  });
});
