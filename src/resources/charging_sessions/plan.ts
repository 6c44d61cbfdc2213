// Which plug fits which connector, and how an ordered start is known again at the charger.

/** Plug of a vehicle → connector types that it fits (ruling 19: CCS also fits Type2). */
const fits: Readonly<Record<string, readonly string[]>> = {
  CCS: ["CCS", "Type2"],
  CHAdeMO: ["CHAdeMO"],
  Type2: ["Type2"],
};

export const plugFits = (standard: string, connectorType: string): boolean =>
  fits[standard]?.includes(connectorType) ?? false;

/**
 * What a charger shows us for an ordered start: 20 characters (OCPP 1.6 CiString20Type) of the
 * session's id.
 */
export const idTagOf = (session: string): string => session.slice(-20);
