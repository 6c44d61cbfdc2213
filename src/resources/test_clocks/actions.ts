// Making a clock, telling it to advance, and one step of an advance: to the account's next job, or
// to the end. Steps are the job's (jobs.ts), so that jobs run in the order of their time.
import { beginOwn, knownSince, moveAhead, stopWorks, type Times } from "../../db/times.ts";
import { violated, type Work } from "../../db/work.ts";
import * as ownTime from "../../jobs/own_time.ts";
import { enqueue } from "../../jobs/queue.ts";
import { present } from "../../lib/assert.ts";
import { found, refuse } from "../../lib/errors.ts";
import type { Static } from "../../lib/schema.ts";
import { addMs, parseTimestamp } from "../../lib/time.ts";
import { later } from "./duration.ts";
import {
  type ClockAdvance,
  type ClockCreate,
  type ClockRow,
  furthestMs,
  renderClock,
} from "./schema.ts";
import * as store from "./store.ts";

export const advanceTask = "advance_test_clock";

export async function create(work: Work, input: Static<typeof ClockCreate>): Promise<ClockRow> {
  if (work.livemode) {
    refuse(
      "permission_denied",
      "Test clocks exist in test mode only: the time of live mode is the real one.",
    );
  }
  const id = work.newId("clk");
  await beginOwn(work);
  try {
    await store.insert(work, [id, input.name, work.now]);
  } catch (error) {
    if (violated(error) !== "test_clocks_one") throw error;
    refuse("test_clock_state_conflict", "The account has a test clock already.");
  }
  const clock = { id, name: input.name, advancing_to: null, created: work.now, updated: work.now };
  return input.now === undefined ? clock : aim(work, clock, targetAt(work, input.now, "now"));
}

export async function advance(
  work: Work,
  id: string,
  input: Static<typeof ClockAdvance>,
): Promise<ClockRow> {
  const clock = found(await store.lock(work, [id]), "test_clock_not_found", id);
  const target = targetOf(work, input);
  refuseAdvancing(clock);
  return aim(work, clock, target);
}

function targetOf(work: Work, { to, by }: Static<typeof ClockAdvance>): Date {
  if (to !== undefined && by !== undefined) {
    refuse("parameter_invalid", "Invalid by: send either to or by, not both.", { param: "by" });
  }
  if (to !== undefined) return targetAt(work, to, "to");
  if (by === undefined) {
    refuse("parameter_missing", "Missing to or by: say where to, or how far, to advance.", {
      param: "to",
    });
  }
  const target = later(work.now, by);
  if (target !== null) return within(work, target, "by");
  return refuse(
    "parameter_invalid",
    "Invalid by: expected an ISO 8601 duration such as P1M or P3DT12H.",
    { param: "by" },
  );
}

const targetAt = (work: Work, text: string, param: string): Date =>
  within(work, present(parseTimestamp(text), "a time that passed its schema"), param);

/** A clock never goes back (ruling 8), nor so far that nobody could have meant it. */
function within(work: Work, target: Date, param: string): Date {
  if (target <= work.now) {
    const expected = `a time later than the account's present ${work.now.toISOString()}`;
    refuse("parameter_invalid", `Invalid ${param}: expected ${expected}.`, { param });
  }
  const furthest = addMs(work.realNow, furthestMs);
  if (target > furthest) {
    const expected = `at most two years from now, ${furthest.toISOString()}`;
    refuse("parameter_invalid", `Invalid ${param}: expected ${expected}.`, { param });
  }
  return target;
}

function refuseAdvancing({ advancing_to: to }: ClockRow): void {
  if (to === null) return;
  refuse("test_clock_state_conflict", `The clock is advancing to ${to.toISOString()}.`);
}

async function aim(work: Work, clock: ClockRow, target: Date): Promise<ClockRow> {
  await store.aim(work, [clock.id, target, work.now]);
  const known = await knownSince(work);
  await enqueue(work, {
    ...{ task: advanceTask, key: clock.id, payload: { clock: clock.id } },
    realAt: known > work.realNow ? known : work.realNow,
  });
  return { ...clock, advancing_to: target, updated: work.now };
}

/** The clock is gone. The account's time stays: it goes on, as far ahead as it is. */
export async function remove(work: Work, id: string): Promise<string> {
  const clock = found(await store.lock(work, [id]), "test_clock_not_found", id);
  refuseAdvancing(clock);
  await store.remove(work, [id]);
  return id;
}

/** Moves the account's time to its next job, or to the end. False: it is there. */
export async function step(work: Work, clock: ClockRow, known: Times): Promise<boolean> {
  // No other work of the account is under way from here to the commit.
  work.sent(stopWorks(work));
  const restMs = present(clock.advancing_to, "where a clock goes").getTime() - work.now.getTime();
  if (restMs <= 0) return false;
  const nextMs = (await ownTime.nextInMs(work)) ?? restMs;
  const byMs = Math.min(restMs, nextMs);
  if (byMs <= 0) return true;
  work.sent(moveAhead(work, known, byMs));
  work.sent(ownTime.bringForward(work, byMs));
  return true;
}

/** It has arrived, and what fell due is done. */
export async function arrive(work: Work, clock: ClockRow): Promise<void> {
  await store.aim(work, [clock.id, null, work.now]);
  work.touches(clock.id);
  const after = { ...clock, advancing_to: null, updated: work.now };
  work.emit("test_clock.ready", renderClock(after, work));
}
