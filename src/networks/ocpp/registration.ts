// Whether a charger's boot was accepted, and what either side may say while it was not (OCPP 1.6
// §4.2; 2.0.1 part 2, use cases B02 and B03). What a version allows is the version's.

import type { RegistrationStatus } from "../fact.ts";
import { RpcError } from "./frame.ts";
import type { Outcome } from "./rpc.ts";

export type WaitingRules = {
  /** Calls of ours that a charger answers while its boot is pending. */
  readonly askedWhilePending: ReadonlySet<string>;
  /** What it tells then, beside what a trigger asked for. */
  readonly toldWhilePending: ReadonlySet<string>;
  /** Whether it may be asked to boot again while it is rejected (B03.FR.08). */
  readonly triggeredWhileRejected: boolean;
};

const boot = "BootNotification";
const triggers: ReadonlySet<string> = new Set(["TriggerMessage", "ExtendedTriggerMessage"]);

/** Which message of the charger's a call of ours asks for; null: it is no trigger. */
const askedForBy = (action: string, payload: object): string | null => {
  if (!triggers.has(action) || !("requestedMessage" in payload)) return null;
  const asked = String(payload.requestedMessage);
  return /^Sign.*Certificate$/.test(asked) ? "SignCertificate" : asked;
};

const isAccepted = (outcome: Outcome): boolean => {
  if (outcome.kind !== "result") return false;
  const { payload } = outcome;
  return (
    typeof payload === "object" && payload !== null && Reflect.get(payload, "status") === "Accepted"
  );
};

export class Registration {
  readonly #rules: WaitingRules;
  readonly #expected = new Set<string>();
  #status: RegistrationStatus;

  /** `status`: what the charger was told last, on whichever line. */
  constructor(rules: WaitingRules, status: RegistrationStatus) {
    this.#rules = rules;
    this.#status = status;
  }

  get status(): RegistrationStatus {
    return this.#status;
  }

  get accepted(): boolean {
    return this.#status === "accepted";
  }

  /** What the charger was told at its boot. */
  answered(status: RegistrationStatus): void {
    this.#status = status;
    this.#expected.clear();
  }

  /** Refuses what a charger says that has not been let in. */
  check(action: string): void {
    if (this.accepted || action === boot) return;
    const { toldWhilePending } = this.#rules;
    const asked = toldWhilePending.has(action) || this.#expected.has(action);
    if (this.#status === "pending" && asked) return;
    throw new RpcError("SecurityError", "the boot was not accepted yet: please boot again");
  }

  /** Asks, if the charger may be asked that; what it is asked to tell is heard from now on. */
  async ask(action: string, payload: object, call: () => Promise<Outcome>): Promise<Outcome> {
    const told = askedForBy(action, payload);
    if (!this.#mayAsk(action, told)) return { kind: "held" };
    if (this.accepted || told === null) return call();
    this.#expected.add(told);
    const outcome = await call();
    if (!isAccepted(outcome)) this.#expected.delete(told);
    return outcome;
  }

  #mayAsk(action: string, told: string | null): boolean {
    if (this.accepted) return true;
    if (this.#status === "pending") return this.#rules.askedWhilePending.has(action);
    return this.#rules.triggeredWhileRejected && told === boot;
  }
}
