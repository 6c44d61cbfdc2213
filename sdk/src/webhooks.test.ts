import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, it } from "node:test";
import { Webhook } from "standardwebhooks";
import { Charge } from "./charge.ts";
import { SignatureVerificationError } from "./errors.ts";
import { constructEvent, signWebhook, type WebhookHeaders } from "./webhooks.ts";

const secret = `whsec_${"Ab3".repeat(10)}xy`;
const now = new Date("2026-04-01T00:00:00.000Z");
const body =
  '{"id":"evt_1","object":"event","type":"driver.created","data":{"object":{"name":"Zoë"}}}';
const id = "evt_1";
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);

const own = async (): Promise<string> =>
  (await signWebhook(body, { id, secret, now }))["charge-signature"] as string;

const refused = (promise: Promise<unknown>, message: RegExp): Promise<void> =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof SignatureVerificationError, String(error));
    assert.match(error.message, message);
    return true;
  });

const check = (headers: WebhookHeaders, raw: string | Uint8Array = body, at = now) =>
  constructEvent(raw, headers, secret, { now: at });

describe("a webhook", () => {
  it("is taken with the signature that a hand computation gives", async () => {
    const time = now.toISOString();
    const v1 = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
    assert.equal(await own(), `t=${time},v1=${v1}`);
    const event = await check(`t=${time},v1=${v1}`);
    assert.equal(event.type === "driver.created" && event.data.object.name, "Zoë");
  });

  it("is taken with the Standard Webhooks headers alone, as their package makes them", async () => {
    const signature = new Webhook(secret).sign(id, now, body);
    const headers = {
      "Webhook-Id": id,
      "Webhook-Timestamp": String(now.getTime() / 1000),
      "Webhook-Signature": `v1a,xxxx ${signature}`,
    };
    assert.equal((await check(headers)).id, id);
    await refused(check(headers, `${body} `), /No signature fits/);
    await refused(check({ ...headers, "Webhook-Id": "evt_2" }), /No signature fits/);
    const signed = await signWebhook(body, { id, secret });
    new Webhook(secret).verify(body, signed);
  });

  it("is taken from every usual form of headers and body", async () => {
    const signature = await own();
    const forms: WebhookHeaders[] = [
      signature,
      new Headers({ "charge-signature": signature }),
      { "Charge-Signature": signature },
      { "charge-signature": [signature] },
    ];
    for (const headers of forms) assert.equal((await check(headers)).id, id);
    const bytes = new TextEncoder().encode(body);
    assert.equal((await check(signature, bytes)).id, id);
    assert.equal((await check(signature, Buffer.from(body))).id, id);
    const { webhooks } = new Charge("ch_sk_test_x", { baseUrl: "http://localhost" });
    assert.equal((await webhooks.constructEvent(body, signature, secret, { now })).id, id);
  });

  it("is taken while a secret is rolled, with the old one and with the new one", async () => {
    const other = `whsec_${"z".repeat(32)}`;
    const second = await signWebhook(body, { id, secret: other, now });
    const both = `${await own()},${second["charge-signature"]?.split(",")[1]}`;
    assert.equal((await constructEvent(body, both, secret, { now })).id, id);
    assert.equal((await constructEvent(body, both, other, { now })).id, id);
    await refused(constructEvent(body, both, `whsec_${"y".repeat(32)}`, { now }), /No signature/);
  });

  it("is refused if a single bit of body, time, signature or secret is another", async () => {
    const signature = await own();
    const bytes = Buffer.from(body);
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      await refused(check(signature, changed), /No signature fits/);
    }
    await refused(check(signature.replace("t=2026", "t=2027")), /No signature fits/);
    const last = signature.endsWith("0") ? "1" : "0";
    await refused(check(`${signature.slice(0, -1)}${last}`), /No signature fits/);
    await refused(check(signature.slice(0, -2)), /No signature fits/);
    await refused(constructEvent(body, signature, `${secret}x`, { now }), /No signature fits/);
  });

  it("is refused five minutes later, and five minutes too soon", async () => {
    const signature = await own();
    await check(signature, body, later(300));
    await check(signature, body, later(-300));
    await refused(check(signature, body, later(301)), /301 seconds old/);
    await refused(check(signature, body, later(-301)), /outside the tolerance/);
    await refused(constructEvent(body, signature, secret), /seconds old/);
    const wide = { now: later(4000), toleranceSeconds: 5000 };
    assert.equal((await constructEvent(body, signature, secret, wide)).id, id);
    for (const toleranceSeconds of [Number.NaN, -1]) {
      await refused(constructEvent(body, signature, secret, { now, toleranceSeconds }), /old/);
    }
  });

  it("is refused with headers that prove nothing", async () => {
    const time = now.toISOString();
    const headers: WebhookHeaders[] = [
      ...["", "t=", `t=${time}`, `t=${time},v1=`, `t=${time},v1=zz`, "v1=00", `t=x,v1=00`],
      { "webhook-id": id, "webhook-timestamp": "x", "webhook-signature": "v1,AAAA" },
      { "webhook-id": id, "webhook-timestamp": "1", "webhook-signature": "v1,%" },
    ];
    for (const one of headers) await refused(check(one), /malformed/);
    await refused(check({}), /neither/);
    await refused(check(new Headers({ "webhook-id": id })), /neither/);
    const many = `t=${time}${",v1=00".repeat(50)}${(await own()).replace(/^[^,]*/, "")}`;
    await refused(check(many), /No signature fits/);
  });

  it("asks for the raw body and a secret", async () => {
    const parsed = JSON.parse(body) as string;
    await assert.rejects(check("t=1,v1=00", parsed), /must be raw/);
    await assert.rejects(constructEvent(body, "t=1,v1=00", ""), /secret/);
    const text = "not json";
    const headers = await signWebhook(text, { id, secret, now });
    await refused(check(headers, text), /not JSON/);
  });
});
