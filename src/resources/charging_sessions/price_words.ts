// What a driver is told of prices at the charger: of one connector, or of all that fit the car, and
// never more than a display takes. Pure.
import { type Place, priceText } from "../../pricing/price_text.ts";
import type { Tariff } from "../../pricing/tariff.ts";
import type { StationForSession } from "../charging_stations/actions.ts";
import { plugFits } from "../vehicles/plug.ts";

/** OCPP 2.0.1 part 2, MessageContentType. */
const longest = 512;

const bounded = (text: string): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;

export const wordsOf = (tariff: Tariff, at: Date, place: Place): string =>
  bounded(priceText(tariff, at.getTime(), place));

type Station = Pick<StationForSession, "connectors" | "timezone">;

/**
 * For whoever has not chosen a plug yet: one line where all that fit cost the same, else one for
 * each kind. Null: nothing that fits has a price.
 */
export const wordsAt = (station: Station, plug: string, at: Date): string | null => {
  const texts = new Map<string, string>();
  for (const { type, powerKw, tariff } of station.connectors) {
    if (tariff === null || !plugFits(plug, type)) continue;
    const place = { powerKw, zone: station.timezone };
    texts.set(`${type} ${powerKw} kW`, priceText(tariff, at.getTime(), place));
  }
  const [only] = texts.values();
  if (only === undefined) return null;
  if (new Set(texts.values()).size === 1) return bounded(only);
  return bounded([...texts].map(([what, text]) => `${what}: ${text}`).join("; "));
};
