// The list of event types is complete in both directions: everything that the platform can do today
// is done once, and what was emitted is held against the list, the specification and the reference.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readConfig } from "../../src/config.ts";
import { openVersions, publishedChanges } from "../../src/http/versions.ts";
import { openVault } from "../../src/lib/secret.ts";
import { nounsOf, openApiText } from "../../src/opening.ts";
import { objectOf } from "../../src/resources/events/announced.ts";
import { type EventType, eventTypes } from "../../src/resources/events/schema.ts";
import { openEverything } from "../every_event.ts";
import type { Json } from "../platform.ts";

/** Part 2 of the specification and ruling 34, word by word; and what extensions add. */
const specified = `account.updated; driver|fleet|vehicle|policy.created|updated|deleted;
  driver.attached|detached; vehicle.attached|detached;
  charging_session.started|updated|completed|cancelled|failed; charge.succeeded|failed|refunded;
  reservation.created|updated|confirmed|completed|cancelled|failed|expired;
  invoice.created|updated|finalized|paid|payment_failed|overdue|voided;
  payment_method.created|updated|attached|detached|deleted; report.succeeded|failed;
  charging_station.updated; policy.suggestion;
  account.created; webhook_endpoint.disabled; top_up.succeeded; top_up.failed; test_clock.ready;
  command.succeeded|failed`
  .split(";")
  .flatMap((part) => {
    const [families = "", words = ""] = part.trim().split(".");
    return families.split("|").flatMap((one) => words.split("|").map((word) => `${one}.${word}`));
  });

/** Nouns that are not there yet: their types may be asked for, and nothing emits them. */
const laterNouns: Readonly<Record<string, string>> = {};

const secret = "s".repeat(32);
const nouns = nounsOf(
  readConfig({ CHARGE_DATABASE_URL: "postgres://nowhere", CHARGE_SECRET: secret }),
  openVault(secret),
  openVersions(publishedChanges),
).map(({ name }) => name);

describe("the types of events", () => {
  let everything: Awaited<ReturnType<typeof openEverything>>;
  let emitted: ReadonlyMap<string, Json>;
  before(async () => {
    everything = await openEverything();
    ({ emitted } = everything);
  });
  after(() => everything.close());

  it("are those of the specification", () => {
    assert.deepEqual([...eventTypes].sort(), [...specified].sort());
  });

  it("are all emitted, but for those of nouns that are not there yet", () => {
    const later = new Set(Object.values(laterNouns));
    const silent = eventTypes.filter((type) => !emitted.has(type));
    const expected = eventTypes.filter((type) => later.has(type.split(".", 1)[0] as string));
    assert.deepEqual(silent, expected);
    for (const noun of Object.keys(laterNouns)) {
      assert.ok(!nouns.includes(noun), `${noun} has come: let this scenario emit its events`);
    }
  });

  it("are all that is emitted, and each carries its kind of object", () => {
    const known = new Set<string>(eventTypes);
    assert.ok(emitted.size > 30);
    for (const [type, { object, previous }] of emitted) {
      assert.ok(known.has(type), type);
      const word = (JSON.parse(String(object)) as Json)["object"];
      assert.equal(word, objectOf(type as EventType), type);
      if (type.endsWith(".updated")) assert.notEqual(previous, null, type);
      else assert.equal(previous, null, type);
    }
  });

  it("stand in the reference: as values of an event's type, and one entry for each", () => {
    const document = JSON.parse(openApiText()) as {
      components: { schemas: { event: { properties: { type: { enum: string[] } } } } };
      webhooks: Json;
    };
    assert.deepEqual(document.components.schemas.event.properties.type.enum, [...eventTypes]);
    assert.deepEqual(Object.keys(document.webhooks), [...eventTypes]);
  });

  it("can all be asked for by endpoints and by the log, also those that come later", async () => {
    const { api } = everything.platform;
    await api.make("/v1/webhook_endpoints", {
      ...{ url: "http://127.0.0.1:9/", enabled_events: [...eventTypes] },
    });
    for (const type of eventTypes) await api.read(`/v1/events?type=${type}&limit=1`);
  });
});
