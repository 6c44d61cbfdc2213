// The door to the time zone map: which IANA zone a place is in. Coarse at borders, as the map is.
import lookUp from "@photostructure/tz-lookup";
import type { Place } from "../../lib/geo.ts";

export const zoneOf = ({ latitude, longitude }: Place): string => lookUp(latitude, longitude);
