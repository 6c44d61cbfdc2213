// What a charger tells later of something it was asked to do: the number that we gave the request
// says which command it belongs to.

import { kept } from "../message.ts";
import { oneOf, type Scene, Type } from "./message.ts";

export type Stage = "running" | "succeeded" | "failed";

/** Its requests' numbers are ours to give; some chargers report without, or with 0, when idle. */
export const progress = async (
  scene: Scene,
  number: number | undefined,
  { stage, payload }: { readonly stage: Stage | null; readonly payload: object },
): Promise<void> => {
  if (stage === null || number === undefined || number < 1) return;
  const fact = { kind: "command_progress", number, status: stage, detail: kept(payload) } as const;
  await scene.host.tell(scene.station, fact);
};

/** A report in parts: this one is not the last. */
export const stageOf = (report: { readonly tbc?: boolean }): Stage =>
  report.tbc === true ? "running" : "succeeded";

type Words<T extends string> = Readonly<Record<T, Stage | null>>;

/** The words of a status message, by what they mean to who gave the command; null: nothing. */
export const statuses = <const T extends string>(words: Words<T>) => ({
  request: Type.Object({
    status: oneOf<T>(...(Object.keys(words) as T[])),
    requestId: Type.Optional(Type.Integer()),
  }),
  stageOf: (status: T): Stage | null => words[status],
});
