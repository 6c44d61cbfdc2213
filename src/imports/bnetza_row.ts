// One row of the German register of charging points (Ladesäulenregister) as a station, and what is
// odd about it. Pure; reading the file is bnetza.ts.
import type { Place } from "../lib/geo.ts";
import type { NewConnector } from "../resources/charging_stations/own/connectors.ts";
import type { Address, ConnectorType } from "../resources/charging_stations/schema.ts";

export const columns = {
  operator: "Betreiber",
  street: "Adresse",
  town: "Postleitzahl Ort",
  state: "Bundesland",
  longitude: "Längengrad [DG]",
  latitude: "Breitengrad [DG]",
} as const;

/** Charge points of a row: plugs and power. */
export const pointColumns = [1, 2, 3, 4].map((number) => ({
  plugs: `Steckertypen${number}`,
  power: `P${number} [kW]`,
}));

export type Cells = Readonly<Record<string, string>>;

export type Draft = {
  readonly name: string;
  readonly operator: string;
  readonly address: Address;
  readonly connectors: readonly NewConnector[];
} & Place;

/**
 * A station, or null where the row tells no place; and what a reader of the register should look
 * at.
 */
export type Understood = { readonly station: Draft | null; readonly odd: readonly string[] };

type Plug = { readonly type: ConnectorType; readonly mostKw: number };

/**
 * A row gives one power for all plugs of a charge point: a household socket beside a Typ 2 has not
 * 22 kW.
 */
const plugs: Readonly<Record<string, Plug>> = {
  "AC Steckdose Typ 2": { type: "Type2", mostKw: 43.5 },
  "AC Kupplung Typ 2": { type: "Type2", mostKw: 43.5 },
  "AC Steckdose Typ 1": { type: "Type1", mostKw: 7.4 },
  "AC Kupplung Typ 1": { type: "Type1", mostKw: 7.4 },
  "Steckdose Typ 1": { type: "Type1", mostKw: 7.4 },
  "AC Schuko": { type: "Schuko", mostKw: 3.7 },
  "AC CEE 3 polig": { type: "CEE", mostKw: 7.4 },
  "AC CEE 5 polig": { type: "CEE", mostKw: 43.5 },
  "DC Kupplung Combo": { type: "CCS", mostKw: 1000 },
  "DC CHAdeMO": { type: "CHAdeMO", mostKw: 400 },
  "DC Tesla Kupplung Typ 2": { type: "other", mostKw: 250 },
};

/** Mainland and islands, in degrees. */
const germany = { south: 47.27, north: 55.06, west: 5.86, east: 15.05 } as const;

export const isInGermany = ({ latitude, longitude }: Place): boolean =>
  latitude >= germany.south &&
  latitude <= germany.north &&
  longitude >= germany.west &&
  longitude <= germany.east;

export function understand(cells: Cells): Understood {
  const cell = (name: string): string => (cells[name] ?? "").replace(/\s+/g, " ").trim();
  const latitude = number(cell(columns.latitude));
  const longitude = number(cell(columns.longitude));
  if (
    latitude === null ||
    longitude === null ||
    Math.abs(latitude) > 90 ||
    Math.abs(longitude) > 180
  ) {
    return { station: null, odd: ["has no place that can be read, left out"] };
  }
  const odd: string[] = [];
  if (!isInGermany({ latitude, longitude })) {
    odd.push(`lies outside Germany (${latitude}, ${longitude})`);
  }
  const connectors = connectorsOf(cell, odd);
  if (connectors.length === 0) odd.push("has no connector that can be used");
  const { postal_code, city } = townOf(cell(columns.town));
  const street = cell(columns.street) || null;
  const operator = cell(columns.operator) || "unknown";
  const station = {
    name: [street, city].filter((one) => one !== null).join(", ") || operator,
    ...{ operator, latitude, longitude, connectors },
    address: {
      ...{ city, country: "DE", line1: street, line2: null, postal_code },
      state: cell(columns.state) || null,
    },
  };
  return { station, odd };
}

function number(text: string): number | null {
  const value = text === "" ? Number.NaN : Number(text.replace(",", "."));
  return Number.isFinite(value) ? value : null;
}

/** `68159 Mannheim`; the register spells some codes with four or six digits, and they stay so. */
function townOf(text: string): { postal_code: string | null; city: string | null } {
  const match = /^(\d{3,6}) (.+)$/.exec(text);
  if (match === null) return { postal_code: null, city: text || null };
  return { postal_code: match[1] as string, city: match[2] as string };
}

/**
 * Plugs of one charge point share its EVSE: one car at a time. `connector_b2`: second plug of the
 * second.
 */
function connectorsOf(cell: (name: string) => string, odd: string[]): NewConnector[] {
  const connectors: NewConnector[] = [];
  let evse = 0;
  for (const [index, names] of pointColumns.entries()) {
    const words = cell(names.plugs)
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== "");
    const power = number(cell(names.power));
    if (words.length === 0) {
      if (power !== null)
        odd.push(`charge point ${index + 1}: power (${power} kW) without plug, left out`);
      continue;
    }
    if (power === null || power <= 0) {
      odd.push(`charge point ${index + 1}: plug without power, left out`);
      continue;
    }
    evse += 1;
    const letter = "abcd"[index];
    for (const word of words) {
      const plug = knownPlug(word, index, odd);
      if (plug === null) continue;
      const count = connectors.filter((one) => one.evse === evse).length + 1;
      const id = `connector_${letter}${count}`;
      connectors.push({ id, type: plug.type, power: Math.min(power, plug.mostKw), evse });
    }
  }
  return connectors;
}

function knownPlug(word: string, index: number, odd: string[]): Plug | null {
  const plug = plugs[word];
  if (plug !== undefined) return plug;
  const nothing = word === "0";
  const done = nothing ? "left out" : "taken as other";
  odd.push(`charge point ${index + 1}: unknown plug '${word.slice(0, 60)}', ${done}`);
  return nothing ? null : { type: "other", mostKw: 1000 };
}
