// What virtual chargers can be asked to do beside charging: restart, let go of a plug, be out of
// service, tell something now. They have no settings, files or certificates.

import type { CommandAnswer, CommandOrder } from "../commands.ts";
import type { Fact } from "../fact.ts";
import type { ConnectorRef } from "../network.ts";
import type { Bay } from "./bay.ts";

/** What a command may do with its station. */
export type Hands = {
  /** Bays that something is in; an untouched one is as good as none. */
  bays(): readonly Bay[];
  bay(connector: ConnectorRef): Bay;
  /** Ends what runs, goes away and comes back. */
  restart(): void;
  /** The same once nothing runs any more, told under this number then. */
  restartWhenIdle(number: number): void;
  setAvailable(available: boolean): void;
  tell(fact: Fact): void;
  /** A sign of life of the line. */
  tellLife(): void;
};

export const booted: Fact = {
  ...{ kind: "booted", vendor: "Charge", model: "Simulator", serial: null },
  ...{ firmware: "1.0", reason: null },
};

const accepted = { status: "accepted" };
const succeeded = (answer: object = accepted): CommandAnswer => ({ outcome: "succeeded", answer });
const rejected = (reason: string): CommandAnswer => ({
  outcome: "rejected",
  reason,
  answer: { status: "rejected", reason },
});

type OrderOf<N extends CommandOrder["name"]> = Extract<CommandOrder, { name: N }>;

export function carryOut(order: CommandOrder, hands: Hands): CommandAnswer {
  switch (order.name) {
    case "reset":
      return reset(order, hands);
    case "unlock_connector":
      return unlock(order, hands);
    case "change_availability":
      return changeAvailability(order, hands);
    case "trigger_message":
      return trigger(order, hands);
    default:
      return { outcome: "unsupported", reason: `a simulated charger knows no ${order.name}` };
  }
}

function reset({ parameters, number }: OrderOf<"reset">, hands: Hands): CommandAnswer {
  if (parameters.type === "when_idle" && hands.bays().some((bay) => bay.charging)) {
    hands.restartWhenIdle(number);
    return { outcome: "accepted", answer: { status: "scheduled" } };
  }
  hands.restart();
  return succeeded();
}

/** As 2.0.1 has it (F05): a charge that goes on is not ended by its plug. */
function unlock({ connector }: OrderOf<"unlock_connector">, hands: Hands): CommandAnswer {
  if (connector === null) return rejected("no connector named");
  if (hands.bay(connector).unlock()) return succeeded({ status: "unlocked" });
  return rejected("ongoing_transaction");
}

/** What is charging goes on, and it takes effect after that. */
function changeAvailability(
  { connector, parameters }: OrderOf<"change_availability">,
  hands: Hands,
): CommandAnswer {
  const { available } = parameters;
  const concerned = connector === null ? hands.bays() : [hands.bay(connector)];
  const later = !available && concerned.some((bay) => bay.charging);
  if (connector === null) hands.setAvailable(available);
  else hands.bay(connector).setAvailable(available);
  return later ? { outcome: "accepted", answer: { status: "scheduled" } } : succeeded();
}

function trigger(
  { connector, parameters }: OrderOf<"trigger_message">,
  hands: Hands,
): CommandAnswer {
  const concerned = connector === null ? hands.bays() : [hands.bay(connector)];
  switch (parameters.message) {
    case "boot_notification":
      hands.tell(booted);
      return succeeded();
    case "heartbeat":
      hands.tellLife();
      return succeeded();
    case "status_notification":
      for (const bay of concerned) bay.tellStatus();
      return succeeded();
    case "meter_values":
      for (const bay of concerned) bay.tellReading();
      return succeeded();
    default:
      return {
        outcome: "unsupported",
        reason: `a simulated charger has no ${parameters.message}`,
      };
  }
}
