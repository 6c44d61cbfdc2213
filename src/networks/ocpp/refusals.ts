// Who claimed to be a station and was not let in, shown in that station's trace: a charger with a
// wrong password, or somebody else.

import { randomUUID } from "node:crypto";
import type { Admission, Clock, Log, StationRef } from "../network.ts";
import { whole } from "./examination.ts";
import { type FrameListener, showTo } from "./seen.ts";

type Settings = {
  readonly clock: Clock;
  readonly log: Log;
  readonly onFrame: FrameListener | null;
};

type Reason = Exclude<Extract<Admission, { admitted: false }>["reason"], "unknown">;

const sentences: Readonly<Record<Reason, string>> = {
  password: "not this station's password",
  no_password: "this station has no password yet",
  certificate: "not this station's certificate, or one that is not trusted or not valid now",
  security_profile: "not on a line as secure as this station's must be",
};

/** Chargers knock every few seconds for weeks. */
const shownEveryMs = 60_000;

export class Refusals {
  readonly #settings: Settings;
  readonly #shownMs = new Map<string, number>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  show(
    station: StationRef,
    { identity, reason, from }: { identity: string; reason: Reason; from: string | undefined },
  ) {
    const { clock, log, onFrame } = this.#settings;
    const at = clock.now();
    // Who mends one thing and fails at the next is to see it at once.
    const what = `${station.id} ${reason}`;
    const shownMs = this.#shownMs.get(what) ?? -shownEveryMs;
    if (onFrame === null || at.getTime() - shownMs < shownEveryMs) return;
    this.#shownMs.set(what, at.getTime());
    const passed = { direction: "in", kind: "malformed", action: null, messageId: null } as const;
    const said = `${sentences[reason]}, from ${from ?? "nowhere"}`;
    const finding = whole(reason === "no_password" ? "password" : reason, said);
    const where = { station, connection: randomUUID(), at };
    showTo(
      onFrame,
      { ...passed, text: `GET /ocpp/${identity}`, findings: [finding], ...where },
      log,
    );
  }
}
