// Lists of cards that are longer than one message: in parts, each under a higher version, and what
// happens when a part is not taken. On both versions, to charge points on a client written by
// others.

import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { openScene } from "../../../test/ocpp16_scene.ts";
import { endScenes, operatorScene } from "../../../test/operator_201.ts";
import type { CommandAnswer, LocalToken } from "../commands.ts";
import { seeded } from "./client/chaos.ts";
import { type CardList, partsOf, sendInParts } from "./local_list.ts";

const card = (uid: string, more: Partial<LocalToken> = {}): LocalToken => ({
  ...{ uid, type: "rfid", status: "accepted", group: null, expires_at: null },
  ...more,
});
const cards = (count: number) => Array.from({ length: count }, (_, n) => card(`CARD${n}`));

/** A charger that keeps to the letter of the protocol, but for what it is told to answer. */
class Keeper {
  version = 0;
  readonly list = new Map<string, LocalToken>();
  readonly heard: CardList[] = [];
  fullToo = false;
  failAt = -1;

  readonly sender = {
    send: async (list: CardList) => this.#take(list),
    version: async () => this.version,
  };

  #take(list: CardList): CommandAnswer {
    this.heard.push(list);
    const refuse = (status: string): CommandAnswer => ({
      ...{ outcome: "rejected", reason: status, answer: { status } },
    });
    if (this.heard.length === this.failAt) return refuse("Failed");
    const strict = list.mode === "differential" || this.fullToo;
    if (strict && list.version <= this.version) return refuse("VersionMismatch");
    if (list.mode === "full") this.list.clear();
    for (const token of list.tokens) {
      if (token.status === null) this.list.delete(token.uid);
      else this.list.set(token.uid, token);
    }
    this.version = list.version;
    return { outcome: "succeeded", answer: { status: "Accepted" } };
  }
}

describe("a list of cards in parts", () => {
  test("is the whole list at the charger, whatever its messages hold, and mends what was left", async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const random = seeded(seed);
    const upTo = (most: number) => Math.floor(random() * (most + 1));
    const keeper = new Keeper();
    keeper.fullToo = random() < 0.5;
    for (let round = 1; round <= 60; round += 1) {
      const tokens = cards(upTo(30)).filter(() => random() < 0.7);
      const size = (token: LocalToken) => JSON.stringify(token).length;
      const bytes = random() < 0.5 ? { bytes: { most: 160 + upTo(900), of: size } } : {};
      const limits = { most: 1 + upTo(9), ...bytes };
      keeper.failAt = random() < 0.3 ? keeper.heard.length + 1 + upTo(3) : -1;
      const list = { version: 100 + round, mode: "full", tokens } as const;
      const answer = await sendInParts(list, limits, keeper.sender);
      const about = `seed ${seed}, round ${round}: ${JSON.stringify(answer)}`;
      if (answer.outcome === "succeeded") {
        assert.deepEqual(
          [...keeper.list.keys()],
          tokens.map(({ uid }) => uid),
          about,
        );
      } else {
        assert.match(answer.outcome, /^(rejected|incomplete)$/, about);
      }
      keeper.failAt = -1;
      if (random() < 0.5) continue;
      const mended = await sendInParts({ ...list, version: 1 }, limits, keeper.sender);
      assert.equal(mended.outcome, "succeeded", about);
      assert.equal(keeper.list.size, tokens.length, about);
    }
  });

  test("holds as many cards a message, and as many bytes, as the charger takes", () => {
    const of = () => 99;
    const lengths = (count: number, most: number, bytes?: number) =>
      partsOf(cards(count), {
        most,
        ...(bytes === undefined ? {} : { bytes: { most: bytes, of } }),
      }).map(({ length }) => length);
    assert.deepEqual(lengths(0, 3), [0]);
    assert.deepEqual(lengths(3, 3), [3]);
    assert.deepEqual(lengths(7, 3), [3, 3, 1]);
    assert.deepEqual(lengths(5, 3, 360), [2, 2, 1]);
    // One that is too long by itself is the charger's to refuse.
    assert.deepEqual(lengths(2, 3, 100), [1, 1]);
  });

  test("that changes a list begins under its version, and learns which one the charger has", async () => {
    const keeper = new Keeper();
    keeper.version = 42;
    const tokens = [card("NEW"), card("CARD1", { status: null }), card("OTHER")];
    keeper.list.set("CARD1", card("CARD1"));
    const change = (version: number) =>
      sendInParts({ version, mode: "differential", tokens }, { most: 1 }, keeper.sender);
    const late = await change(42);
    assert.deepEqual(late, {
      ...{ outcome: "rejected", reason: "VersionMismatch" },
      answer: { status: "VersionMismatch", version: 42 },
    });
    assert.deepEqual(await change(43), {
      outcome: "succeeded",
      answer: { status: "Accepted", parts: 3, version: 45 },
    });
    assert.deepEqual([...keeper.list.keys()], ["NEW", "OTHER"]);
  });
});

