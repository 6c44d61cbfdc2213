// The command as it is shown (spec part 3, "Chargers and networks").
import * as s from "../../lib/schema.ts";
import { timestamp, timestampOrNull } from "../../lib/time.ts";
import type { CommandName } from "../../networks/commands.ts";
import { commandTypes, type Given, shapes } from "./parameters.ts";

export const statuses = [
  ...(["pending", "accepted", "rejected", "succeeded", "failed", "timed_out"] as const),
] as const;
export type Status = (typeof statuses)[number];

/** Short words for why a command did not succeed; a charger's own word may stand there, too. */
export type Reason =
  | "offline"
  | "unsupported"
  | "invalid"
  | "no_answer"
  | "unknown_outcome"
  | "no_outcome"
  | "station_deleted"
  | "connector_removed"
  | "session_not_charging"
  | "replaced"
  | "incomplete"
  | "boot_not_accepted";

const named = Object.fromEntries(
  commandTypes.map((type) => [type, s.optional(shapes[type])]),
) as unknown as { [N in CommandName]: ReturnType<typeof s.optional<(typeof shapes)[N]>> };

const typeText = "What to do; the object of the same name holds its parameters.";
const connector = (about: string) => s.text(100, { about, example: "connector_a1" });

export const CommandCreate = s.object({
  type: s.choice(commandTypes, { about: typeText, example: "reset" }),
  ...named,
  connector: s.optional(
    connector(
      "Which connector; without one the whole station. Needed by `unlock_connector`, taken by " +
        "`change_availability`, `trigger_message` and those about charging profiles.",
    ),
  ),
  timeout: s.defaulted(
    s.integer(5, 86_400, {
      about:
        "For how many seconds it waits for a charger that is offline or whose boot is not accepted.",
      example: 30,
    }),
    30,
  ),
});

const kept = (about: string, example: unknown) =>
  s.nullable(s.record(s.unknown(), { about, example }));

export const Command = s.object({
  id: s.id("cmd", { about: "Unique identifier." }),
  object: s.literal("command"),
  answer: kept("What the charger said to it, in its own words, without secrets.", {
    status: "Accepted",
  }),
  charging_station: s.id("chst", { about: "The station." }),
  completed_at: s.nullable(s.timestamp({ about: "When its outcome was known." })),
  connector: s.nullable(connector("The connector, or null: the whole station.")),
  created: s.timestamp(),
  expires_at: s.timestamp({
    about: "Until then it waits for a charger that is offline, or whose boot is not accepted.",
  }),
  livemode: s.boolean({ about: "False for test data." }),
  message: s.nullable(
    s.text(1000, {
      about: "The reason, in a sentence; of a list of cards, what it holds.",
      example: "The charger was offline.",
    }),
  ),
  number: s.integer(1, 2_147_483_647, {
    about: "What the charger knows it by, where the protocol has a name for it (`requestId`).",
    example: 1042,
  }),
  progress: kept("What the charger last told of it after its answer.", { status: "Installing" }),
  reason: s.nullable(
    s.text(255, {
      about:
        "Why it did not succeed: `offline`, `unsupported`, `invalid`, `no_answer`, " +
        "`unknown_outcome`, `no_outcome`, `station_deleted`, `connector_removed`, " +
        "`session_not_charging`, `replaced`, `incomplete`, `boot_not_accepted`, or the charger's " +
        "own word.",
      example: "Rejected",
    }),
  ),
  ...named,
  status: s.choice(statuses, {
    about:
      "`pending`: not answered yet. `accepted`: the charger has set about it, the outcome " +
      "follows. `rejected`: it said no.",
  }),
  type: s.choice(commandTypes, { about: typeText }),
  updated: s.timestamp(),
});

export type CommandRow = {
  account_id: string;
  livemode: boolean;
  id: string;
  station_id: string;
  connector: string | null;
  number: number;
  type: CommandName;
  parameters: Given[CommandName];
  sealed: string | null;
  status: Status;
  reason: string | null;
  message: string | null;
  answer: Record<string, unknown> | null;
  progress: Record<string, unknown> | null;
  expires_at: Date;
  wait_until: Date;
  sent_at: Date | null;
  completed_at: Date | null;
  created: Date;
  updated: Date;
};

export function renderCommand(row: CommandRow) {
  const shown = {
    answer: row.answer,
    charging_station: row.station_id,
    completed_at: timestampOrNull(row.completed_at),
    connector: row.connector,
    created: timestamp(row.created),
    expires_at: timestamp(row.expires_at),
    livemode: row.livemode,
    message: row.message,
    number: row.number,
    progress: row.progress,
    reason: row.reason,
    status: row.status,
    type: row.type,
    updated: timestamp(row.updated),
    [row.type]: row.parameters,
  };
  const sorted = Object.entries(shown).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { id: row.id, object: "command" as const, ...Object.fromEntries(sorted) };
}
