import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, it } from "node:test";
import { Webhook } from "standardwebhooks";
import { randomText } from "../../lib/id.ts";
import { secretOf, signatureHeaders } from "./signing.ts";

const secret = "whsec_b5YszBNO5VEYUYlqK3fZ6IkhmgDQ4dLA";
const body = '{"id":"evt_1","name":"Zoë"}';
const at = new Date();

describe("signatures of deliveries", () => {
  it("Charge-Signature is what the contract says, computed by hand", () => {
    const time = "2026-05-02T00:15:38.499Z";
    const headers = signatureHeaders({ id: "evt_1", body, at: new Date(time), secrets: [secret] });
    const expected = createHmac("sha256", secret).update(`${time}.`).update(body).digest("hex");
    assert.equal(headers["charge-signature"], `t=${time},v1=${expected}`);
    assert.equal(headers["webhook-timestamp"], "1777680938");
  });

  it("satisfies a stock Standard Webhooks verifier, with every secret that we make", () => {
    for (let i = 0; i < 50; i++) {
      const own = secretOf(randomText(32));
      const headers = signatureHeaders({ id: "evt_1", body, at, secrets: [own] });
      assert.deepEqual(new Webhook(own).verify(body, headers), JSON.parse(body));
      assert.throws(() => new Webhook(own).verify(`${body} `, headers));
    }
  });

  it("carries one signature per valid secret", () => {
    const other = secretOf(randomText(32));
    const headers = signatureHeaders({ id: "evt_1", body, at, secrets: [secret, other] });
    for (const one of [secret, other]) new Webhook(one).verify(body, headers);
    assert.match(headers["charge-signature"] ?? "", /^t=[^,]+,v1=[0-9a-f]{64},v1=[0-9a-f]{64}$/);
  });
});
