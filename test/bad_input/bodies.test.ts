// Bodies that a stranger makes up: each is refused by an error object that says what is wrong, and
// leaves nothing behind. More of them stand in platform_rules.test.ts.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { type Answer, type Json, type TestPlatform, testPlatform } from "../platform.ts";
import { refused } from "../sample.ts";

describe("a body made to do harm", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const post = (text: string, headers: Record<string, string> = {}): Promise<Answer> =>
    platform.api.send("POST", "/v1/drivers", text, headers);

  async function postBytes(body: Uint8Array, headers: Record<string, string> = {}) {
    const answer = await fetch(`${platform.url}/v1/drivers`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${platform.api.key}`,
        "content-type": "application/json",
        ...headers,
      },
      body: Uint8Array.from(body),
    });
    return { status: answer.status, body: (await answer.json()) as Json };
  }

  it("with the same key twice is refused at its place, at any depth", async () => {
    const twice: [string, RegExp][] = [
      [
        '{"name":"A","email":"a@example.com","name":"B"}',
        /"name" twice, again at line 1, column 37/,
      ],
      ['{"name":"A",\n"\\u006eame":"B"}', /"name" twice, again at line 2, column 1/],
      ['{"metadata":{"a":"1","b":{},"a":"2"}}', /"a" twice/],
      ['{"policy_ids":[{"x":1},{"x":1,"x":1}]}', /"x" twice/],
      ['{"__proto__":1,"__proto__":2}', /"__proto__" twice/],
      ['{"":1,"":2}', /"" twice/],
    ];
    for (const [text, said] of twice) {
      const answer = await post(text);
      assert.deepEqual(refused(answer), [400, "body_invalid", null], text);
      assert.match(String(answer.body["message"]), said);
    }
    const once = '{"name":"a:{b","email":"a@example.com","metadata":{"name":"\\":","email":"{"}}';
    assert.equal((await post(once)).status, 200);
  });

  it("nested a hundred thousand deep is refused, closed or not", async () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
      ['[{"a":', "}]"],
    ] as const) {
      for (const end of [close, ""]) {
        const text = `{"metadata":${open.repeat(100_000)}1${end.repeat(100_000)}}`;
        const answer = await post(text.slice(0, 1_000_000));
        assert.deepEqual(refused(answer), [400, "body_invalid", null]);
      }
    }
  });

  it("of a megabyte of keys or items is refused with a short answer, at once", async () => {
    const many = (count: number, one: (at: number) => string): string =>
      Array.from({ length: count }, (_, at) => one(at)).join(",");
    const ada = '"name":"A","email":"a@example.com"';
    const keys = many(80_000, (at) => `"k${at}":1`);
    for (const text of [
      `{${keys}}`,
      `{${ada},"metadata":{${keys}}}`,
      `{${ada},"preferences":{${keys}}}`,
      `{${ada},"policy_ids":[${many(90_000, (at) => `"p${at}"`)}]}`,
      `{${ada},"policy_ids":[${many(300_000, () => "{}")}]}`,
      `{${ada},"policy_ids":[${many(100_000, (at) => `[${at}]`)}]}`,
    ]) {
      const answer = await post(text);
      const [status] = refused(answer);
      assert.equal(status, 400);
      assert.ok(answer.text.length < 50_000, `${answer.text.length} characters`);
      assert.ok((answer.body["details"] as Json[]).length <= 100);
    }
  });

  it("with a number that no number can hold is refused by its parameter", async () => {
    const limit = (text: string) => `{"name":"A","email":"a@example.com",${text}}`;
    for (const digits of ["9007199254740993", "-9007199254740993", "1e999", "-1e999", "1e308"]) {
      const answer = await post(limit(`"preferences":{"max_price_per_kwh":${digits}}`));
      const param = "preferences.max_price_per_kwh";
      assert.deepEqual(refused(answer), [400, "parameter_invalid", param], digits);
    }
    const long = await post(limit(`"license_number":${"9".repeat(500_000)}`));
    assert.deepEqual(refused(long), [400, "parameter_invalid", "license_number"]);
    for (const word of ["NaN", "Infinity", "-Infinity", "01", ".5", "0x10", "1_000", "undefined"]) {
      const answer = await post(limit(`"license_number":${word}`));
      assert.deepEqual(refused(answer), [400, "body_invalid", null], word);
    }
  });

  it("in another encoding than UTF-8 is refused, a byte order mark is not", async () => {
    const text = '{"name":"Zoë","email":"z@example.com"}';
    const utf16 = Buffer.from(`\ufeff${text}`, "utf16le");
    for (const bytes of [
      utf16,
      Buffer.from(utf16).swap16(),
      Buffer.from(text, "latin1"),
      Buffer.from([0x7b, 0xed, 0xa0, 0x80, 0x7d]),
      Buffer.from([0xc0, 0x80]),
      Buffer.from([0xf4, 0x90, 0x80, 0x80]),
    ]) {
      const { status, body } = await postBytes(bytes);
      assert.deepEqual([status, body["code"]], [400, "body_invalid"], bytes.toString("hex"));
    }
    const marked = await postBytes(Buffer.from(`\ufeff${text}`));
    assert.deepEqual([marked.status, marked.body["name"]], [200, "Zoë"]);
  });

  it("that is compressed is refused with 415, also one that would unpack to a bomb", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));
    for (const coding of ["gzip", "br", "deflate", "zstd", "gzip, gzip"]) {
      const { status, body } = await postBytes(bomb, { "content-encoding": coding });
      assert.deepEqual([status, body["code"]], [415, "unsupported_media_type"], coding);
    }
    const plain = await postBytes(bomb);
    assert.deepEqual([plain.status, plain.body["code"]], [400, "body_invalid"]);
  });
});
