// Whose stop it is that names no transaction we know (-1, 0, another's number): by card and
// register, or nobody's. Pure. In doubt nobody's: a wrong end would bill one driver for another.

export type UnderWay = {
  readonly transaction_id: number;
  readonly id_tag: string;
  /** The last register that was told of it. */
  readonly last_wh: number | null;
};

export type NamelessStop = {
  readonly meterStopWh: number | null;
  readonly idTag: string | null;
};

/** Registers of two EVSEs that differ by less than this cannot tell whose a stop is. */
const clearWh = 1_000;

/** No car takes more between two readings. */
const mostWh = 300_000;

export function ownerOfStop<T extends UnderWay>(
  running: readonly T[],
  { meterStopWh, idTag }: NamelessStop,
): T | null {
  const lastOf = (one: UnderWay): number => one.last_wh ?? 0;
  const stopWh = meterStopWh ?? Number.NaN;
  const possible = running.filter((one) => !(stopWh - lastOf(one) > mostWh));
  const ofCard = possible.filter((one) => one.id_tag.toUpperCase() === idTag?.toUpperCase());
  const [only, ...others] = ofCard;
  if (only !== undefined && others.length === 0) return only;
  // Another card may end it, too, and most name none: then the register must fit.
  const [first, second] = (only === undefined ? possible : ofCard)
    .filter((one) => lastOf(one) <= stopWh)
    .toSorted((a, b) => lastOf(b) - lastOf(a));
  if (first === undefined) return null;
  const isClear = second === undefined || lastOf(first) - lastOf(second) >= clearWh;
  return isClear ? first : null;
}
