// What a charger is set to (OCPP 2.0.1 part 2, use cases B05 to B07): asked for by name or as a
// whole, and set.

import type { CommandAnswer, VariableName } from "../../../commands.ts";
import { commandAnswer, kept } from "../../message.ts";
import type { CommandScene, OrderOf } from "../commands.ts";
import { getBaseReport } from "../get_base_report.ts";
import { type Asked, isSet, type SetResult } from "../settings.ts";
import { attributeType, placeOf } from "../variables.ts";
import { ask, invalid } from "./asking.ts";

/** The names as the protocol has them, or the position of one that it cannot have. */
const asked = (names: readonly VariableName[]) => {
  const places = names.map((name): Asked | null => {
    const place = placeOf(name);
    return place === null ? null : { ...place, ...attributeType(name) };
  });
  const missing = places.indexOf(null);
  return { missing, places: places.filter((place) => place !== null) };
};

const withoutComponent = (index: number): CommandAnswer =>
  invalid(`variables[${index}].component: OCPP 2.0.1 knows no variable without its component`);

/** By name they are answered at once; all of them come in parts. */
export const getVariables = async (
  scene: CommandScene,
  { number, parameters: { variables } }: OrderOf<"get_variables">,
): Promise<CommandAnswer> => {
  if (variables === undefined || variables.length === 0) {
    const payload = { requestId: number, reportBase: "FullInventory" };
    return ask(scene, getBaseReport, payload, { accepted: ["Accepted"], later: true });
  }
  const { missing, places } = asked(variables);
  if (missing >= 0) return withoutComponent(missing);
  const answer = await scene.settings.get(places);
  if (answer.results === null) return commandAnswer(answer.outcome);
  await scene.settings.keep(answer.results);
  return { outcome: "succeeded", answer: kept({ getVariableResult: answer.results }) };
};

const firstRefused = (results: readonly SetResult[]): string | null =>
  results.find((one) => !isSet(one))?.attributeStatus ?? null;

/** Succeeds where all are set; the answer says of each what became of it. */
export const setVariables = async (
  scene: CommandScene,
  { parameters: { variables } }: OrderOf<"set_variables">,
): Promise<CommandAnswer> => {
  const { missing, places } = asked(variables);
  if (missing >= 0) return withoutComponent(missing);
  const data = places.map((place, index) => ({
    ...place,
    attributeValue: variables[index]?.value ?? "",
  }));
  const outcome = await scene.settings.set(data);
  if (outcome.results === null) return commandAnswer(outcome.outcome);
  await scene.settings.keepSet(data, outcome.results);
  const answer = kept({ setVariableResult: outcome.results });
  const reason = firstRefused(outcome.results);
  return reason === null
    ? { outcome: "succeeded", answer }
    : { outcome: "rejected", reason, answer };
};
