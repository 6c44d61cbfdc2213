// What a list of stations is asked for: all, around a place, or beside a route. Pure.
import { refuse } from "../../../lib/errors.ts";
import type { Place } from "../../../lib/geo.ts";
import type { Static } from "../../../lib/schema.ts";
import type { StationFilters } from "../input.ts";

export type Asked = Static<typeof StationFilters>;

export type Way =
  | { readonly kind: "all" }
  | { readonly kind: "around"; readonly center: Place; readonly radiusM: number }
  | {
      readonly kind: "route";
      readonly origin: Place;
      readonly destination: Place;
      readonly widthM: number;
    };

const defaultCorridorM = 5000;

/** Refuses a filter whose partner is missing, and place and route together (spec part 2). */
export function wayOf(asked: Asked): Way {
  const around = together(asked, ["latitude", "longitude", "radius"]);
  const route = together(asked, ["origin", "destination"]);
  if (around && route) {
    refuseFilter("origin", "a place (latitude, longitude, radius) and a route cannot be combined");
  }
  if (asked.corridor !== undefined && !route) {
    refuseFilter("corridor", "it belongs to a route: give origin and destination");
  }
  if (around) {
    const center = { latitude: asked.latitude as number, longitude: asked.longitude as number };
    return { kind: "around", center, radiusM: asked.radius as number };
  }
  if (!route) return { kind: "all" };
  return {
    kind: "route",
    origin: placeOf("origin", asked.origin as string),
    destination: placeOf("destination", asked.destination as string),
    widthM: asked.corridor ?? defaultCorridorM,
  };
}

function together(asked: Asked, names: readonly (keyof Asked)[]): boolean {
  const missing = names.filter((name) => asked[name] === undefined);
  const [first] = missing;
  if (first === undefined) return true;
  if (missing.length === names.length) return false;
  refuse("parameter_missing", `Missing ${first}: ${names.join(", ")} belong together.`, {
    param: first,
    details: missing.map((param) => ({
      code: "parameter_missing",
      message: `Missing required parameter: ${param}.`,
      param,
    })),
  });
}

/** The form is checked by the schema, the range here. */
function placeOf(param: "origin" | "destination", text: string): Place {
  const [latitude = Number.NaN, longitude = Number.NaN] = text.split(",").map(Number);
  if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { latitude, longitude };
  refuseFilter(param, "latitude goes from -90 to 90, longitude from -180 to 180");
}

function refuseFilter(param: string, why: string): never {
  const message = `Invalid ${param}: ${why}.`;
  refuse("parameter_invalid", message, {
    param,
    details: [{ code: "parameter_invalid", message, param }],
  });
}
