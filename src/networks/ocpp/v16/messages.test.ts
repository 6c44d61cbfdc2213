// Every message of 1.6 from both sides of the official schema: a sample that it allows is taken and
// answered, what leaves out something or has it of another type is refused where checks are strict.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { type Sample, samples } from "../../../../test/ocpp16_samples.ts";
import { wallClock } from "../../wall_clock.ts";
import { Witness } from "../../witness.ts";
import { noAuthority } from "../authority.ts";
import { Examiner } from "../examination.ts";
import { actionsOf, findingsOf, type Side } from "../official.ts";
import { Registration } from "../registration.ts";
import type { Outcome } from "../rpc.ts";
import { v16 } from "./conversation.ts";
import { sent, served } from "./messages.ts";

const strict = new Examiner("1.6", "strict");
const lenient = new Examiner("1.6", "lenient");

type Value = Record<string, unknown>;
type Place = { readonly path: string; readonly without: Value; readonly mistyped: Value };

const isObject = (value: unknown): value is Value =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A copy of the sample for each of its properties, at any depth: without it, and wrong. */
const placesOf = (value: Value): Place[] =>
  Object.entries(value).flatMap(([key, inner]) => {
    const { [key]: _, ...without } = value;
    const mistyped = { ...value, [key]: Array.isArray(inner) ? {} : [inner] };
    const here = { path: `/${key}`, without, mistyped };
    return [here, ...placesWithin(inner).map(within(value, key))];
  });

const within =
  (value: Value, key: string) =>
  ({ path, without, mistyped }: { path: string; without: unknown; mistyped: unknown }): Place => ({
    path: `/${key}${path}`,
    without: { ...value, [key]: without },
    mistyped: { ...value, [key]: mistyped },
  });

const placesWithin = (inner: unknown): { path: string; without: unknown; mistyped: unknown }[] => {
  if (isObject(inner)) return placesOf(inner);
  if (!Array.isArray(inner) || !isObject(inner[0])) return [];
  const [first, ...rest] = inner;
  return placesOf(first as Value).map(({ path, without, mistyped }) => ({
    ...{ path: `/0${path}`, without: [without, ...rest], mistyped: [mistyped, ...rest] },
  }));
};

const conversation = () => {
  const host = new Witness();
  const now = () => new Date("2026-11-21T10:00:00Z");
  const silent = { info() {}, warn() {}, error() {} };
  return v16.converse({
    ...{ station: { id: "chst_1", identity: "CP-1" }, host, clock: wallClock(now), log: silent },
    ...{ heartbeatSeconds: 60, meterSeconds: 10, bootWithinMs: 5_000, authority: noAuthority },
    call: async (): Promise<Outcome> => ({ kind: "timeout" }),
    inTurn: (task) => task(),
    registration: new Registration(v16.waiting, "accepted"),
  });
};

const assertFits = (action: string, side: Side, payload: unknown) => {
  assert.deepEqual(findingsOf("1.6", action, side, payload), [], `${action} ${side}`);
};

/** Ours take what the official schema takes. */
const assertTaken = async (action: string, side: Side, payload: Value) => {
  const { from } = samples[action] as Sample;
  if (from !== "platform" && side === "request") {
    assertFits(action, "answer", await conversation().serve(action, payload));
  }
  if (from === "charger") return;
  const message = sent.get(action);
  assert.ok(message !== undefined, `${action} can be sent`);
  if (side === "request") message.checkRequest(payload);
  else message.checkAnswer(payload);
};

test("there is a file and a sample for each of the official schemas, and for nothing else", () => {
  assert.deepEqual(Object.keys(samples).sort(), [...actionsOf("1.6")].sort());
  const ours = new Set([...served.keys(), ...sent.keys()]);
  assert.deepEqual([...ours].sort(), [...actionsOf("1.6")].sort());
  for (const [action, { from }] of Object.entries(samples)) {
    assert.equal(served.has(action), from !== "platform", action);
    assert.equal(sent.has(action), from !== "charger", action);
  }
});

const page = new URL("../../../../docs/ocpp.md", import.meta.url);

test("docs/ocpp.md has a row for each message of 1.6, and the tests that it names are there", () => {
  const rows = readFileSync(page, "utf8").split("\n");
  const arrows = { charger: "→ platform", platform: "→ charger", both: "both ways" };
  for (const [action, { from }] of Object.entries(samples)) {
    const [row, ...more] = rows.filter((line) =>
      line.startsWith(`| ${action} | ${arrows[from]} |`),
    );
    assert.ok(row !== undefined && more.length === 0, `one row for ${action}`);
  }
  const folders = [new URL(".", import.meta.url), new URL("..", import.meta.url)];
  const files = [...folders, new URL("../..", import.meta.url)].flatMap((folder) =>
    readdirSync(folder).map((name): [string, URL] => [name, new URL(name, folder)]),
  );
  const named = rows.flatMap((line) => {
    const [, file, test] = /\| (\w+(?:\.test)?\.ts): (.+) \|$/.exec(line) ?? [];
    return file === undefined || test === undefined ? [] : [[file, test] as const];
  });
  assert.ok(named.length > 39);
  for (const [file, name] of named) {
    const texts = files.filter(([one]) => one === file).map(([, at]) => readFileSync(at, "utf8"));
    assert.ok(
      texts.some((text) => text.includes(`"${name}"`)),
      `${file} has: ${name}`,
    );
  }
});

for (const [action, sample] of Object.entries(samples)) {
  for (const side of ["request", "answer"] as const) {
    const [least, most] = sample[side];

    test(`${action} ${side}: what the schema allows is taken, whole or not`, async () => {
      const required = new Set(placesOf(least).map(({ path }) => path));
      const optional = placesOf(most).filter(({ path, without }) => {
        return !required.has(path) && findingsOf("1.6", action, side, without).length === 0;
      });
      for (const payload of [least, most, ...optional.map(({ without }) => without)]) {
        assertFits(action, side, payload);
        await assertTaken(action, side, payload);
      }
    });

    test(`${action} ${side}: what misses is refused, or noted where checks are lenient`, () => {
      for (const { path, without } of placesOf(least)) {
        const { refusal } = strict.received(action, side, without, 100);
        assert.equal(refusal?.code, "OccurenceConstraintViolation", path);
        const verdict = lenient.received(action, side, without, 100);
        assert.equal(verdict.refusal, null);
        assert.equal(verdict.findings[0]?.keyword, "required");
      }
    });

    test(`${action} ${side}: what is wrong or unknown is refused where checks are strict`, () => {
      for (const { path, mistyped } of placesOf(most)) {
        const { findings, refusal } = strict.received(action, side, mistyped, 100);
        assert.equal(refusal?.code, "TypeConstraintViolation", path);
        assert.equal(findings[0]?.path, path);
      }
      const { refusal } = strict.received(action, side, { ...most, vendorExtra: 1 }, 100);
      const closed = !/^(SecurityEvent|LogStatus|SignedFirmwareStatus)Notification$/.test(action);
      if (closed || side === "request") assert.equal(refusal?.code, "FormationViolation");
    });
  }
}
