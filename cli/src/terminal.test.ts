import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { describe, it } from "node:test";
import { asker, typed } from "./terminal.ts";

class Keys extends EventEmitter {
  isTTY = true;
  raw: boolean[] = [];
  setRawMode(raw: boolean): void {
    this.raw.push(raw);
  }
  setEncoding(): void {}
  resume(): void {}
  pause(): void {}
}

async function answer(chunks: string[], hidden: boolean) {
  const keys = new Keys();
  let shown = "";
  const ask = asker(keys, async (text) => {
    shown += text;
  });
  const asked = ask("Key: ", { hidden });
  await new Promise((done) => setImmediate(done));
  for (const chunk of chunks) keys.emit("data", chunk);
  return { line: await asked, shown, raw: keys.raw };
}

describe("a question at the terminal", () => {
  it("does not show what is typed when it is hidden, and gives the terminal back", async () => {
    const { line, shown, raw } = await answer(["ch_s", "k_test\u007ft", "\r"], true);
    assert.deepEqual([line, shown, raw], ["ch_sk_test", "Key: \n", [true, false]]);
  });

  it("shows what is typed otherwise", async () => {
    const { line, shown } = await answer(["yex", "\u007f", "s\r"], false);
    assert.deepEqual([line, shown], ["yes", "Key: yex\b \bs\n"]);
  });

  it("has no answer after Ctrl-C, and none where nobody sits", async () => {
    assert.equal((await answer(["abc\u0003"], true)).line, null);
    const nobody = Object.assign(new Keys(), { isTTY: false });
    assert.equal(await asker(nobody, async () => undefined)("Key: ", { hidden: true }), null);
  });

  it("ignores arrows and the marks of a paste", () => {
    const { line } = typed("", "\u001b[200~ch_sk\u001b[D_x\u001b[201~");
    assert.equal(line, "ch_sk_x");
  });
});
