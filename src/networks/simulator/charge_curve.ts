// How a car takes power, as pure functions of elapsed time (spec part 2, estimation). The
// differential equation is solved in closed form piece by piece, so a charge that is asked again
// after a restart stands exactly where it would have stood.

export type Outlet = {
  readonly type: string;
  readonly powerKw: number;
};

/** State of charge is a fraction, 0 to 1. */
export type Car = {
  readonly batteryWh: number;
  readonly soc: number;
};

export type Charged = {
  /** Through the meter since the start, exact; the register shows whole Wh. */
  readonly energyWh: number;
  readonly soc: number;
  /** At the meter, now. 0 when the car is full. */
  readonly powerW: number;
};

/** Between two states of charge the share of full power changes linearly. */
type Piece = {
  readonly from: number;
  readonly to: number;
  readonly shareFrom: number;
  readonly shareTo: number;
};

const flat: readonly Piece[] = [{ from: 0, to: 1, shareFrom: 1, shareTo: 1 }];
const tapering: readonly Piece[] = [
  { from: 0, to: 0.5, shareFrom: 1, shareTo: 1 },
  { from: 0.5, to: 0.8, shareFrom: 1, shareTo: 0.4 },
  { from: 0.8, to: 1, shareFrom: 0.4, shareTo: 0.1 },
];

const directTypes = new Set(["CCS", "CHAdeMO", "NACS"]);
const onboardChargerW = 11_000;

export const isDirect = (type: string): boolean => directTypes.has(type);

/** Share of the meter's energy that reaches the battery. */
export const efficiency = (type: string): number => (isDirect(type) ? 0.94 : 0.9);

/** The most that the car draws at this outlet, at the meter. */
export const peakPowerW = (outlet: Outlet): number => {
  const offeredW = outlet.powerKw * 1000;
  return isDirect(outlet.type) ? offeredW : Math.min(offeredW, onboardChargerW);
};

/** Shares fall along a piece: where it begins above the most that is allowed, it is cut there. */
const capped = (piece: Piece, most: number): readonly Piece[] => {
  const { from, to, shareFrom, shareTo } = piece;
  if (shareFrom <= most) return [piece];
  if (shareTo >= most) return [{ from, to, shareFrom: most, shareTo: most }];
  const meets = from + (most - shareFrom) / slopeOf(piece);
  return [
    { from, to: meets, shareFrom: most, shareTo: most },
    { from: meets, to, shareFrom: most, shareTo },
  ];
};

const piecesOf = (outlet: Outlet, mostW: number): readonly Piece[] => {
  const pieces = isDirect(outlet.type) ? tapering : flat;
  const most = mostW / peakPowerW(outlet);
  return most >= 1 ? pieces : pieces.flatMap((piece) => capped(piece, most));
};

const slopeOf = (piece: Piece): number =>
  (piece.shareTo - piece.shareFrom) / (piece.to - piece.from);

const shareAt = (piece: Piece, soc: number): number =>
  piece.shareFrom + slopeOf(piece) * (soc - piece.from);

/** State of charge gained per second at full power. */
const rateOf = (car: Car, outlet: Outlet): number =>
  (peakPowerW(outlet) * efficiency(outlet.type)) / (3600 * car.batteryWh);

/** ds/dt = rate × share(s): linear where the share is flat, exponential where it is not. */
const secondsWithin = (piece: Piece, from: number, to: number, rate: number): number => {
  const slope = slopeOf(piece);
  const share = shareAt(piece, from);
  if (slope === 0) return (to - from) / (rate * share);
  return Math.log(shareAt(piece, to) / share) / (rate * slope);
};

const socAfter = (piece: Piece, from: number, seconds: number, rate: number): number => {
  const slope = slopeOf(piece);
  const share = shareAt(piece, from);
  if (slope === 0) return from + rate * share * seconds;
  return from + (share * Math.expm1(rate * slope * seconds)) / slope;
};

/** Charging time from the car's state of charge up to another one, at `mostW` at the most. */
export const secondsUntil = (car: Car, outlet: Outlet, soc: number, mostW = Infinity): number => {
  const rate = rateOf(car, outlet);
  let seconds = 0;
  for (const piece of piecesOf(outlet, mostW)) {
    const from = Math.max(piece.from, car.soc);
    const to = Math.min(piece.to, soc);
    if (from < to) seconds += secondsWithin(piece, from, to, rate);
  }
  return seconds;
};

/** Where the charge stands after so many seconds of power, of `mostW` at the most. */
export const chargedAfter = (
  car: Car,
  outlet: Outlet,
  seconds: number,
  mostW = Infinity,
): Charged => {
  const rate = rateOf(car, outlet);
  let left = Math.max(0, seconds);
  let soc = car.soc;
  let share = 0;
  for (const piece of piecesOf(outlet, mostW)) {
    if (soc >= piece.to) continue;
    const needed = secondsWithin(piece, soc, piece.to, rate);
    if (left < needed) {
      soc = Math.min(piece.to, socAfter(piece, soc, left, rate));
      share = shareAt(piece, soc);
      break;
    }
    left -= needed;
    soc = piece.to;
  }
  const energyWh = ((soc - car.soc) * car.batteryWh) / efficiency(outlet.type);
  return { energyWh, soc, powerW: peakPowerW(outlet) * share };
};
