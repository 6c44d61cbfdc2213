// What is known of a transaction whose start comes in pieces: place, card and register in several
// messages, in any order, some of them twice. Pure; the host keeps it.

import type { Card, Fact, Opening } from "./fact.ts";

type Opened = Extract<Fact, { kind: "transaction_opened" }>;

/** One thing and when the charger first said it: the earliest telling counts. */
type Said<T> = { readonly value: T; readonly at: Date } | null;

export type Pieces = {
  readonly evse: Said<number>;
  readonly card: Said<Card>;
  readonly reservation: Said<number>;
  readonly meter: Said<number>;
  readonly at: Date;
  /** When the charger ended it. */
  readonly endedAt: Date | null;
};

const earlier = <T>(one: Said<T>, other: Said<T>): Said<T> => {
  if (one === null || other === null) return one ?? other;
  return other.at < one.at ? other : one;
};

const said = <T>(value: T | null, at: Date): Said<T> => (value === null ? null : { value, at });

const piecesOf = (fact: Opened): Pieces => ({
  evse: said(fact.evse, fact.at),
  card: said(fact.card, fact.at),
  reservation: said(fact.reservation, fact.at),
  meter: fact.meter === null ? null : { value: fact.meter.wh, at: fact.meter.at },
  at: fact.at,
  endedAt: null,
});

/** A start as it was told: what is not known yet is null. */
export type StartTold = {
  readonly at: Date;
  readonly idTag: string | null;
  readonly meterWh: number | null;
};

/**
 * A start under the name of one that was told before, later than that, and by another card or from
 * a higher register: the end of the first one was never told. The same one told again after the
 * clock was set has the same card and register.
 */
export const isNewUnderOldName = (known: StartTold, told: StartTold): boolean => {
  if (told.at <= known.at) return false;
  const [card, before] = [told.idTag?.toUpperCase(), known.idTag?.toUpperCase()];
  const isOtherCard = card !== undefined && before !== undefined && card !== before;
  const { meterWh: wh } = told;
  return isOtherCard || (wh !== null && known.meterWh !== null && wh > known.meterWh);
};

/** A charger that counts its transactions from one again after a reset uses a name twice. */
const isAnother = (known: Pieces, fact: Opened): boolean => {
  if (!fact.begins) return false;
  if (known.endedAt !== null) return fact.at > known.endedAt;
  const { at, card, meter } = known;
  const before = { at, idTag: card?.value.idTag ?? null, meterWh: meter?.value ?? null };
  const { at: since, card: shown } = fact;
  const told = { at: since, idTag: shown?.idTag ?? null, meterWh: fact.meter?.wh ?? null };
  return isNewUnderOldName(before, told);
};

/** What is known after one more message; the order of the messages does not matter. */
export const joined = (known: Pieces | null, fact: Opened): Pieces => {
  const told = piecesOf(fact);
  if (known === null || isAnother(known, fact)) return told;
  return {
    evse: earlier(known.evse, told.evse),
    card: earlier(known.card, told.card),
    reservation: earlier(known.reservation, told.reservation),
    meter: earlier(known.meter, told.meter),
    at: told.at < known.at ? told.at : known.at,
    endedAt: known.endedAt,
  };
};

/**
 * It starts when card and place are both there: a car that was plugged in hours before has not
 * charged for hours. Its register is the earliest all the same, so that no energy is lost.
 */
export const openingOf = (pieces: Pieces): Opening => {
  const { evse, card, reservation, meter, at } = pieces;
  const times = [evse?.at ?? at, card?.at ?? at].map((time) => time.getTime());
  return {
    evse: evse?.value ?? null,
    card: card?.value ?? null,
    reservation: reservation?.value ?? null,
    meterStartWh: meter?.value ?? null,
    at: new Date(Math.max(...times)),
  };
};
