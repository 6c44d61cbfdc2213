// Starts that are told in pieces.

import assert from "node:assert/strict";
import { test } from "node:test";
import { one, seeded } from "../../test/laws/random.ts";
import type { Card, Fact } from "./fact.ts";
import { joined, openingOf, type Pieces } from "./opening.ts";

type Opened = Extract<Fact, { kind: "transaction_opened" }>;

const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 10, 0, second));
const nothing = { evse: null, card: null, reservation: null, meter: null, begins: false };
const first = { idTag: "04A1", kind: "rfid" } as const;
const second = { idTag: "04B2", kind: "rfid" } as const;
const told = (second: number, more: Partial<Opened>): Opened => ({
  ...{ kind: "transaction_opened", reference: "T-1", ...nothing, ...more, at: at(second) },
});

const openingAfter = (facts: readonly Opened[]) => {
  const pieces = facts.reduce<Pieces | null>(joined, null);
  assert.ok(pieces !== null);
  return openingOf(pieces);
};

test("it starts when card and place are both there, from the first register", () => {
  const plug = told(0, { begins: true, evse: 2, meter: { wh: 1_000, at: at(0) } });
  const card = told(40, { card: first, reservation: 9, meter: { wh: 1_050, at: at(40) } });
  assert.equal(openingAfter([plug]).card, null);
  const whole = { evse: 2, card: first, reservation: 9, meterStartWh: 1_000, at: at(40) };
  assert.deepEqual(openingAfter([plug, card]), whole);
  const cardFirst = told(0, { begins: true, card: first });
  const plugged = told(30, { evse: 2, meter: { wh: 1_000, at: at(30) } });
  assert.deepEqual(openingAfter([cardFirst, plugged]).at, at(30));
});

test("the first card counts, not the one that is told first", () => {
  const early = told(5, { card: first });
  const late = told(50, { card: second });
  assert.equal(openingAfter([late, early]).card, first);
});

test("the order of the messages does not matter, nor that some come twice", () => {
  const seed = Number(process.env.CHARGE_TEST_SEED ?? Math.floor(performance.now() * 1000));
  const random = seeded(seed);
  for (let n = 0; n < 300; n += 1) {
    const facts = Array.from({ length: 1 + random(5) }, (_, moment) =>
      told(moment, {
        evse: one(random, [null, 1, 2]),
        card: one<Card | null>(random, [null, first, second]),
        meter: one(random, [null, { wh: 1_000 + moment, at: at(moment) }]),
      }),
    );
    const shuffled = [...facts, one(random, facts)].toSorted(() => random(3) - 1);
    assert.deepEqual(openingAfter(shuffled), openingAfter(facts), `seed ${seed}, ${n}`);
  }
});

test("a charger that uses a name again once its transaction has ended means another one", () => {
  const before = told(0, { begins: true, evse: 1, card: first, meter: { wh: 1_000, at: at(0) } });
  const ended: Pieces = { ...joined(null, before), endedAt: at(20) };
  const again = told(30, { begins: true, evse: 1, meter: { wh: 9_000, at: at(30) } });
  assert.deepEqual(openingOf(joined(ended, again)).card, null);
  const late = told(1, { begins: true, evse: 1 });
  assert.equal(openingOf(joined(ended, late)).card, first, "the same one, told again");
});

test("so does one that never told an end, by another card or from a higher register", () => {
  const meter = { wh: 1_000, at: at(0) };
  const before = joined(null, told(0, { begins: true, evse: 1, card: first, meter }));
  const cardOf = (more: Partial<Opened>) => openingOf(joined(before, told(30, more))).card;
  const later = { begins: true, evse: 1 };
  assert.equal(cardOf({ ...later, card: second, meter: { wh: 1_000, at: at(30) } }), second);
  assert.equal(cardOf({ ...later, meter: { wh: 5_000, at: at(30) } }), null);
  // Told again by a clock that was set meanwhile, or a message of the middle: the same one.
  assert.equal(cardOf({ ...later, card: first, meter: { wh: 1_000, at: at(30) } }), first);
  assert.equal(cardOf({ evse: 1, card: second, meter: { wh: 5_000, at: at(30) } }), first);
  const earlier = joined(before, { ...told(0, { ...later, card: second }), at: at(-5) });
  assert.equal(earlier.card?.value, second);
});
