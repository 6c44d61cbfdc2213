// Cars that say what they want (ISO 15118; OCPP 2.0.1 part 2, use cases K15 to K17): the plan that
// each is told, and whether what it then means to do is within it. What is planned is the planner's
// (../planner.ts); in memory, as long as the socket lasts: a car that asks again gets another plan.

import { type CarPlan, exceeds } from "../../charge_plan.ts";
import type { ChargingProfile } from "../../commands.ts";
import type { ConnectorRef, NetworkHost, StationRef } from "../../network.ts";
import type { Limit } from "../../power_limit.ts";
import { unitFor } from "../../rate_unit.ts";
import { answered } from "../message.ts";
import { notice } from "../notice.ts";
import type { Charging, ChargingPlanner } from "../planner.ts";
import { type CarWants, mostWatts, phasesUsed } from "./car_wants.ts";
import { ask } from "./commands/asking.ts";
import { profileOf } from "./commands/charging_profiles.ts";
import { limitsOf } from "./commands/supply.ts";
import type { CommandScene } from "./commands.ts";
import { getCompositeSchedule } from "./get_composite_schedule.ts";
import { evseNumber } from "./message.ts";
import { setChargingProfile } from "./set_charging_profile.ts";

export type Around = Pick<CommandScene, "call" | "now" | "settings"> & {
  readonly station: StationRef;
  readonly host: NetworkHost;
  /** Null: nobody plans. */
  readonly planner: ChargingPlanner | null;
  /** Once what is being served has been answered. */
  readonly afterwards: (task: () => Promise<void>) => void;
  readonly inTurn: (task: () => Promise<void>) => Promise<void>;
};

/** What was last set for a transaction: by us, or by an operator. */
export type Set = {
  readonly connector: ConnectorRef;
  readonly profile: ChargingProfile;
  readonly phases: number;
};

type Known = {
  readonly set: Set | null;
  readonly at: Date;
  /** What the charger's own profiles came to before; undefined: not asked. */
  readonly held: Limit | null | undefined;
  /** How often it was told again to a car that means to draw more. */
  readonly again: number;
};

const daySeconds = 86_400;
/** A car that will not do as it is told is told so often, and then only refused. */
const mostAgain = 3;
const mostKnown = 200;

export class Negotiation {
  readonly #around: Around;
  readonly #known = new Map<string, Known>();
  /** Transactions that nobody has shown a card for, and where they are. */
  readonly #open = new Map<string, number>();
  readonly #waiting = new Map<number, CarWants>();

  constructor(around: Around) {
    this.#around = around;
  }