const full = (count: number, version = 9) => ({
  ...{ name: "send_local_list" as const },
  parameters: { version, mode: "full" as const, tokens: cards(count) },
});

describe("1.6", () => {
  let end = async () => {};
  afterEach(() => end());
  const opened = async (limits: Record<string, string>) => {
    const scene = await openScene();
    end = scene.end;
    for (const [key, value] of Object.entries(limits)) {
      scene.charger.configuration.set(key, value);
    }
    return scene;
  };
  type Part = { listVersion: number; updateType: string; localAuthorizationList: object[] };
  const shown = (parts: unknown[]) =>
    (parts as Part[]).map((one) => [
      ...[one.updateType, one.listVersion, one.localAuthorizationList.length],
    ]);
  const ok = { status: "Accepted" };

  test("a long list goes in parts of SendLocalListMaxLength; a part that fails ends it", async () => {
    const scene = await opened({ SendLocalListMaxLength: "2" });
    const parts = scene.answering("SendLocalList", ok, ok, ok, ok, { status: "Failed" }, ok);
    assert.deepEqual(await scene.give(full(5)), {
      outcome: "succeeded",
      answer: { ...ok, parts: 3, version: 9 },
    });
    assert.deepEqual(await scene.give(full(5)), {
      ...{ outcome: "incomplete", reason: "part 2 of 3: Failed" },
      answer: { status: "Failed", part: 2, parts: 3, version: 7 },
    });
    assert.equal((await scene.give(full(5, 10))).outcome, "succeeded");
    assert.deepEqual(shown(parts), [
      ...[["Full", 7, 2] as const, ["Differential", 8, 2], ["Differential", 9, 1]],
      ...[["Full", 7, 2] as const, ["Differential", 8, 2]],
      ...[["Full", 8, 2] as const, ["Differential", 9, 2], ["Differential", 10, 1]],
    ]);
  });

  test("a full list that is refused for its version goes again under a higher one", async () => {
    const scene = await opened({ SendLocalListMaxLength: "2" });
    const parts = scene.answering("SendLocalList", { status: "VersionMismatch" }, ok);
    scene.answering("GetLocalListVersion", { listVersion: 50 });
    assert.deepEqual(await scene.give(full(3)), {
      outcome: "succeeded",
      answer: { ...ok, parts: 2, version: 52 },
    });
    assert.deepEqual(shown(parts), [
      ...[["Full", 8, 2] as const, ["Full", 51, 2], ["Differential", 52, 1]],
    ]);
  });

  test("a list that the charger has no room for stays here", async () => {
    const scene = await opened({ SendLocalListMaxLength: "2", LocalAuthListMaxLength: "4" });
    const parts = scene.answering("SendLocalList", ok);
    const answer = await scene.give(full(5));
    assert.deepEqual(answer, {
      ...{
        outcome: "invalid",
        reason: "/tokens the charger keeps 4 cards (LocalAuthListMaxLength)",
      },
    });
    assert.deepEqual(parts, []);
  });
});

describe("2.0.1", () => {
  afterEach(endScenes);
  type Part = { versionNumber: number; updateType: string; localAuthorizationList: object[] };

  test("a long list goes in parts of ItemsPerMessage cards and BytesPerMessage bytes", async () => {
    const ok = { status: "Accepted" };
    const give = async (variables: Record<string, string>) => {
      const scene = await operatorScene({ SendLocalList: ok }, variables);
      const { name, parameters } = full(5);
      const answer = await scene.give(name, parameters);
      const parts = scene.sent.map(([, payload]) => payload as unknown as Part);
      return { answer, parts };
    };
    const items = await give({ "LocalAuthListCtrlr.ItemsPerMessage": "2" });
    assert.deepEqual(items.answer, {
      outcome: "succeeded",
      answer: { ...ok, parts: 3, version: 9 },
    });
    assert.deepEqual(
      items.parts.map((one) => [one.updateType, one.versionNumber]),
      [
        ["Full", 7],
        ["Differential", 8],
        ["Differential", 9],
      ],
    );
    const bytes = await give({ "LocalAuthListCtrlr.BytesPerMessage": "400" });
    assert.ok(bytes.parts.length > 1);
    for (const payload of bytes.parts) {
      const frame = JSON.stringify([2, crypto.randomUUID(), "SendLocalList", payload]);
      assert.ok(Buffer.byteLength(frame) <= 400, frame);
    }
    assert.equal(bytes.parts.flatMap((one) => one.localAuthorizationList).length, 5);
    const silent = await give({});
    assert.equal(silent.parts.length, 1);
  });
});
