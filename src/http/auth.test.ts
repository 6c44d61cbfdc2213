import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasRight, openKeyring, type Principal } from "./auth.ts";

const good = `ch_sk_test_${"a".repeat(32)}`;
const principal: Principal = {
  ...{ keyId: "key_1", account: "acct_1", livemode: false, accountStatus: "active" },
  ...{ apiVersion: "2026-03-01", permissions: null, expiresAt: null },
};

/** A keyring over one lookup, which can be held up; what it was asked and told. */
function ring(found: Principal | null) {
  const asked: string[] = [];
  const used: string[] = [];
  let gate: Promise<void> = Promise.resolve();
  const keyring = openKeyring(
    async (digest) => {
      asked.push(digest);
      await gate;
      return found;
    },
    (key) => used.push(key),
  );
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    return resolve;
  };
  return { keyring, asked, used, hold };
}

describe("a keyring", () => {
  it("goes the same way for a malformed key as for an unknown one: one lookup", async () => {
    for (const header of [`Bearer ${good}`, "Bearer nonsense", "Basic abc", good, "Bearer a b"]) {
      const { keyring, asked } = ring(null);
      await assert.rejects(
        keyring.principalOf(header, () => "127.0.0.1"),
        { code: "api_key_invalid" },
        header,
      );
      assert.equal(asked.length, 1, header);
    }
    const { keyring, asked } = ring(null);
    await assert.rejects(
      keyring.principalOf(" ", () => "127.0.0.1"),
      { code: "api_key_missing" },
    );
    assert.equal(asked.length, 0);
  });

  it("lets nobody in with something that is no key, whatever the lookup would say", async () => {
    const { keyring } = ring(principal);
    for (const header of [`Bearer ${good}x`, `Basic ${good}`, "Bearer ", good]) {
      await assert.rejects(
        keyring.principalOf(header, () => "127.0.0.1"),
        { code: "api_key_invalid" },
        header,
      );
    }
  });

  it("believes a good key for a while, and asks again once something has changed", async () => {
    const { keyring, asked, used } = ring(principal);
    await keyring.principalOf(`Bearer ${good}`, () => "127.0.0.1");
    await keyring.principalOf(`Bearer ${good}`, () => "127.0.0.1");
    assert.equal(asked.length, 1);
    keyring.forget();
    await keyring.principalOf(`Bearer ${good}`, () => "127.0.0.1");
    assert.equal(asked.length, 2);
    assert.deepEqual(used, ["key_1", "key_1", "key_1"]);
  });

  it("does not believe an answer that was under way when something changed", async () => {
    const { keyring, asked, hold } = ring(principal);
    const letGo = hold();
    const first = keyring.principalOf(`Bearer ${good}`, () => "127.0.0.1");
    keyring.forget();
    letGo();
    await first;
    await keyring.principalOf(`Bearer ${good}`, () => "127.0.0.1");
    assert.equal(asked.length, 2);
  });

  it("believes no key of an archived account", async () => {
    const { keyring, used } = ring({ ...principal, accountStatus: "archived" });
    await assert.rejects(
      keyring.principalOf(`Bearer ${good}`, () => "127.0.0.1"),
      { code: "api_key_invalid" },
    );
    assert.deepEqual(used, []);
  });
});

describe("a right", () => {
  it("to write is one to read, one left out is none, and a secret key has all", () => {
    assert.equal(hasRight({ drivers: "write" }, "drivers", "read"), true);
    assert.equal(hasRight({ drivers: "read" }, "drivers", "write"), false);
    assert.equal(hasRight({ drivers: "none" }, "drivers", "read"), false);
    assert.equal(hasRight({}, "toString", "read"), false);
    assert.equal(hasRight(null, "drivers", "write"), true);
  });
});
