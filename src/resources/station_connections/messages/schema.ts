// A frame that went over the line to a charger, as the trace shows it.
import * as s from "../../../lib/schema.ts";
import { timestamp } from "../../../lib/time.ts";

/** Frames are shown for so long. */
export const keptMs = 14 * 24 * 3_600_000;
/** So much of a frame's text is kept. */
export const keptChars = 65_536;

export const directions = ["in", "out"] as const;
export const kinds = ["call", "result", "error", "malformed"] as const;

const Finding = s.object({
  keyword: s.text(255, { about: "The rule that is broken, by a word.", example: "maxLength" }),
  message: s.text(1000, {
    about: "What was expected.",
    example: "must NOT have more than 20 characters",
  }),
  path: s.text(1000, {
    min: 0,
    about: "Where in the payload, as a JSON pointer; empty: as a whole.",
    example: "/chargePointVendor",
  }),
});

export const StationMessage = s.object({
  id: s.id("msg", { about: "Unique identifier." }),
  object: s.literal("station_message"),
  action: s.nullable(
    s.text(255, {
      about: "Name of the message; of an answer, of what it answers. Null where that is not known.",
      example: "BootNotification",
    }),
  ),
  bytes: s.integer(0, 2_147_483_647, {
    about: "As it went over the line, before secrets were struck out.",
    example: 120,
  }),
  charging_station: s.id("chst", { about: "The station." }),
  connection: s.text(60, {
    about: "Names the socket: another one after each reconnect.",
    example: "0d3c9d3e-5b1f-4e62-9a53-0f6d2a1b7c88",
  }),
  created: s.timestamp({ about: "When it went by." }),
  direction: s.choice(directions, { about: "`in`: from the charger; `out`: to it." }),
  findings: s.list(Finding, {
    about: "What does not fit the protocol and was let pass, or refused. Empty: nothing.",
  }),
  kind: s.choice(kinds, { about: "A call, what answers it, or what is no frame at all." }),
  message_id: s.nullable(
    s.text(255, {
      about: "Its id in the protocol; the same for call and answer.",
      example: "19223",
    }),
  ),
  text: s.text(70_000, {
    min: 0,
    about: `As it was sent, up to ${keptChars} characters, with secrets struck out.`,
    example: '[2,"19223","Heartbeat",{}]',
  }),
});

type Shown = s.Static<typeof StationMessage>;

export type MessageRow = {
  id: string;
  station_id: string;
  connection: string;
  direction: (typeof directions)[number];
  kind: (typeof kinds)[number];
  action: string | null;
  message_id: string | null;
  text: string;
  bytes: number;
  findings: Shown["findings"] | null;
  created: Date;
};

export const renderMessage = (row: MessageRow) => ({
  id: row.id,
  object: "station_message" as const,
  action: row.action,
  bytes: row.bytes,
  charging_station: row.station_id,
  connection: row.connection,
  created: timestamp(row.created),
  direction: row.direction,
  findings: row.findings ?? [],
  kind: row.kind,
  message_id: row.message_id,
  text: row.text,
});
