// Whose stop it is that names no transaction we know (-1, 0, another's number): by card and
// register, or nobody's. Pure. In doubt nobody's: a wrong end would bill one driver for another.

export type UnderWay = {
  readonly transaction_id: number;
  readonly id_tag: string;
  /** The last register that was told of it. */
  readonly last_wh: number;
};

export type NamelessStop = {
  readonly meterStopWh: number | null;
  readonly idTag: string | null;
};

/** Registers of two EVSEs that differ by less than this cannot tell whose a stop is. */
const clearWh = 1_000;

export function ownerOfStop<T extends UnderWay>(
  running: readonly T[],
  { meterStopWh, idTag }: NamelessStop,
): T | null {
  const ofCard = running.filter((one) => one.id_tag.toUpperCase() === idTag?.toUpperCase());
  const likely = ofCard.length > 0 ? ofCard : running;
  const [only] = likely;
  if (likely.length <= 1 && (idTag === null || ofCard.length > 0)) return only ?? null;
  // Another card may end it, too: then the register must fit.
  const near = likely
    .filter((one) => meterStopWh !== null && one.last_wh <= meterStopWh)
    .toSorted((a, b) => b.last_wh - a.last_wh);
  const [first, second] = near;
  if (first === undefined) return null;
  const isClear = second === undefined || first.last_wh - second.last_wh >= clearWh;
  return isClear ? first : null;
}
