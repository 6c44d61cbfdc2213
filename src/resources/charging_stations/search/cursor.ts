// The key of a place in a list that is ordered by distance: metres, id, and when the walk began.
// Pure.

export type Mark = { readonly metres: number; readonly id: string; readonly since: Date };

/** Numbers are written so that they read back to the bit. */
export const keyOf = (metres: number, id: string, since: Date): string =>
  `${metres} ${id} ${since.getTime()}`;

/** A key comes out of a signed token; another list's token does not get this far. */
export function markOf(key: string): Mark {
  const [metres = "", id = "", since = ""] = key.split(" ");
  return { metres: Number(metres), id, since: new Date(Number(since)) };
}

/** Whether an item stands after the mark. */
export const isAfter = (metres: number, id: string, mark: Mark): boolean =>
  metres > mark.metres || (metres === mark.metres && id > mark.id);

export const isBefore = (metres: number, id: string, mark: Mark): boolean =>
  metres < mark.metres || (metres === mark.metres && id < mark.id);
