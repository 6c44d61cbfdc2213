// Which plug of a vehicle fits which connector of a station.

/** Plug of a vehicle → connector types that it fits (ruling 19: CCS also fits Type2). */
const fits: Readonly<Record<string, readonly string[]>> = {
  CCS: ["CCS", "Type2"],
  CHAdeMO: ["CHAdeMO"],
  Type2: ["Type2"],
};

export const plugFits = (standard: string, connectorType: string): boolean =>
  fits[standard]?.includes(connectorType) ?? false;
