// Asks for and sets variables at a charger, as many in a message as it takes.

import type { Variable } from "../../fact.ts";
import type { Clock, NetworkHost, StationRef } from "../../network.ts";
import { answered } from "../message.ts";
import type { CallOptions, Outcome } from "../rpc.ts";
import { getVariables } from "./get_variables.ts";
import { keyOf, longestGet, longestSet, type Setting } from "./set_up.ts";
import { setVariables } from "./set_variables.ts";
import { chunks, type Place, variableOf } from "./variables.ts";

export type Around = {
  readonly station: StationRef;
  readonly host: NetworkHost;
  readonly clock: Pick<Clock, "now">;
  readonly call: (action: string, payload: object, options?: CallOptions) => Promise<Outcome>;
};

export type GetResult = ReturnType<typeof getVariables.checkAnswer>["getVariableResult"][number];
export type SetResult = ReturnType<typeof setVariables.checkAnswer>["setVariableResult"][number];

export type Asked = Place & { readonly attributeType?: string };
export type ToSet = Asked & { readonly attributeValue: string };

/** What every charger takes at once that does not say how many it takes. */
const usualChunk = 4;

export class Settings {
  readonly #around: Around;
  readonly #options: CallOptions;
  #mostGet = usualChunk;
  #mostSet = usualChunk;

  constructor(around: Around, options: CallOptions) {
    this.#around = around;
    this.#options = options;
  }

  /** Learns how many variables go into one message. False: it answers no such questions. */
  async measure(): Promise<boolean> {
    const outcome = await this.get([longestGet, longestSet]);
    if (outcome.results === null) return false;
    const limits = valuesIn(outcome.results);
    const limit = (place: Place) => {
      const value = Number(limits.get(keyOf(place)));
      return Number.isInteger(value) && value > 0 ? Math.min(value, 50) : usualChunk;
    };
    this.#mostGet = limit(longestGet);
    this.#mostSet = limit(longestSet);
    return true;
  }

  /** The answers, or why there are none: then the outcome that ended it. */
  async get(asked: readonly Asked[]): Promise<Results<GetResult>> {
    const results: GetResult[] = [];
    for (const getVariableData of chunks(asked, this.#mostGet)) {
      const outcome = await this.#call(getVariables.action, { getVariableData });
      const answer = answered(getVariables, outcome);
      if (answer === null) return { results: null, outcome };
      results.push(...answer.getVariableResult);
    }
    return { results };
  }

  async set(asked: readonly ToSet[]): Promise<Results<SetResult>> {
    const results: SetResult[] = [];
    for (const setVariableData of chunks(asked, this.#mostSet)) {
      const outcome = await this.#call(setVariables.action, { setVariableData });
      const answer = answered(setVariables, outcome);
      if (answer === null) return { results: null, outcome };
      results.push(...answer.setVariableResult);
    }
    return { results };
  }

  /** Offers the values in turn. False when the charger does not answer such questions at all. */
  async offer({ place, values }: Setting): Promise<"taken" | "refused" | "silent"> {
    for (const attributeValue of values) {
      const { results } = await this.set([{ ...place, attributeValue }]);
      if (results === null) return "silent";
      if (results.every(isSet)) return "taken";
    }
    return "refused";
  }

  /** Tells the host what a charger answered. */
  keep(results: readonly GetResult[]): Promise<void> {
    const got = results.filter(({ attributeStatus }) => attributeStatus === "Accepted");
    return this.#tell(
      got.map((one) => variableOf(one, { type: one.attributeType, value: one.attributeValue })),
    );
  }

  /** What was set is what the charger has from now on, but for what takes a restart. */
  keepSet(asked: readonly ToSet[], results: readonly SetResult[]): Promise<void> {
    const set = asked.filter((one, index) => {
      const status = results[index]?.attributeStatus;
      return status === "Accepted" && !isSecret(one);
    });
    return this.#tell(
      set.map((one) => variableOf(one, { type: one.attributeType, value: one.attributeValue })),
    );
  }

  async #tell(variables: readonly Variable[]): Promise<void> {
    if (variables.length === 0) return;
    const { host, station, clock } = this.#around;
    await host.tell(station, { kind: "variables", variables, at: clock.now() });
  }

  #call(action: string, payload: object): Promise<Outcome> {
    return this.#around.call(action, payload, this.#options);
  }
}

export type Results<T> =
  | { readonly results: readonly T[]; readonly outcome?: undefined }
  | { readonly results: null; readonly outcome: Outcome };

/** Passwords are set, and never kept (ruling 22). */
const isSecret = ({ variable }: Place): boolean => /password/i.test(variable.name);

export const isSet = ({ attributeStatus: status }: SetResult): boolean =>
  status === "Accepted" || status === "RebootRequired";

/** Values by `keyOf`, of the variables that the charger has. */
export const valuesIn = (results: readonly GetResult[]): ReadonlyMap<string, string> =>
  new Map(
    results
      .filter(({ attributeStatus }) => attributeStatus === "Accepted")
      .map((one) => [keyOf(one), one.attributeValue ?? ""]),
  );