  /**
   * `Accepted`: a plan follows at once, well within the minute that a car waits (K15.FR.03);
   * `Processing`: when somebody may charge there (K15.FR.05); `Rejected`: nothing of ours runs.
   */
  async needs(wants: CarWants): Promise<"Accepted" | "Processing" | "Rejected"> {
    const { planner, station, afterwards } = this.#around;
    if (planner === null || evseNumber(wants.evseId) === null) return "Rejected";
    const charging = await planner.charging(station, wants.evseId);
    if (charging !== null) {
      afterwards(() => this.#plan(planner, charging, wants));
      return "Accepted";
    }
    if (![...this.#open.values()].includes(wants.evseId)) return "Rejected";
    this.#waiting.set(wants.evseId, wants);
    return "Processing";
  }

  /** Rejected, and told again, where the car means to draw more than it may (K15.FR.12, 13). */
  means(evse: number, car: Omit<CarPlan, "from">): "Accepted" | "Rejected" {
    const { now, afterwards } = this.#around;
    const found = [...this.#known].findLast(([, { set }]) => set?.connector.evse === evse);
    if (found === undefined || found[1].set === null) return "Accepted";
    const [reference, known] = found;
    const { profile, connector, phases } = found[1].set;
    // The car's times count from when it says so, whatever the charger's clock shows.
    const limit = { profile, connector, since: known.at.getTime() };
    if (!exceeds({ ...car, from: now() }, limit, phases)) return "Accepted";
    if (known.again < mostAgain) {
      const again = known.again + 1;
      this.#keep(reference, { again });
      afterwards(() => this.#send(reference, { connector, profile, phases }));
    }
    return "Rejected";
  }

  opened(reference: string, evse: number): void {
    this.#open.set(reference, evse);
    const [oldest] = this.#open.keys();
    if (this.#open.size > mostKnown && oldest !== undefined) this.#open.delete(oldest);
  }

  started(reference: string, evse: number): void {
    this.#open.delete(reference);
    const wants = this.#waiting.get(evse);
    this.#waiting.delete(evse);
    if (wants !== undefined) this.#around.afterwards(async () => void (await this.needs(wants)));
  }

  ended(reference: string): void {
    const evse = this.#open.get(reference);
    if (evse !== undefined) this.#waiting.delete(evse);
    this.#open.delete(reference);
    this.#known.delete(reference);
  }

  /** What is set for a transaction now. */
  setFor(reference: string): Set | null {
    return this.#known.get(reference)?.set ?? null;
  }

  /** An operator has set one for it. */
  replaced(reference: string, set: Set): void {
    this.#keep(reference, { set, at: this.#around.now(), again: 0 });
  }

  /** Profiles were set or cleared: what they come to is asked again. */
  changed(): void {
    for (const reference of [...this.#known.keys()]) this.#keep(reference, { held: undefined });
  }

  async #plan(planner: ChargingPlanner, charging: Charging, wants: CarWants): Promise<void> {
    const { connector, profile: own, reference, since, number } = charging;
    const { units, phases: supplied } = await limitsOf(this.#around, connector);
    const direct = wants.chargingNeeds.requestedEnergyTransfer.startsWith("DC");
    const unit = unitFor(direct ? "W" : "A", units);
    const used = Math.min(supplied, phasesUsed(wants) ?? supplied);
    const held = await this.#heldBy(charging, unit);
    if (held === undefined) return this.#note(connector, "it does not say what it allows");
    const limits = [
      ...(own === null ? [] : [{ profile: own, connector, since: since.getTime() }]),
      ...(held === null ? [] : [held]),
    ];
    const schedule = await planner.plan({
      ...{ connector, limits, unit, at: this.#around.now() },
      phases: { supplied, used },
      needs: { mostW: mostWatts(wants), mostSteps: wants.maxScheduleTuples ?? Infinity },
    });
    // In the place of the transaction's own, where it has one: two of a level exclude each other.
    const place = { id: own?.id ?? number, stack_level: own?.stack_level ?? 0 };
    const profile = { ...place, purpose: "transaction", kind: "absolute", schedule } as const;
    this.#keep(reference, { again: 0 });
    await this.#send(reference, { connector, profile, phases: used });
  }

  async #send(reference: string, set: Set): Promise<void> {
    const { connector, profile } = set;
    const payload = { evseId: connector.evse, chargingProfile: profileOf(profile, reference) };
    const answer = await ask(this.#around, setChargingProfile, payload);
    if (answer.outcome === "succeeded") this.#keep(reference, { set, at: this.#around.now() });
    else await this.#note(connector, "reason" in answer ? answer.reason : answer.outcome);
  }

  /**
   * What all profiles at the charger allow there, also those that others have set: a plan of ours
   * takes their place, and must not allow more. Null: it has none; undefined: it did not answer.
   */
  async #heldBy({ reference, connector }: Charging, unit: "A" | "W") {
    const known = this.#known.get(reference)?.held;
    if (known !== undefined) return known;
    const { call, now } = this.#around;
    const payload = { duration: daySeconds, evseId: connector.evse, chargingRateUnit: unit };
    const outcome = await call(getCompositeSchedule.action, payload);
    if (outcome.kind === "timeout" || outcome.kind === "lost") return undefined;
    const told = answered(getCompositeSchedule, outcome)?.schedule;
    const held = told === undefined ? null : { ...composite(told), connector, since: +now() };
    this.#keep(reference, { held });
    return held;
  }

  async #note({ evse }: ConnectorRef, why: string): Promise<void> {
    const { inTurn } = this.#around;
    const text = `The charger was given no plan for its car: ${why}`;
    const news = { topic: "charging_profile", text, payload: { reason: why }, evse } as const;
    await inTurn(() => notice(this.#around, news));
  }

  #keep(reference: string, change: Partial<Known>): void {
    const none = { set: null, at: this.#around.now(), held: undefined, again: 0 };
    const known = { ...none, ...this.#known.get(reference), ...change };
    this.#known.delete(reference);
    this.#known.set(reference, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
  }
}

type Composite = NonNullable<ReturnType<typeof getCompositeSchedule.checkAnswer>["schedule"]>;

/** Its times count from now: the charger's clock may be off. */
const composite = ({ chargingRateUnit: unit, chargingSchedulePeriod }: Composite) => {
  const periods = chargingSchedulePeriod.map(({ startPeriod, limit, numberPhases }) => ({
    ...{ start: startPeriod, limit: Math.max(0, limit), phases: numberPhases },
  }));
  return { profile: { kind: "relative", schedule: { unit, periods } } as const };
};
