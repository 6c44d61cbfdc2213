// Every message of 2.0.1 from both sides of the official schema: whatever it allows is taken and
// answered in a way that it allows; what it does not is refused where checks are strict, and never
// does more than that where they are not.

import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../test/laws/random.ts";
import {
  anything,
  least,
  most,
  payloadFor,
  requiredOf,
  type Taste,
} from "../../../../test/official_payloads.ts";
import { wallClock } from "../../wall_clock.ts";
import { Witness } from "../../witness.ts";
import { noAuthority } from "../authority.ts";
import { Examiner } from "../examination.ts";
import { RpcError } from "../frame.ts";
import { actionsOf, findingsOf, type Side } from "../official.ts";
import { Registration } from "../registration.ts";
import type { Outcome } from "../rpc.ts";
import { v201 } from "./conversation.ts";
import { sent, served } from "./messages.ts";

const strict = new Examiner("2.0.1", "strict");
const tries = 60;
const seed = Number(process.env.CHARGE_TEST_SEED ?? Math.floor(performance.now() * 1000));

const conversation = () => {
  const now = () => new Date("2026-11-21T10:00:00Z");
  const silent = { info() {}, warn() {}, error() {} };
  return v201.converse({
    ...{ station: { id: "chst_1", identity: "CP-1" }, host: new Witness() },
    ...{ clock: wallClock(now), log: silent, authority: noAuthority },
    ...{ heartbeatSeconds: 60, meterSeconds: 10, bootWithinMs: 5_000 },
    call: async (): Promise<Outcome> => ({ kind: "timeout" }),
    inTurn: (task) => task(),
    registration: new Registration(v201.waiting, "accepted"),
  });
};

const assertFits = (action: string, side: Side, payload: unknown) => {
  const findings = findingsOf("2.0.1", action, side, payload);
  assert.deepEqual(findings, [], `${action} ${side} ${JSON.stringify(payload).slice(0, 2_000)}`);
};

/** Ours take what the official schema takes. */
const assertTaken = async (action: string, taste: Taste) => {
  const request = payloadFor(action, "request", taste);
  assertFits(action, "request", request);
  if (served.has(action)) {
    assertFits(action, "answer", await conversation().serve(action, request));
  }
  const message = sent.get(action);
  if (message === undefined) return;
  message.checkRequest(request);
  const answer = payloadFor(action, "answer", taste);
  assertFits(action, "answer", answer);
  message.checkAnswer(answer);
};

test("there is a file for each of the official messages, and for nothing else", () => {
  const ours = new Set([...served.keys(), ...sent.keys()]);
  assert.deepEqual([...ours].sort(), [...actionsOf("2.0.1")].sort());
  const both = [...served.keys()].filter((action) => sent.has(action));
  assert.deepEqual(both, ["DataTransfer"]);
});

for (const action of actionsOf("2.0.1")) {
  test(`${action}: the least and the most that the schema allows are taken`, async () => {
    await assertTaken(action, least);
    await assertTaken(action, most);
  });

  test(`${action}: anything that the schema allows is taken`, async () => {
    const random = seeded(seed);
    for (let n = 0; n < tries; n += 1) {
      await assertTaken(action, anything(random)).catch((cause: unknown) => {
        throw new Error(`seed ${seed}, try ${n}`, { cause });
      });
    }
  });

  test(`${action}: what misses, is mistyped or unknown is refused where checks are strict`, () => {
    for (const side of ["request", "answer"] as const) {
      const whole = payloadFor(action, side, most);
      for (const name of requiredOf(action, side)) {
        const { [name]: _, ...without } = whole;
        const missing = strict.received(action, side, without, 100);
        assert.equal(missing.refusal?.code, "OccurenceConstraintViolation", name);
        const mistyped = strict.received(action, side, { ...whole, [name]: null }, 100);
        assert.equal(mistyped.refusal?.code, "TypeConstraintViolation", name);
      }
      const unknown = strict.received(action, side, { ...whole, vendorExtra: 1 }, 100);
      assert.notEqual(unknown.refusal, null);
    }
  });
}

for (const action of served.keys()) {
  test(`${action}: what does not fit is answered, or refused in the protocol's words`, async () => {
    const whole = payloadFor(action, "request", most);
    const wrongs: unknown[] = [null, 7, "text", [], {}, { ...whole, vendorExtra: [[]] }];
    for (const name of Object.keys(whole)) {
      for (const value of [undefined, null, -1, "", [], {}, [[]], "2026-13-41"]) {
        wrongs.push({ ...whole, [name]: value });
      }
    }
    for (const wrong of wrongs) {
      try {
        assertFits(action, "answer", await conversation().serve(action, wrong));
      } catch (cause) {
        assert.ok(cause instanceof RpcError, `${JSON.stringify(wrong)}: ${cause}`);
      }
    }
  });
}
