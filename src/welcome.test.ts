import assert from "node:assert/strict";
import { resolve } from "node:path";
import { describe, it } from "node:test";
import { greeting } from "./welcome.ts";

const credentials = {
  ...{ base_url: "http://127.0.0.1:4300", account: "acct_a" },
  ...{ test_key: "ch_sk_test_x", live_key: "ch_sk_live_x" },
};
const lastLine = (dataDir: string): string =>
  greeting(credentials, null, { dataDir }).trimEnd().split("\n").at(-1) ?? "";

describe("what the server says when it has started", () => {
  it("ends with a command that finds the keys, wherever they are", () => {
    const before = "Then, in another terminal: ";
    assert.equal(lastLine(resolve("data")), `${before}npm run demo`);
    assert.equal(lastLine("/srv/charge"), `${before}CHARGE_DATA_DIR=/srv/charge npm run demo`);
    assert.equal(
      lastLine("/home/ada/Ada's data"),
      `${before}CHARGE_DATA_DIR='/home/ada/Ada'\\''s data' npm run demo`,
    );
  });
});
