// Runs the program: as a process of its own with a home of its own, or in this process where its
// output is to be a terminal's.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../src/run.ts";

const main = join(import.meta.dirname, "../src/main.ts");

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };
export type Env = Readonly<Record<string, string>>;

export type Running = {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** Waits until this stands in what was printed. */
  until(pattern: RegExp, where?: "out" | "err"): Promise<RegExpExecArray>;
  stop(signal?: NodeJS.Signals): Promise<Ended>;
};

export type Home = {
  readonly folder: string;
  readonly configFile: string;
  /** Starts the program and lets it run. */
  start(words: readonly string[], env?: Env): Running;
  /** Runs the program to its end. */
  charge(words: readonly string[], more?: { env?: Env; input?: string }): Promise<Ended>;
  remove(): void;
};

const longestMs = 40_000;

function watch(child: ChildProcess): Running {
  const texts = { out: "", err: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    texts.out += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    texts.err += text;
  });
  const closed = once(child, "close") as Promise<[number | null]>;
  const ended = async (): Promise<Ended> => {
    const [code] = await closed;
    return { code, ...texts };
  };
  return {
    child,
    out: () => texts.out,
    err: () => texts.err,
    async until(pattern, where = "out") {
      const end = performance.now() + longestMs;
      for (;;) {
        const found = pattern.exec(texts[where]);
        if (found !== null) return found;
        if (performance.now() > end || child.exitCode !== null) {
          child.kill("SIGKILL");
          throw new Error(`No ${pattern} in:\n${texts.out}\n${texts.err}`);
        }
        await new Promise((done) => setTimeout(done, 20));
      }
    },
    async stop(signal = "SIGINT") {
      child.kill(signal);
      return ended();
    },
  };
}

export function openHome(usual: Env = {}): Home {
  const folder = mkdtempSync(join(tmpdir(), "charge-cli-"));
  const spawned = (words: readonly string[], env: Env): ChildProcess =>
    spawn(process.execPath, [main, ...words], {
      cwd: folder,
      env: { PATH: process.env["PATH"], HOME: folder, XDG_CONFIG_HOME: folder, ...usual, ...env },
    });
  return {
    folder,
    configFile: join(folder, "charge/config.json"),
    start: (words, env = {}) => watch(spawned(words, env)),
    async charge(words, { env = {}, input = "" } = {}) {
      const child = spawned(words, env);
      const running = watch(child);
      child.stdin?.on("error", () => undefined).end(input);
      const [code] = (await once(child, "close")) as [number | null];
      return { code, out: running.out(), err: running.err() };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export type Inside = {
  readonly env?: Env;
  readonly columns?: number;
  readonly isTerminal?: boolean;
  /** What a person at the terminal answers. */
  readonly answer?: string;
  readonly input?: string;
};

/** The program in this process: `columns` and `answer` are a terminal's. */
export async function inside(words: readonly string[], how: Inside = {}): Promise<Ended> {
  const texts = { out: "", err: "" };
  const output = (name: "out" | "err") => ({
    ...{ isTerminal: how.isTerminal ?? false, columns: how.columns ?? null },
    write: async (text: string | Uint8Array) => {
      texts[name] += typeof text === "string" ? text : Buffer.from(text).toString("utf8");
    },
  });
  const code = await run(words, {
    ...{ env: how.env ?? {}, home: "/nonexistent" },
    ...{ out: output("out"), err: output("err") },
    readInput: async () => how.input ?? "",
    ask: async (question) => {
      texts.err += question;
      return how.answer ?? null;
    },
    signal: new AbortController().signal,
  });
  return { code, ...texts };
}
