// Which core runs whom, and how much processor time a process has used: /proc and taskset, so on
// Linux only. Elsewhere nothing is pinned and no processor time is known.
import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

const onLinux = process.platform === "linux";

const pinning = ((): boolean => {
  try {
    execFileSync("taskset", ["-cp", String(process.pid)], { stdio: "ignore" });
    return availableParallelism() > 1;
  } catch {
    return false;
  }
})();

/** The server under test, or the bare one beside it, has the first core for itself. */
export const serverCore = "0";
/** Database, load and sinks share the rest. */
const otherCores = `1-${availableParallelism() - 1}`;

export const pinned = (command: string, args: readonly string[]): [string, string[]] =>
  pinning ? ["taskset", ["-c", serverCore, command, ...args]] : [command, [...args]];

/** This process, and all that it starts from now on, keeps off the server's core. */
export function leaveServerCore(): void {
  if (!pinning) return;
  execFileSync("taskset", ["-acp", otherCores, String(process.pid)], { stdio: "ignore" });
}

/** Fields of a process from its state on, the third of /proc/pid/stat. */
function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

const usedOf = (stat: readonly string[]): number => (Number(stat[11]) + Number(stat[12])) * 10;

/** Milliseconds of processor time that a process has used, all threads; ticks of 10 ms. */
export const cpuMs = (pid: number): number => (onLinux ? usedOf(statOf(pid)) : Number.NaN);

/** The same of all its living children: a database's connections. */
export function childrenCpuMs(pid: number): number {
  if (!onLinux) return Number.NaN;
  let sum = 0;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = statOf(Number(name));
      if (Number(stat[1]) === pid) sum += usedOf(stat);
    } catch {
      // It has ended since the folder was read.
    }
  }
  return sum;
}

/** A program of this folder, with a message channel, beside the server or on its core. */
export function startBeside(file: string, on: "server core" | "other cores"): ChildProcess {
  const path = join(import.meta.dirname, file);
  const [execPath, prefix] = on === "server core" && pinning ? pinned(process.execPath, []) : [];
  return execPath === undefined
    ? fork(path)
    : fork(path, { execPath, execArgv: [...(prefix as string[])] });
}

/** Sends an order and waits for its one answer. */
export async function ask<T>(child: ChildProcess, order: object): Promise<T> {
  const ended = new AbortController();
  const exited = once(child, "exit", { signal: ended.signal }).then(([code]) => {
    throw new Error(`${child.spawnargs.at(-1)} ended with ${code}`);
  });
  child.send(order);
  try {
    const [answer] = await Promise.race([once(child, "message", { signal: ended.signal }), exited]);
    return answer as T;
  } finally {
    ended.abort();
    exited.catch(() => undefined);
  }
}
