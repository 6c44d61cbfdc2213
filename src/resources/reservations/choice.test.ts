import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { describe, it } from "node:test";
import type { ComparablePrice } from "../../pricing/quote.ts";
import { type Choice, compare, type Option, ranked, startsOf, type Wish } from "./choice.ts";

const minute = 60_000;
const at = (hour: number, minutes = 0): number => (hour * 60 + minutes) * minute;
const wish: Wish = { start: at(10), end: at(11), earliest: at(8), latest: at(14) };
const span = (from: number, until: number) => ({ from, until });
const cents = (numerator: number, denominator = 1): ComparablePrice => ({
  ...{ numerator: BigInt(numerator), denominator: BigInt(denominator), basis: "energy" },
});

const option = (name: string, more: Partial<Option> = {}): Option => ({
  ...{ station: name, connector: "a1", preferred: false, distanceM: 100, busy: [] },
  ...{ priceAt: () => cents(42), allows: () => true },
  ...more,
});
const names = (choices: readonly Choice[]) => choices.map((one) => one.option.station);

describe("the choice of a connector", () => {
  it("takes favourites first, then the nearest, then the cheapest", () => {
    const options = [
      option("far", { distanceM: 900 }),
      option("dear", { priceAt: () => cents(59) }),
      option("cheap", { priceAt: () => cents(83, 2) }),
      option("favourite", { preferred: true, distanceM: 1000 }),
    ];
    assert.deepEqual(names(ranked(wish, options)), ["favourite", "cheap", "dear", "far"]);
  });

  it("takes the ideal span anywhere before a shifted one", () => {
    const near = option("near", { preferred: true, busy: [span(at(9), at(10, 30))] });
    const choices = ranked(wish, [near, option("far", { distanceM: 5000 })]);
    assert.deepEqual(names(choices), ["far", "near"]);
    assert.deepEqual([choices[1]?.start, choices[1]?.ideal], [at(10, 30), false]);
  });

  it("shifts as little as it must, and later rather than earlier", () => {
    assert.equal(startsOf(wish, [])[0], at(10));
    assert.equal(startsOf(wish, [span(at(10), at(11))])[0], at(11), "an hour either way");
    assert.equal(startsOf(wish, [span(at(10, 40), at(12))])[0], at(9, 40));
    assert.equal(startsOf({ ...wish, earliest: at(10) }, [span(at(10, 40), at(12))])[0], at(12));
    const none = { ...wish, earliest: at(10), latest: at(11) };
    assert.deepEqual(startsOf(none, [span(at(10, 59), at(12))]), []);
  });

  it("lets spans touch", () => {
    assert.equal(startsOf(wish, [span(at(9), at(10)), span(at(11), at(12))])[0], at(10));
  });

  it("waits for a window of the policies, in steps of a quarter of an hour", () => {
    const late = option("late", { allows: (start) => start >= at(11, 10) });
    assert.equal(ranked(wish, [late])[0]?.start, at(11, 15));
    assert.deepEqual(ranked(wish, [option("never", { allows: () => false })]), []);
  });

  it("promises nothing at a connector whose session has no known end", () => {
    const busy = [span(at(9), Number.POSITIVE_INFINITY)];
    assert.deepEqual(startsOf(wish, busy), [at(8)]);
  });

  it("law: no minute of any option would have been better", (context) => {
    const seed = Number(process.env["SEED"] ?? randomInt(2 ** 31));
    context.diagnostic(`SEED=${seed}`);
    let state = seed >>> 0;
    const below = (limit: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    for (let round = 0; round < 300; round++) {
      const start = at(8) + below(240) * minute;
      const end = start + (1 + below(120)) * minute;
      const asked: Wish = {
        ...{ start, end },
        earliest: start - below(180) * minute,
        latest: end + below(180) * minute,
      };
      const options = Array.from({ length: 1 + below(6) }, (_, number) => {
        const prices = [cents(40 + below(3)), cents(40 + below(3))] as const;
        return option(`s${number}`, {
          ...{ preferred: below(3) === 0, distanceM: 100 * below(3) },
          busy: Array.from({ length: below(4) }, () => {
            const from = at(6) + below(480) * minute;
            return span(from, from + (1 + below(150)) * minute);
          }),
          priceAt: (when) => prices[when < at(10) ? 0 : 1],
        });
      });
      assert.deepEqual(
        ranked(asked, options).slice(0, 1).map(told),
        bruteForce(asked, options).map(told),
        `SEED=${seed}, round ${round}`,
      );
    }
  });
});

const told = (one: Choice) => [one.option.station, one.start];

/** Every option at every minute; of one option the least shifted, of them the best. */
function bruteForce(asked: Wish, options: readonly Option[]): Choice[] {
  const length = asked.end - asked.start;
  const possible = options.flatMap((option): Choice[] => {
    const starts: number[] = [];
    for (let start = asked.earliest; start + length <= asked.latest; start += minute) {
      const clear = option.busy.every((one) => start + length <= one.from || one.until <= start);
      if (clear) starts.push(start);
    }
    const by = (start: number) => Math.abs(start - asked.start);
    const [start] = starts.sort((a, b) => by(a) - by(b) || b - a);
    return start === undefined ? [] : [{ option, start, ideal: start === asked.start }];
  });
  let best = possible[0];
  for (const one of possible) if (best !== undefined && compare(asked, one, best) < 0) best = one;
  return best === undefined ? [] : [best];
}
