// Connections that wait to be accepted.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { testPlatform } from "../../test/platform.ts";

const count = 700;

/** Connects so many times, and prints how many of them the other side's system took. */
const crowd = `
  const { connect } = require("node:net");
  let taken = 0;
  const over = () => { console.log(taken); process.exit(); };
  setTimeout(over, 4000);
  for (let i = 0; i < ${count}; i++) {
    const socket = connect(+process.argv[1], "127.0.0.1");
    socket.on("connect", () => { if (++taken === ${count}) over(); });
    socket.on("error", () => {});
  }`;

const systemLimit = (): number => {
  try {
    return Number(readFileSync("/proc/sys/net/core/somaxconn", "utf8"));
  } catch {
    return 128; // What others than Linux come with.
  }
};

test("a crowd that connects while the server is busy is not left outside", async () => {
  const platform = await testPlatform();
  try {
    // Nothing is accepted as long as this call takes.
    const taken = execFileSync(process.execPath, ["-e", crowd, String(platform.port)]);
    assert.ok(Number(taken) >= Math.min(count, systemLimit()), `${taken} of ${count}`);
  } finally {
    await platform.close();
  }
});
