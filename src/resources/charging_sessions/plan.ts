// How an ordered start, and what limits it, are known again at the charger.

/**
 * What a charger shows us for an ordered start: 20 characters (OCPP 1.6 CiString20Type) of the
 * session's id.
 */
export const idTagOf = (session: string): string => session.slice(-20);

/**
 * The number of a session's own charging profile: in the upper half of what a charger takes, away
 * from those of commands, and from those that people give.
 */
export const profileNumberOf = (session: string): number => {
  let number = 0;
  for (const character of session) {
    number = (Math.imul(number, 31) + (character.codePointAt(0) ?? 0)) & 0x3fff_ffff;
  }
  return 0x4000_0000 + number;
};
