// The guides tell the truth: every request in them is sent, in the order in which they are read,
// and what they print is what comes back.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { guideNames } from "../src/http/docs/guides.ts";
import { systemClock } from "../src/lib/time.ts";
import { energyPrice, makeStation, until } from "./fleet.ts";
import { asOf, blocksOf, type Example, examplesOf, Ids } from "./guide.ts";
import { type Answer, type Client, type TestPlatform, testPlatform } from "./platform.ts";
import { giveAll, rawCommandsOf } from "./raw_commands.ts";
import { type Delivery, openReceiver } from "./receiver.ts";

const textOf = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../docs/guides/${name}.md`), "utf8");

describe("the guides", () => {
  let platform: TestPlatform;
  const ids = new Ids();
  before(async () => {
    platform = await testPlatform();
    // The one station that a reader's search finds.
    const connectors = [{ id: "connector_a1", type: "CCS", power: 150 }];
    await makeStation(platform.api, "simulator", {
      ...{ connectors, pricing: energyPrice(42), capabilities: { reservable: true } },
    });
  });
  after(() => platform.close());

  const send = (api: Client, { method, path, headers, body }: Example): Promise<Answer> => {
    const { authorization: _key, ...own } = headers;
    const given = body === null ? undefined : JSON.parse(asOf(systemClock.now(), ids.real(body)));
    return api.send(method, ids.real(path), given, own);
  };

  /** Sends it; what is only read is read again until it is as printed. */
  async function follow(example: Example): Promise<void> {
    const end = performance.now() + (example.method === "GET" ? 20_000 : 0);
    for (;;) {
      const answer = await send(platform.api, example);
      const found = ids.difference(example.printed, answer.body);
      if (found === null) return;
      if (performance.now() >= end) assert.fail(`${example.command}\n${found}\n${answer.text}`);
      await new Promise((done) => setTimeout(done, 200));
    }
  }

  for (const name of guideNames) {
    it(`${name}: every request works, and answers what is printed`, async () => {
      const examples = examplesOf(textOf(name));
      assert.ok(examples.length >= 3, name);
      for (const example of examples) await follow(example);
    });
  }

  for (const version of ["1.6", "2.0.1"] as const) {
    it(`chargers: every raw command of its table is taken by a charger of ${version}`, async () => {
      const commands = rawCommandsOf(textOf("chargers"))[version];
      assert.ok(commands.length >= 5, `${commands.length} of ${version}`);
      await giveAll(platform, version, commands);
    });
  }

  it("webhooks: the printed check takes a genuine delivery and no other", async () => {
    const block = blocksOf(textOf("webhooks")).find(({ language }) => language === "js");
    const module = `data:text/javascript,${encodeURIComponent(block?.text ?? "")}`;
    const { isGenuine } = (await import(module)) as {
      isGenuine: (header: string, body: string, secret: string, now?: number) => boolean;
    };
    const receiver = await openReceiver();
    try {
      const endpoint = await platform.api.make("/v1/webhook_endpoints", {
        ...{ url: receiver.url, enabled_events: ["fleet.created"] },
      });
      await platform.api.make("/v1/fleets", { name: "Told" });
      const [delivery] = await until(
        async () => receiver.deliveries,
        (all) => all.length > 0,
      );
      const { headers, body } = delivery as Delivery;
      const signature = String(headers["charge-signature"]);
      const secret = String(endpoint["secret"]);
      assert.equal(isGenuine(signature, body, secret), true);
      assert.equal(isGenuine(signature, `${body} `, secret), false);
      assert.equal(isGenuine(signature, body, "whsec_other"), false);
      assert.equal(isGenuine(signature, body, secret, Date.now() + 6 * 60_000), false);
    } finally {
      await receiver.close();
    }
  });
});

describe("a guide's request", () => {
  it("is told apart from what it does not print", () => {
    const ids = new Ids();
    const printed = { object: "driver", fleets: [], phone: null };
    assert.equal(
      ids.difference(printed, { object: "driver", fleets: [], phone: null, more: 1 }),
      null,
    );
    for (const other of [{ object: "fleet" }, { fleets: ["flt_1"] }, { phone: "+33" }]) {
      assert.notEqual(ids.difference(printed, { ...printed, ...other }), null);
    }
    assert.throws(() => ids.real("/v1/drivers/drv_0VbalNLGMSdPeMxURb1FkJWrNZnwp3Ig"), /no answer/);
  });
});
