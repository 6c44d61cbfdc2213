// Whether a message fits the official schema of its version, and what follows from that for this
// station: `strict` refuses what does not, `lenient` only notes it. Pure.

import type { MessageChecks } from "../network.ts";
import { RpcError } from "./frame.ts";
import { type Finding, findingsOf, isAction, type Side, type Version } from "./official.ts";
import { codeOf } from "./schema.ts";

export type Verdict = {
  readonly findings: readonly Finding[];
  /** What the message is refused with; null: it counts. */
  readonly refusal: RpcError | null;
};

/** Up to this size all findings are listed, beyond it the first alone. */
const longestListed = 65_536;

const sound: Verdict = { findings: [], refusal: null };

export const whole = (keyword: string, message: string): Finding => ({
  path: "",
  keyword,
  message,
});

export const unknownAction = (version: Version): Finding =>
  whole("action", `not a message of OCPP ${version}`);

/** The first breach, as the protocol's own error. */
export const refusalOf = ({ path, keyword, message }: Finding): RpcError =>
  new RpcError(codeOf(path, keyword), `${path} ${message}`.trim());

const notTheirs = whole("action", "not this side's to send");

export class Examiner {
  readonly version: Version;
  readonly #checks: MessageChecks;
  readonly #serves: (action: string) => boolean;

  /** `serves`: which calls are the other side's to send. */
  constructor(version: Version, checks: MessageChecks, serves = (_: string) => true) {
    this.version = version;
    this.#checks = checks;
    this.#serves = serves;
  }

  get strict(): boolean {
    return this.#checks === "strict";
  }

  /** What a charger sends; `length` of the frame that it came in. */
  received(action: string, side: Side, payload: unknown, length: number): Verdict {
    if (!isAction(this.version, action)) {
      const finding = unknownAction(this.version);
      return { findings: [finding], refusal: new RpcError("NotImplemented", finding.message) };
    }
    if (side === "request" && !this.#serves(action)) {
      return { findings: [notTheirs], refusal: new RpcError("NotSupported", notTheirs.message) };
    }
    const thorough = length <= longestListed;
    const findings = findingsOf(this.version, action, side, payload, { thorough });
    const [first] = findings;
    if (first === undefined) return sound;
    return { findings, refusal: this.strict ? refusalOf(first) : null };
  }

  /** What we are about to send: the first thing that does not fit. */
  unfit(action: string, side: Side, payload: unknown): Finding | null {
    if (!isAction(this.version, action)) return unknownAction(this.version);
    return findingsOf(this.version, action, side, payload)[0] ?? null;
  }
}
