// The device model (OCPP 2.0.1 part 2, ComponentType to VariableType; part 1, chapter
// 4) as the platform's variables, and back. Pure.

import type { VariableName } from "../../commands.ts";
import type { Variable } from "../../fact.ts";
import { type Static, Type } from "../schema.ts";

const evse = Type.Object({ id: Type.Integer(), connectorId: Type.Optional(Type.Integer()) });

export const component = () =>
  Type.Object({
    name: Type.String(),
    instance: Type.Optional(Type.String()),
    evse: Type.Optional(evse),
  });

export const variable = () =>
  Type.Object({ name: Type.String(), instance: Type.Optional(Type.String()) });

export type Component = Static<ReturnType<typeof component>>;
export type VariableOf = Static<ReturnType<typeof variable>>;

/** One variable at one component, as messages name it. */
export type Place = { readonly component: Component; readonly variable: VariableOf };

const attributes: ReadonlyMap<string, Variable["attribute"]> = new Map([
  ["Actual", "actual"],
  ["Target", "target"],
  ["MinSet", "min_set"],
  ["MaxSet", "max_set"],
]);
const attributeNames = {
  actual: "Actual",
  target: "Target",
  min_set: "MinSet",
  max_set: "MaxSet",
} as const satisfies Record<Variable["attribute"], string>;

const mutabilities: ReadonlyMap<string, Variable["mutability"]> = new Map([
  ["ReadOnly", "read_only"],
  ["WriteOnly", "write_only"],
  ["ReadWrite", "read_write"],
]);

/** A database takes no NUL, which some chargers pad their values with. */
const clean = (text: string): string => text.replaceAll("\0", "");

export type Attribute = {
  readonly type?: string | undefined;
  readonly value?: string | undefined;
  readonly mutability?: string | undefined;
};

export const variableOf = (
  { component: at, variable: of }: Place,
  attribute: Attribute,
  characteristics: object | null = null,
): Variable => ({
  component: clean(at.name),
  componentInstance: at.instance === undefined ? null : clean(at.instance),
  evse: at.evse?.id ?? null,
  connector: at.evse?.connectorId ?? null,
  name: clean(of.name),
  instance: of.instance === undefined ? null : clean(of.instance),
  attribute: attributes.get(attribute.type ?? "Actual") ?? "actual",
  value: attribute.value === undefined ? null : clean(attribute.value),
  mutability: mutabilities.get(attribute.mutability ?? "") ?? null,
  characteristics,
});

/** Null where it names no component: 2.0.1 knows no variable without one. */
export const placeOf = (asked: VariableName): Place | null => {
  if (asked.component === undefined) return null;
  const { component_instance: instance, evse: id } = asked;
  return {
    component: {
      name: asked.component,
      ...(instance === undefined ? {} : { instance }),
      ...(id === undefined ? {} : { evse: { id } }),
    },
    variable: {
      name: asked.name,
      ...(asked.instance === undefined ? {} : { instance: asked.instance }),
    },
  };
};

export const attributeType = ({ attribute }: VariableName) =>
  attribute === undefined ? {} : { attributeType: attributeNames[attribute] };

/** How many of a list fit into one message; a charger says so itself, where it has a limit. */
export const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
