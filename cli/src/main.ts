#!/usr/bin/env node
// The program `charge`: the process that it runs in, handed to run.ts.
import { homedir } from "node:os";
import { run } from "./run.ts";
import { asker } from "./terminal.ts";
import type { Output } from "./world.ts";

const stopping = new AbortController();
const bare = process.env["NO_COLOR"] !== undefined && process.env["NO_COLOR"] !== "";

/** Who closed the other end of a pipe (`| head`) has seen enough. */
const quietly = (error: NodeJS.ErrnoException): void => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
};

function outputOf(stream: NodeJS.WriteStream): Output {
  stream.on("error", quietly);
  return {
    isTerminal: stream.isTTY === true && !bare,
    columns: stream.isTTY === true ? stream.columns : null,
    write: (text) =>
      new Promise((done) => {
        // Nothing is lost when the program ends: the text is out before this is done.
        stream.write(text, () => done());
      }),
  };
}

async function readInput(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts).toString("utf8");
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
  });
}

const err = outputOf(process.stderr);
process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  home: homedir(),
  out: outputOf(process.stdout),
  err,
  readInput,
  ask: asker(process.stdin, (text) => err.write(text)),
  signal: stopping.signal,
});
