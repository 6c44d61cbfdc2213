// Reading and writing a charger's configuration keys (OCPP 1.6 §5.3, §5.8) by the neutral commands
// for variables. 1.6 has keys alone: no components, no attributes but the actual one.

import type { CommandAnswer, VariableName } from "../../commands.ts";
import { answered, commandAnswer, kept } from "../message.ts";
import type { CallOptions, Outcome } from "../rpc.ts";
import { type Command, type CommandScene, invalid, meaning } from "./ask.ts";
import { changeConfiguration } from "./change_configuration.ts";
import { mostOf, onlyUnit, unitKey, variablesOf } from "./configuration.ts";
import { getConfiguration } from "./get_configuration.ts";

/** Asks for keys, all of them where none is named, and remembers the answer. */
export const learn = async (
  { call, configured }: Pick<CommandScene, "call" | "configured">,
  keys: readonly string[],
): Promise<Outcome> => {
  const payload = keys.length === 0 ? {} : { key: keys };
  const outcome = await call(getConfiguration.action, payload);
  await configured(outcome);
  return outcome;
};

/** A charger that is slow to say what it takes must not hold up a driver. */
const shortly: CallOptions = { timeoutMs: 5_000, urgent: true };

/** Asked where it was not told at boot: a charger refuses limits in the unit that it lacks. */
export const unitTaken = async ({
  call,
  configured,
  known,
}: Pick<CommandScene, "call" | "configured" | "known">) => {
  if (!known.has(unitKey)) {
    await configured(await call(getConfiguration.action, { key: [unitKey] }, shortly));
  }
  return onlyUnit(known);
};

/** Where the first is that 1.6 has no words for. */
const strange = (variables: readonly VariableName[]): string | null => {
  const index = variables.findIndex(
    ({ component, instance, evse, attribute = "actual" }) =>
      component !== undefined ||
      instance !== undefined ||
      evse !== undefined ||
      attribute !== "actual",
  );
  return index < 0 ? null : `/variables/${index} OCPP 1.6 has keys alone: give the name`;
};

const chunked = (names: readonly string[], size: number): (readonly string[])[] => {
  const count = Math.max(1, Math.ceil(names.length / size));
  return Array.from({ length: count }, (_, n) => names.slice(n * size, (n + 1) * size));
};

type Keys = { configurationKey: unknown[]; unknownKey: unknown[] };

export const readVariables: Command<"get_variables"> = async (scene, { parameters }) => {
  const { variables = [] } = parameters;
  const where = strange(variables);
  if (where !== null) return invalid(where);
  const names = variables.map(({ name }) => name);
  const most = mostOf(scene.known, "GetConfigurationMaxKeys") ?? Math.max(1, names.length);
  const all: Keys = { configurationKey: [], unknownKey: [] };
  for (const some of chunked(names, most)) {
    const outcome = await learn(scene, some);
    const said = meaning(getConfiguration, outcome);
    if (said.outcome !== "succeeded") return said;
    const keys = answered(getConfiguration, outcome);
    all.configurationKey.push(...(keys?.configurationKey ?? []));
    all.unknownKey.push(...(keys?.unknownKey ?? []));
  }
  return { outcome: "succeeded", answer: kept(all) };
};

type Change = { readonly name: string; readonly value: string };

const changed = ["Accepted", "RebootRequired"];

const change = async (scene: CommandScene, { name, value }: Change): Promise<CommandAnswer> => {
  const outcome = await scene.call(changeConfiguration.action, { key: name, value });
  const status = answered(changeConfiguration, outcome)?.status;
  if (status === "Accepted")
    await scene.changed(variablesOf([{ key: name, readonly: false, value }]));
  if (status !== undefined) return { outcome: "succeeded", answer: { name, status } };
  const answer = commandAnswer(outcome);
  if (answer.outcome !== "succeeded") return answer;
  return { outcome: "rejected", reason: "the answer was not understood", answer: answer.answer };
};

/** In turn; the one that gets no word of an answer ends it. */
export const setVariables: Command<"set_variables"> = async (scene, { parameters }) => {
  const { variables } = parameters;
  const where = strange(variables);
  if (where !== null) return invalid(where);
  const results: object[] = [];
  let refusal: string | null = null;
  for (const variable of variables) {
    const answer = await change(scene, variable);
    if (answer.outcome !== "succeeded") return answer;
    const { status } = answer.answer as { status: string };
    results.push(answer.answer);
    if (!changed.includes(status)) refusal ??= status;
  }
  if (refusal === null) return { outcome: "succeeded", answer: { results } };
  return { outcome: "rejected", reason: refusal, answer: { results } };
};
