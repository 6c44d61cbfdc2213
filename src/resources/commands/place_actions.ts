// Where a variable belongs in a charger of OCPP 2.0.1, for who names it without its component: what
// the station's charger has told of itself says it, as long as it says it once.
import type { ReadWork } from "../../db/work.ts";
import { refuse } from "../../lib/errors.ts";
import type { CommandName, VariableName } from "../../networks/commands.ts";
import * as connections from "../station_connections/store.ts";
import * as variables from "../station_connections/variables/store.ts";
import type { Given } from "./parameters.ts";

type Named = "get_variables" | "set_variables";

const isNamed = (type: CommandName): type is Named =>
  type === "get_variables" || type === "set_variables";

/** Parameters in which every variable has its component, where the charger's protocol has any. */
export async function placed(
  work: ReadWork,
  station: string,
  { type, parameters }: { readonly type: CommandName; readonly parameters: Given[CommandName] },
): Promise<Given[CommandName]> {
  if (!isNamed(type)) return parameters;
  const { variables: asked = [] } = parameters as Given["get_variables"];
  const bare = asked.filter(({ component }) => component === undefined);
  if (bare.length === 0) return parameters;
  const line = await connections.ofStation(work, [station]);
  if (line?.protocol !== "ocpp2.0.1") return parameters;
  const names = [...new Set(bare.map(({ name }) => name.toLowerCase()))];
  const known = await variables.places(work, [station, names]);
  const whole = asked.map((one, index) => {
    if (one.component !== undefined) return one;
    return { ...one, ...placeOf(one, known, `${type}.variables.${index}`) };
  });
  return { ...parameters, variables: whole } as Given[Named];
}

function placeOf(asked: VariableName, known: readonly variables.PlaceRow[], at: string) {
  const candidates = known.filter((one) => isMeant(asked, one));
  const [only, ...others] = candidates;
  if (only === undefined || others.length > 0) refuseUnclear(asked, candidates, at);
  // Spelt as the charger does: some mind the letter case, though they must not.
  const { name, component, component_instance, evse, instance } = only;
  return {
    ...{ name, component },
    ...(component_instance === null ? {} : { component_instance }),
    ...(instance === null ? {} : { instance }),
    ...(evse === null ? {} : { evse }),
  };
}

/** What is said of a place must fit; what is not said may be anything. */
function isMeant(asked: VariableName, { name, component_instance, evse, instance }: Place) {
  const { component_instance: ofComponent = component_instance } = asked;
  return (
    name.toLowerCase() === asked.name.toLowerCase() &&
    ofComponent === component_instance &&
    (asked.evse ?? evse) === evse &&
    (asked.instance ?? instance) === instance
  );
}

type Place = variables.PlaceRow;

const mostTold = 10;

function refuseUnclear(asked: VariableName, candidates: readonly Place[], at: string): never {
  const param = `${at}.component`;
  if (candidates.length === 0) {
    const why = `the station's charger has told of no variable '${asked.name}'`;
    refuse("parameter_missing", `Missing ${param}: ${why}; name its component.`, { param });
  }
  const told = candidates.slice(0, mostTold).map(shown).join(", ");
  const more = candidates.length > mostTold ? ` and ${candidates.length - mostTold} more` : "";
  const message = `Missing ${param}: '${asked.name}' is at ${told}${more}; say which.`;
  refuse("parameter_missing", message, { param });
}

/** For instance `DeviceDataCtrlr (instance 'GetVariables')`, `EVSE (evse 1)`. */
function shown({ component, component_instance, evse, instance }: Place): string {
  const said = [
    ...(component_instance === null ? [] : [`component_instance '${component_instance}'`]),
    ...(evse === null ? [] : [`evse ${evse}`]),
    ...(instance === null ? [] : [`instance '${instance}'`]),
  ];
  return said.length === 0 ? component : `${component} (${said.join(", ")})`;
}
