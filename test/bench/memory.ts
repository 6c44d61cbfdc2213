// Memory of another process, as Linux counts it.
import { readFileSync, writeFileSync } from "node:fs";

/** MiB: now, or at most since the mark was forgotten. */
export const memory = (pid: number, field: "VmHWM" | "VmRSS"): number => {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(text)?.[1]) / 1024;
};

/** The highest mark begins anew. */
export const forgetHighest = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, "5");
