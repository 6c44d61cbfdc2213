// From a charger's register to the energy of a session: registers that begin anew after a reboot,
// readings in kWh that are called Wh and the other way about. Pure. In doubt nobody pays for it:
// a falling register is ignored, except where what follows proves what it was (ruling 23).
import type { Meter } from "./usage.ts";

/** How the charger's register stands to the session's total. */
export type Frame = {
  /** Total less register: 0 until a register begins anew. */
  readonly offsetWh: number;
  /** The first register that had fallen, as long as nothing has shown what became of it. */
  readonly doubtWh: number | null;
  readonly doubtAt: number | null;
};

export type Register = {
  /** Epoch milliseconds, already clamped. */
  readonly at: number;
  readonly wh: number;
  /** The same in thousandths, exact. */
  readonly milliWh: number;
};

/** What the session's car and plug can take. */
export type Bounds = { readonly connectorKw: number; readonly batteryWh: number };

export type Understood = {
  /** The session's total as a register that never fell would show it; null: not to be counted. */
  readonly totalWh: number | null;
  readonly frame: Frame;
  readonly flag: "falling" | "unit" | "reset" | null;
};

/** Nothing draws half as much again as its plug gives. */
const plausibleFactor = 1.5;
/** Chargers' clocks are coarse: what was read within a minute may be a minute's. */
const shortestMs = 60_000;
/** More than this, and twice the battery, has never gone into a car at once. */
const mostWh = 200_000;
/** Below this a register in kWh is not told from a small one in Wh. */
const leastKwhStart = 100;

/** What can have flowed in a time. */
export const plausibleRise = (connectorKw: number, ms: number): number =>
  (connectorKw * plausibleFactor * Math.max(ms, shortestMs)) / 3600;

const settled = (frame: Frame): Frame => ({ ...frame, doubtWh: null, doubtAt: null });

const counted = (totalWh: number, frame: Frame, flag: Understood["flag"] = null): Understood => ({
  ...{ totalWh, frame: settled(frame), flag },
});

/** Understands a register. The time of the reading is not before that of the meter. */
export function understand(
  meter: Meter,
  frame: Frame,
  register: Register,
  bounds: Bounds,
): Understood {
  const { lastWh } = meter;
  const most = plausibleRise(bounds.connectorKw, register.at - meter.lastAt);
  const totalWh = register.wh + frame.offsetWh;
  if (totalWh >= lastWh && totalWh <= lastWh + most) return counted(totalWh, frame);
  // A register that seemed to have begun anew goes on where it was.
  if (frame.offsetWh > 0 && register.wh >= frame.offsetWh) {
    return counted(Math.max(lastWh, register.wh), { ...frame, offsetWh: 0 });
  }
  if (totalWh > lastWh) return risen(meter, frame, register, { ...bounds, most });
  return fallen(meter, frame, register, most);
}

type Rise = Bounds & { readonly most: number };

/** A rise that is too fast: another unit where it is absurd, else it is believed (ruling 23). */
function risen(meter: Meter, frame: Frame, { wh, milliWh }: Register, rise: Rise): Understood {
  const { startWh, lastWh } = meter;
  const { offsetWh } = frame;
  const totalWh = wh + offsetWh;
  const enough = Math.max(mostWh, 2 * rise.batteryWh);
  const widest = Math.max(rise.most, enough);
  // Nothing but the start was read so far, and the start was in kWh: begins here.
  const startInWh = startWh * 1000;
  const isFirst = lastWh === startWh && offsetWh === 0 && startWh >= leastKwhStart;
  if (isFirst && wh >= startInWh && wh <= startInWh + 1000 + rise.most) {
    return counted(startWh, { ...frame, offsetWh: startWh - wh }, "unit");
  }
  const scaled = Math.floor(milliWh / 1_000_000) + offsetWh;
  const isAbsurd = totalWh - startWh > enough;
  if (isAbsurd && scaled >= lastWh - 1 && scaled <= lastWh + widest) {
    return counted(Math.max(lastWh, scaled), frame, "unit");
  }
  return counted(totalWh, frame);
}

function fallen(meter: Meter, frame: Frame, register: Register, most: number): Understood {
  const { lastWh } = meter;
  const { offsetWh, doubtWh, doubtAt } = frame;
  const scaled = inKwh(register) + offsetWh;
  // A whole number of kWh may be up to half of one more than what has flowed.
  const isTold = doubtWh === null && lastWh - offsetWh >= leastKwhStart * 1000;
  if (isTold && scaled >= lastWh - 1000 && scaled <= lastWh + most) {
    return counted(Math.max(lastWh, scaled), frame, "unit");
  }
  if (register.wh > most) {
    return { totalWh: null, frame: settled(frame), flag: "falling" };
  }
  // It may have begun anew: it has, if it rises from there.
  const doubt = { ...frame, doubtWh: register.wh, doubtAt: register.at };
  const rises = doubtWh !== null && doubtAt !== null && register.wh > doubtWh;
  if (!rises || register.at < doubtAt) return { totalWh: null, frame: doubt, flag: "falling" };
  return counted(lastWh + register.wh, { ...frame, offsetWh: lastWh }, "reset");
}

const inKwh = ({ milliWh }: Register): number => (milliWh % 1000 === 0 ? milliWh - 500 : milliWh);
