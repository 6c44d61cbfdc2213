// What a charger told that an operator wants to know of.
import * as s from "../../../lib/schema.ts";
import { timestamp } from "../../../lib/time.ts";
import type { NoticeTopic } from "../../../networks/fact.ts";

/** Notices are shown for so long. */
export const keptMs = 90 * 24 * 3_600_000;

export const topics = [
  ...(["security", "monitoring", "firmware", "log", "certificate", "charging_limit"] as const),
  ...(["charging_profile", "charging_needs", "display_message"] as const),
  ...(["customer_information", "data_transfer", "reservation"] as const),
] as const satisfies readonly NoticeTopic[];

/** Does not compile where a topic has no place in the list. */
export const complete: Exclude<NoticeTopic, (typeof topics)[number]> extends never ? true : never =
  true;

export const StationNotice = s.object({
  id: s.id("ntc", { about: "Unique identifier." }),
  object: s.literal("station_notice"),
  charging_station: s.id("chst", { about: "The station." }),
  created: s.timestamp({ about: "When it arrived." }),
  detail: s.record(s.unknown(), {
    about: "The charger's message, without secrets.",
    example: { type: "FirmwareUpdated" },
  }),
  evse: s.nullable(s.integer(0, 2_147_483_647, { about: "Which EVSE it is about.", example: 1 })),
  reported: s.timestamp({ about: "When it happened, by the charger's own clock." }),
  severity: s.nullable(
    s.integer(0, 9, {
      about: "0 (danger) to 9 (debug), as OCPP 2.0.1 grades; null: nobody graded it.",
      example: 4,
    }),
  ),
  text: s.text(1000, { about: "One line for people.", example: "Firmware updated" }),
  topic: s.choice(topics, { about: "What it is about." }),
});

export type NoticeRow = {
  id: string;
  station_id: string;
  topic: NoticeTopic;
  severity: number | null;
  evse: number | null;
  text: string;
  detail: Record<string, unknown>;
  reported: Date;
  created: Date;
};

export const renderNotice = (row: NoticeRow) => ({
  id: row.id,
  object: "station_notice" as const,
  charging_station: row.station_id,
  created: timestamp(row.created),
  detail: row.detail,
  evse: row.evse,
  reported: timestamp(row.reported),
  severity: row.severity,
  text: row.text,
  topic: row.topic,
});
