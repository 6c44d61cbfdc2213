import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ConnectorStatus } from "../../networks/fact.ts";
import {
  type Booking,
  connectorsAvailable,
  freeSpans,
  type Occupancy,
  statusNow,
  windowMs,
} from "./availability.ts";

const hour = 3_600_000;
const now = Date.UTC(2026, 3, 1);

/** Connectors as `id evse status`, bookings as `kind connector evse from until` in hours from now.
 * */
function station(
  connectors: string[],
  bookings: string[],
  more: Partial<Occupancy> = {},
): Occupancy {
  return {
    ...{ status: "active", online: true, hardware_status: null },
    connectors: connectors.map((line) => {
      const [id = "", evse, status] = line.split(" ");
      const plain = { type: "CCS", power: 50, tariff: null };
      return { id, evse: Number(evse), status: status as ConnectorStatus, ...plain };
    }),
    bookings: bookings.map((line) => {
      const [kind, connector = "", evse, from, until] = line.split(" ");
      return {
        ...{ kind: kind as Booking["kind"], connector, evse: Number(evse), shown: true },
        from: now + Number(from) * hour,
        until: until === undefined ? null : now + Number(until) * hour,
      };
    }),
    ...more,
  };
}
const statuses = (one: Occupancy) => one.connectors.map((each) => statusNow(one, each, now));
const hours = (one: Occupancy) =>
  freeSpans(one, now).map(({ from, until }) => [(from - now) / hour, (until - now) / hour]);

describe("availability", () => {
  it("counts a reservation from its start to before its end", () => {
    assert.deepEqual(statuses(station(["a 1 available"], ["reservation a 1 0 1"])), ["reserved"]);
    assert.deepEqual(statuses(station(["a 1 available"], ["reservation a 1 1 2"])), ["available"]);
    assert.deepEqual(statuses(station(["a 1 available"], ["reservation a 1 -1 0"])), ["available"]);
  });

  it("lets a fault show through a session, and a session through a lost line", () => {
    const session = ["session a 1 -1"];
    assert.deepEqual(statuses(station(["a 1 faulted"], session)), ["faulted"]);
    const lost = station(["a 1 available", "b 2 available"], session, { online: false });
    assert.deepEqual(statuses(lost), ["occupied", "unknown"]);
    assert.deepEqual([connectorsAvailable(lost, now), hours(lost)], [0, []]);
  });

  it("joins the free spans of all connectors", () => {
    const two = ["a 1 available", "b 2 available"];
    assert.deepEqual(hours(station(two, ["reservation a 1 0 3", "reservation b 2 2 5"])), [
      [0, 2],
      [3, 24],
    ]);
    assert.deepEqual(hours(station(two, ["session a 1 -1", "reservation b 2 20 30"])), [[0, 20]]);
    assert.deepEqual(hours(station(two, ["session a 1 -1", "session b 2 0"])), []);
  });

  it("promises nothing of what is out of order, in use by a sibling, or closed", () => {
    assert.deepEqual(hours(station(["a 1 faulted", "b 2 unknown"], [])), []);
    assert.deepEqual(hours(station(["a 1 available", "b 1 available"], ["session a 1 0"])), []);
    assert.deepEqual(hours(station(["a 1 available"], [], { status: "maintenance" })), []);
    assert.deepEqual(hours(station(["a 1 reserved"], ["reservation a 1 0 1"])), [
      [1, windowMs / hour],
    ]);
  });
});
