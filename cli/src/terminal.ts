// Questions to a person at the terminal. A key is read without being shown.
import type { World } from "./world.ts";

/** What is needed of `process.stdin`. */
export type Keyboard = {
  readonly isTTY?: boolean | undefined;
  setRawMode?(raw: boolean): unknown;
  setEncoding(encoding: "utf8"): unknown;
  on(event: "data" | "end", listener: (text: string) => void): unknown;
  off(event: "data" | "end", listener: (text: string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
};

const enter = /[\r\n]/;
const interrupt = "\u0003";
const endOfInput = "\u0004";
const rubOut = /[\u007f\b]/;
/** Arrows and other keys that send several characters, and marks of a paste. */
const introducer = "\u001b";
const sequences = new RegExp(`${introducer}\\[[0-9;]*[A-Za-z~]`, "g");

/** Takes what was typed so far; "done" and "stop" say how it ended. */
export function typed(line: string, keys: string): { line: string; end: "done" | "stop" | null } {
  let text = line;
  for (const key of keys.replace(sequences, "")) {
    if (enter.test(key)) return { line: text, end: "done" };
    if (key === interrupt || key === endOfInput) return { line: text, end: "stop" };
    if (rubOut.test(key)) text = [...text].slice(0, -1).join("");
    else if (key >= " ") text += key;
  }
  return { line: text, end: null };
}

/** Asks at a terminal; null where there is none, or the person gave up. */
export function asker(keyboard: Keyboard, show: (text: string) => Promise<void>): World["ask"] {
  return async (question, { hidden }) => {
    if (keyboard.isTTY !== true || keyboard.setRawMode === undefined) return null;
    await show(question);
    keyboard.setEncoding("utf8");
    keyboard.setRawMode(true);
    try {
      return await readLine(keyboard, hidden ? () => undefined : (text) => void show(text));
    } finally {
      keyboard.setRawMode(false);
      keyboard.pause();
      await show("\n");
    }
  };
}

const readLine = (keyboard: Keyboard, echo: (text: string) => void): Promise<string | null> =>
  new Promise((done) => {
    let line = "";
    const finish = (answer: string | null): void => {
      keyboard.off("data", take);
      keyboard.off("end", gone);
      done(answer);
    };
    const gone = (): void => finish(null);
    const take = (keys: string): void => {
      const before = line;
      const { line: after, end } = typed(line, keys);
      line = after;
      echo(after.startsWith(before) ? after.slice(before.length) : "\b \b");
      if (end !== null) finish(end === "done" ? line.trim() : null);
    };
    keyboard.on("data", take);
    keyboard.on("end", gone);
    keyboard.resume();
  });
