// How an ordered start is known again at the charger.

/**
 * What a charger shows us for an ordered start: 20 characters (OCPP 1.6 CiString20Type) of the
 * session's id.
 */
export const idTagOf = (session: string): string => session.slice(-20);
