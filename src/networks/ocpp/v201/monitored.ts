// What of the device model is watched (part 2, ComponentType, VariableType).

import { evse, oneOf, Type, text } from "./message.ts";

const named = { name: text(50), instance: Type.Optional(text(50)) };

export const component = () => Type.Object({ ...named, evse: Type.Optional(evse()) });
export const variable = () => Type.Object(named);

export const monitorType = () =>
  oneOf(...["UpperThreshold", "LowerThreshold"], ...["Delta", "Periodic", "PeriodicClockAligned"]);

type Named = { readonly name: string; readonly instance?: string };

/** `Connector.Temperature`, for people. */
export const nameOf = (of: { readonly component: Named; readonly variable: Named }): string =>
  [of.component, of.variable]
    .map(({ name, instance }) => (instance === undefined ? name : `${name}[${instance}]`))
    .join(".");
