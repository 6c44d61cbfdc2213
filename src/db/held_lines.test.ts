import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openLog } from "../lib/log.ts";
import { type HeldOptions, holdLines } from "./held_lines.ts";

describe("held lines", () => {
  /** A place that they are written to, whose gate may be shut. */
  function opened(more: Partial<HeldOptions<string>> = {}) {
    const writings: (readonly string[])[] = [];
    let gate = Promise.resolve();
    let away = false;
    const lines = holdLines<string>({
      ...{ of: "lines", log: openLog("silent"), together: 3, mostLines: 10, everyMs: 20 },
      async write(some) {
        await gate;
        if (away) throw new Error("the database is away");
        writings.push(some);
      },
      ...more,
    });
    const shut = (): (() => void) => {
      let open = (): void => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    };
    const goAway = (yes: boolean): void => {
      away = yes;
    };
    const holdAll = (text: string): void => {
      for (const line of text) lines.hold(line, 1);
    };
    const written = () => writings.map((some) => some.join(""));
    const writes = async (count: number): Promise<void> => {
      while (writings.length < count) await sleep(5);
    };
    return { lines, holdAll, written, writes, shut, goAway };
  }

  it("are written together after a while, in the order in which they came", async () => {
    const { holdAll, written, writes } = opened();
    holdAll("ab");
    assert.deepEqual(written(), []);
    await writes(1);
    holdAll("c");
    await writes(2);
    assert.deepEqual(written(), ["ab", "c"]);
  });

  it("are written at once when there are enough of them; the rest waits its while", async () => {
    const { lines, holdAll, written, writes, shut } = opened({ everyMs: 600_000 });
    const open = shut();
    holdAll("abc");
    await sleep(10);
    holdAll("defg");
    open();
    await writes(2);
    assert.deepEqual(written(), ["abc", "def"]);
    await lines.close();
    assert.deepEqual(written(), ["abc", "def", "g"]);
  });

  it("are lost and counted where there is no room, by number and by size", async () => {
    const { lines, holdAll, written } = opened({ mostBytes: 8 });
    holdAll("abcdefghij");
    assert.equal(lines.lost(), 2);
    await lines.close();
    assert.deepEqual(written(), ["abc", "def", "gh"]);
    lines.hold("x", 9);
    assert.equal(lines.lost(), 3);
    holdAll("ijk");
    await lines.close();
    assert.equal(written().at(-1), "ijk", "what is written makes room");
    const few = opened({ mostLines: 2 });
    few.holdAll("abc");
    assert.equal(few.lines.lost(), 1);
    await few.lines.close();
  });

  it("are lost with the writing that failed, and disturb none that follows", async () => {
    const { lines, holdAll, written, goAway } = opened();
    goAway(true);
    holdAll("abcde");
    await lines.close();
    assert.equal(lines.lost(), 5);
    goAway(false);
    holdAll("fg");
    await lines.close();
    assert.deepEqual(written(), ["fg"]);
  });

  it("are all written when it closes, after those that are under way", async () => {
    const { lines, holdAll, written, shut } = opened({ together: 2 });
    const open = shut();
    holdAll("ab");
    await sleep(20);
    holdAll("cde");
    const closed = lines.close();
    open();
    await closed;
    assert.deepEqual(written(), ["ab", "cd", "e"]);
    assert.equal(lines.lost(), 0);
  });
});
