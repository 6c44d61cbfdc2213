import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { redactBody, redactForms, redactPath, redactQuery } from "./redaction.ts";

const body = (text: string, secret = false): string => redactBody({ text, secret });
const cards = ["4242424242424242", "378282246310005", "6011111111111117", "30569309025904"];

describe("redaction", () => {
  it("strikes out card numbers however they are written", () => {
    for (const card of cards) {
      for (const between of ["", " ", "-", "  ", ".", "\u00a0", " - ".slice(0, 2)]) {
        const written = card.replaceAll(/(.{4})(?=.)/g, `$1${between}`);
        for (const text of [written, `x${written}y`, `my card is ${written}!`]) {
          assert.equal(redactForms(text).replace("[redacted]", written), text, text);
          assert.ok(!redactForms(text).includes(written), text);
        }
      }
    }
  });

  it("strikes out a card number between other digits", () => {
    for (const text of ["994242424242424242", "4242424242424242 12 34", "1-4242424242424242"]) {
      assert.ok(!redactForms(text).replaceAll(/\D/g, "").includes("4242424242424242"), text);
    }
  });

  it("leaves numbers that cannot be card numbers as they are", () => {
    const texts = [
      ...["+33189000029", "2026-04-01T00:36:43.890Z", "1775003803890", "4242424242424241"],
      ...['{"latitude":48.8698,"longitude":2.3319}', "drv_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd"],
    ];
    for (const text of texts) assert.equal(redactForms(text), text);
  });

  it("strikes out our keys and secrets, tokens in headers and in URLs", () => {
    const key = "a".repeat(32);
    const shown = redactForms(
      `ch_sk_test_${key} ch_rk_live_${key} whsec_${key}+/= Bearer ${key} basic ${key} ` +
        `https://me:${key}@example.com/?access_token=${key}&a=1`,
    );
    assert.ok(!shown.includes(key), shown);
    assert.match(shown, /^ch_sk_test_\[redacted\] ch_rk_live_\[redacted\] \[redacted\]/);
    assert.match(shown, /&a=1$/);
  });

  it("strikes out security codes of forms that are no JSON", () => {
    const shown = body("card[number]=4000000000000003&card[cvc]=739&cvv=740&card%5Bcvc%5D=741");
    for (const code of ["739", "740", "741"]) assert.ok(!shown.includes(code), shown);
    assert.ok(!body("card%5Bcvc%5D=741").includes("741"));
  });

  it("strikes out what stands under telling keys, at any depth", () => {
    const shown = body(
      JSON.stringify({
        card: { number: "4000000000000003", cvc: "123", exp_month: 12, last4: "4242" },
        list: [{ password: "hunter2", IBAN: "DE02120300000000202051", client_secret: null }],
        bank_account: { account_number: 12, holder: "Ada" },
      }),
    );
    assert.equal(
      shown,
      '{"card":{"number":"[redacted]","cvc":"[redacted]","exp_month":12,"last4":"4242"},' +
        '"list":[{"password":"[redacted]","IBAN":"[redacted]","client_secret":null}],' +
        '"bank_account":{"account_number":"[redacted]","holder":"Ada"}}',
    );
  });

  it("strikes out a mistyped card number under a mistyped key of a card", () => {
    assert.ok(!body('{"card":{"nubmer":"4000000000000003"}}').includes("4000000000000003"));
    assert.ok(!body('{"number":"4000000000000003"}').includes("4000000000000003"));
  });

  it("strikes out card numbers given as JSON numbers, too long ones as well", () => {
    assert.equal(body('{"a":4242424242424242}'), '{"a":"[redacted]"}');
    assert.equal(body('{"a":4242424242424242424}'), '{"a":"[redacted]"}');
    assert.equal(body('{"a":42.5,"b":-7}'), '{"a":42.5,"b":-7}');
  });

  it("strikes out secrets of broken, cut and escaped JSON", () => {
    const broken = [
      '{"card": {"number": "4242424242424242", "cvc": "987"',
      '{"card": {"number": "4242424242424242", "cvc": "987',
      "{'cvc': '987', number: 4242424242424242}",
      '{"c\\u0076c": "987", "number": "\\u0034242424242424242",,}',
      "number=4242424242424242&cvc=987",
      'cvc : 987 ]]] "card_number" : 4242 4242 4242 4242',
      '{"number": "4000000000000003" "cvc": 987}',
    ];
    for (const text of broken) {
      const shown = body(text);
      assert.doesNotMatch(shown, /987|4242.?4242.?4242|4000000000000003/, shown);
    }
  });

  it("strikes out what commands tell chargers in confidence, also where the body is cut", () => {
    for (const name of ["AuthorizationKey", "WifiPassword", "Modem-SIM_PIN"]) {
      const variables = [{ name, value: "hunter2" }];
      const whole = JSON.stringify({ type: "set_variables", set_variables: { variables } });
      for (const text of [whole, whole.slice(0, -3)]) {
        assert.doesNotMatch(body(text), /hunter2/, text);
      }
    }
    const key = "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----";
    assert.doesNotMatch(body(JSON.stringify({ raw: { payload: { key } } })), /hunter2/);
  });

  it("looks behind escapes", () => {
    const texts = [
      '{"url":"http:\\/\\/me:hunter2@example.com"}',
      '{"a":"4242\\n4242\\n4242\\n4242"}',
      '{"c\\u0076c":"hunter2","_p-i-n_":"hunter2"}',
    ];
    for (const text of texts) assert.doesNotMatch(body(text), /hunter2|4242/, text);
  });

  it("strikes out what an answer shows once", () => {
    const shown = body('{"id":"key_1","key":"abc","token":"def","name":"Depot"}', true);
    assert.equal(shown, '{"id":"key_1","key":"[redacted]","token":"[redacted]","name":"Depot"}');
  });

  it("strikes out secrets of queries and paths, encoded ones too", () => {
    assert.equal(redactQuery("limit=3&expand=fleets"), "limit=3&expand=fleets");
    assert.equal(redactQuery("card[cvc]=123&limit=3"), "card%5Bcvc%5D=[redacted]&limit=3");
    assert.equal(redactQuery("q=4242%204242%204242%204242"), "q=[redacted]");
    assert.equal(redactPath("/v1/drivers/drv_1"), "/v1/drivers/drv_1");
    assert.equal(redactPath("/v1/drivers/%C3%A4"), "/v1/drivers/%C3%A4");
    for (const path of ["4242424242424242", "%34%32424242424242%34%32", "%E0%A4242424242424242"]) {
      assert.ok(!/4242424/.test(redactPath(`/v1/${path}`)), path);
    }
  });

  it("comes to an end with hostile texts", () => {
    for (const text of ["4".repeat(10_000), `a${" ".repeat(10_000)}`, "1 ".repeat(5000)])
      body(text);
    for (const text of ['"'.repeat(10_000), "\\u0034".repeat(1600), "a".repeat(10_000)]) body(text);
  });
});
