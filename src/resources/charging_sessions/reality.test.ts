// The pure rules about chargers that say too little: whose a nameless stop is, when silence is the
// end, what a timestamp means.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { backlogMs, type Quiet, staleness } from "./stale.ts";
import { corrected } from "./stamp.ts";
import { ownerOfStop } from "./whose/stop_owner.ts";

const hour = 3_600_000;
const now = new Date(Date.UTC(2026, 10, 21, 12));
const ago = (ms: number) => new Date(now.getTime() - ms);

describe("a stop without a number", () => {
  const running = (transaction_id: number, id_tag: string, last_wh: number) => ({
    ...{ transaction_id, id_tag, last_wh },
  });
  const owner = (
    list: readonly ReturnType<typeof running>[],
    meterStopWh: number,
    idTag: string | null = null,
  ) => ownerOfStop(list, { meterStopWh, idTag })?.transaction_id ?? null;

  it("is that of the only transaction, if the register can be its own", () => {
    assert.equal(owner([running(1, "A", 5000)], 6000), 1);
    assert.equal(owner([running(1, "A", 5000)], 10), null);
    assert.equal(owner([running(1, "A", 5000)], 500_000), null, "the other EVSE's");
    assert.equal(owner([], 10), null);
  });

  it("is that of its card, whatever the register says", () => {
    assert.equal(owner([running(1, "A", 5000), running(2, "B", 5000)], 10, "b"), 2);
  });

  it("is that whose register it continues, and nobody's where two could be meant", () => {
    assert.equal(owner([running(1, "A", 5000), running(2, "B", 90_000)], 91_000), 2);
    assert.equal(owner([running(1, "A", 5000), running(2, "B", 90_000)], 6000), 1);
    assert.equal(owner([running(1, "A", 5000), running(2, "B", 5200)], 6000), null);
    assert.equal(owner([running(1, "A", 5000), running(2, "B", 90_000)], 10), null);
  });

  it("with another card is that of the only one only if the register fits", () => {
    assert.equal(owner([running(1, "A", 5000)], 6000, "GROUP"), 1);
    assert.equal(owner([running(1, "A", 5000)], 4000, "GROUP"), null);
  });
});

describe("a session that nobody tells of", () => {
  const patience = { silentMs: 24 * hour, goneMs: 72 * hour };
  const quiet = (more: Partial<Quiet>): Quiet => ({
    ...{ heardAt: ago(0), online: true, onlineSince: ago(200 * hour), lastSeen: ago(0) },
    ...{ freeSince: null, ...more },
  });
  const reason = (more: Partial<Quiet>) => staleness(quiet(more), now, patience);

  it("is over when its connector has been free for a while, and not at once", () => {
    assert.equal(reason({ heardAt: ago(hour), freeSince: ago(backlogMs) }), "transaction_lost");
    assert.equal(reason({ heardAt: ago(hour), freeSince: ago(60_000) }), null);
    assert.equal(reason({ heardAt: ago(hour), freeSince: ago(2 * hour) }), null, "before it began");
  });

  it("is over after a day of silence of a charger that is there", () => {
    assert.equal(reason({ heardAt: ago(24 * hour) }), "charger_silent");
    assert.equal(reason({ heardAt: ago(23 * hour) }), null);
  });

  it("waits for what the charger has to tell when it has just come back", () => {
    assert.equal(reason({ heardAt: ago(90 * hour), onlineSince: ago(60_000) }), null);
  });

  it("is over when its charger has been gone for days, and not before", () => {
    const gone = { online: false, onlineSince: null };
    assert.equal(
      reason({ ...gone, heardAt: ago(80 * hour), lastSeen: ago(73 * hour) }),
      "charger_gone",
    );
    assert.equal(reason({ ...gone, heardAt: ago(80 * hour), lastSeen: ago(71 * hour) }), null);
    assert.equal(reason({ ...gone, heardAt: ago(71 * hour), lastSeen: ago(80 * hour) }), null);
  });
});

describe("a charger's timestamp", () => {
  const at = (said: Date, skewMs: number) => corrected(said, skewMs, now).getTime();

  it("is taken less what its clock is ahead", () => {
    assert.equal(at(ago(-3 * hour), 3 * hour), now.getTime());
    assert.equal(at(ago(hour + 5 * hour), -5 * hour), ago(hour).getTime());
  });

  it("is its own where the clock is right to the second", () => {
    assert.equal(at(ago(hour), -300), ago(hour).getTime());
  });

  it("of a clock that was never set is the moment of receipt", () => {
    assert.equal(at(new Date(0), 0), now.getTime());
    assert.equal(at(new Date(Date.UTC(2099, 0, 1)), 0), now.getTime());
  });
});
