// What this process remembers of whose the readings at a charger are: the last answer to the same
// question. Only ever a guess: it counts if the session is found as it was left; and whatever could
// make another answer of it is told through this process, which then forgets.
import type { Metered } from "./evidence/actions.ts";
import type { Owned, Report } from "./whose/actions.ts";

/** Where an answer is put once it has proven right. One that is forgotten meanwhile is in vain. */
export type Slot = { owned: Owned | null };

export type Owners = {
  find(report: Report): Owned | null;
  /** Before it is asked. */
  slotFor(report: Report): Slot;
  forget(station: string): void;
};

const mostStations = 20_000;

/** All that the answer depends on, but for the registers: they decide between two sessions. */
const questionOf = ({ evse, reference, transactionId }: Metered): string =>
  `${evse} ${transactionId} ${reference ?? ""}`;

export function openOwners(): Owners {
  const stations = new Map<string, { readonly question: string; readonly slot: Slot }[]>();
  return {
    find({ station, fact }) {
      const question = questionOf(fact);
      const known = stations.get(station.id)?.find((one) => one.question === question);
      return known?.slot.owned ?? null;
    },
    slotFor({ station, fact }) {
      const question = questionOf(fact);
      const others = stations.get(station.id)?.filter((one) => one.question !== question) ?? [];
      const slot: Slot = { owned: null };
      if (stations.size >= mostStations) stations.delete(stations.keys().next().value ?? "");
      // A charger has few EVSEs; one that asks ever new questions is not worth more memory.
      stations.set(station.id, [...others.slice(-7), { question, slot }]);
      return slot;
    },
    forget(station) {
      stations.delete(station);
    },
  };
}
