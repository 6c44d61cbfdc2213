// The endpoints of test clocks.
import type { Work } from "../../db/work.ts";
import { cutPage } from "../../http/paging.ts";
import { Awaited, get, list, post, remove, resource, type Waiter } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import * as actions from "./actions.ts";
import { ClockAdvance, ClockCreate, type ClockRow, renderClock, TestClock } from "./schema.ts";
import * as store from "./store.ts";

/** Most advances are done by then; the others are followed by reading the clock. */
const patienceMs = 30_000;

const arrived: Waiter = async (work, id, waitedMs) => {
  const clock = found(await store.find(work, [id]), "test_clock_not_found", id);
  return clock.advancing_to === null || waitedMs > patienceMs ? renderClock(clock, work) : null;
};

const shown = (work: Work, clock: ClockRow) =>
  clock.advancing_to === null
    ? renderClock(clock, work)
    : new Awaited({ wait: "test_clock_arrived", id: clock.id });

const patience =
  "Answers when the clock has arrived, or after half a minute with `status` `advancing`: then " +
  "read the clock, or wait for the event `test_clock.ready`.";

export default resource("test_clocks", {
  about:
    "Moves the time of an account's test mode ahead, to see a month of billing in a moment. An " +
    "account has at most one; its sub-accounts have their own. The time goes on as real time " +
    "does, only later, and never goes back. What is due on the way happens in its order.",
  renders: [
    {
      prefix: "clk",
      object: "test_clock",
      expandable: {},
      load: async (work, ids) =>
        (await store.load(work, [ids])).map((clock) => renderClock(clock, work)),
    },
  ],
  waits: { test_clock_arrived: arrived },
  routes: {
    create: post(
      "/v1/test_clocks",
      {
        summary: "Create a test clock",
        about: `From then on the account's time in test mode can be advanced. ${patience}`,
        body: ClockCreate,
        refuses: ["permission_denied", "parameter_invalid", "test_clock_state_conflict"],
        answer: TestClock,
      },
      async (work, input) => shown(work, await actions.create(work, input)),
    ),
    list: list(
      "/v1/test_clocks",
      { summary: "List test clocks", answer: TestClock },
      async (work, _filters, page) =>
        cutPage(
          await store.list(work, page, {}),
          page,
          (row) => row.id,
          (row) => renderClock(row, work),
        ),
    ),
    retrieve: get(
      "/v1/test_clocks/:test_clock",
      { summary: "Retrieve a test clock", answer: TestClock },
      async (work, { test_clock: id }) =>
        renderClock(found(await store.find(work, [id]), "test_clock_not_found", id), work),
    ),
    advance: post(
      "/v1/test_clocks/:test_clock/advance",
      {
        summary: "Advance a test clock",
        about:
          "Moves the time step by step: what is due at a step is done before the next one. " +
          patience,
        body: ClockAdvance,
        example: { by: "P1M" },
        refuses: ["parameter_invalid", "parameter_missing", "test_clock_state_conflict"],
        answer: TestClock,
      },
      async (work, { test_clock: id, ...input }) =>
        shown(work, await actions.advance(work, id, input)),
    ),
    remove: remove(
      "/v1/test_clocks/:test_clock",
      {
        summary: "Delete a test clock",
        about:
          "The account's time does not go back: it goes on, as far ahead as it is, and a new " +
          "clock begins there. A clock that is advancing cannot be deleted.",
        object: "test_clock",
        refuses: ["test_clock_state_conflict"],
      },
      (work, { test_clock: id }) => actions.remove(work, id),
    ),
  },
});
