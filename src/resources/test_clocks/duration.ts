// A length of time as ISO 8601 writes it: `P1M`, `P3DT12H`. Pure.

/** Where nothing follows `P` or `T` it is none all the same. */
export const durationPattern =
  "^P([0-9]{1,4}Y)?([0-9]{1,4}M)?([0-9]{1,4}W)?([0-9]{1,4}D)?" +
  "(T([0-9]{1,5}H)?([0-9]{1,6}M)?([0-9]{1,8}S)?)?$";

const shape = new RegExp(durationPattern);

const dayMs = 86_400_000;

/**
 * So much later in UTC, or null for what is no duration. A month after the 31st is the last day of
 * a shorter month.
 */
export function later(at: Date, duration: string): Date | null {
  const parts = shape.exec(duration);
  if (parts === null || /[PT]$/.test(duration)) return null;
  const [years, months, weeks, days, , hours, minutes, seconds] = parts
    .slice(1)
    .map((part) => Number.parseInt(part ?? "0", 10)) as [
    ...[number, number, number, number, number, number, number, number],
  ];
  const turned = new Date(at);
  turned.setUTCDate(1);
  turned.setUTCMonth(turned.getUTCMonth() + 12 * years + months);
  const last = new Date(Date.UTC(turned.getUTCFullYear(), turned.getUTCMonth() + 1, 0));
  turned.setUTCDate(Math.min(at.getUTCDate(), last.getUTCDate()));
  const restMs = (7 * weeks + days) * dayMs + ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return new Date(turned.getTime() + restMs);
}
