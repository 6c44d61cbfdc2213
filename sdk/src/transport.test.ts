import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  answer,
  breakOff,
  drop,
  faultyServer,
  impatient,
  ok,
  refusal,
  type Step,
  stall,
} from "../test/faulty_server.ts";
import { Charge } from "./charge.ts";
import { ApiError, ChargeError, ConnectionError, TimeoutError } from "./errors.ts";
import { errorTypes } from "./generated/codes.ts";

const input = { name: "Ada", email: "ada@example.com" };
const failed = async (promise: PromiseLike<unknown>): Promise<ChargeError> => {
  const error = await promise.then(
    () => assert.fail("it worked"),
    (why: unknown) => why,
  );
  assert.ok(error instanceof ChargeError, String(error));
  return error;
};

describe("a request", () => {
  it("carries key, version, account and the client's own name", async () => {
    await using server = await faultyServer(ok);
    const { charge } = impatient(server.url, { account: "acct_a" });
    await charge.drivers.retrieve("drv_1");
    await charge.drivers.retrieve("drv_1", { account: "acct_b", apiVersion: "2020-01-01" });
    const [first, second] = server.seen.map(({ headers }) => headers);
    assert.equal(first?.["authorization"], "Bearer ch_sk_test_x");
    assert.equal(first?.["charge-version"], "2026-03-01");
    assert.equal(first?.["charge-account"], "acct_a");
    assert.match(String(first?.["user-agent"]), /^charge-sdk\/\d/);
    assert.equal(first?.["idempotency-key"], undefined);
    assert.equal(second?.["charge-version"], "2020-01-01");
    assert.equal(second?.["charge-account"], "acct_b");
  });

  it("is refused at once, and not repeated, with options that no request can have", async () => {
    await using server = await faultyServer(ok);
    const { charge } = impatient(server.url);
    const nonsense: [object, RegExp][] = [
      [{ idempotencyKey: "order-€" }, /^idempotencyKey must be text that a header can hold/],
      [{ idempotencyKey: 5 }, /^idempotencyKey must .* not 5\.$/],
      [{ account: "acct_a\nx" }, /^account must/],
      [{ timeoutMs: Number.NaN }, /^timeoutMs must be a number of milliseconds .* not NaN\.$/],
      [{ timeoutMs: -1 }, /^timeoutMs must/],
      [{ totalTimeoutMs: 0 }, /^totalTimeoutMs must/],
      [{ maxRetries: -1 }, /^maxRetries must be a whole number from 0, not -1\.$/],
      [{ maxRetries: Number.NaN }, /^maxRetries must/],
      [{ maxRetries: "3" }, /^maxRetries must .* not "3"\.$/],
    ];
    for (const [options, message] of nonsense) {
      const call = charge.drivers.create(input, options);
      await assert.rejects(Promise.resolve(call), { name: "TypeError", message });
      if ("idempotencyKey" in options) continue;
      assert.throws(() => impatient(server.url, options), { name: "TypeError", message });
    }
    assert.throws(
      () => charge.events.stream({}, { idleTimeoutMs: 0 }),
      /^TypeError: idleTimeoutMs/,
    );
    assert.equal(server.seen.length, 0);
    const endless = { timeoutMs: Number.POSITIVE_INFINITY, maxRetries: Number.POSITIVE_INFINITY };
    await charge.drivers.create(input, { ...endless, totalTimeoutMs: Number.POSITIVE_INFINITY });
  });

  it("tells what came with its answer", async () => {
    const headers = { "request-id": "req_9", "idempotent-replayed": "true" };
    await using server = await faultyServer(drop, answer(200, { id: "drv_1" }, headers));
    const { charge } = impatient(server.url);
    const driver = await charge.drivers.create(input, { idempotencyKey: "k" });
    const info = charge.responseOf(driver);
    assert.deepEqual(
      [info?.requestId, info?.replayed, info?.attempts, info?.status, info?.idempotencyKey],
      ["req_9", true, 2, 200, "k"],
    );
    assert.deepEqual(Object.keys(driver), ["id"], "and leaves the answer as it is");
  });

  it("does not follow a redirect, with the key in its hand", async () => {
    await using elsewhere = await faultyServer(ok);
    await using server = await faultyServer(answer(307, "", { location: elsewhere.url }));
    const error = await failed(impatient(server.url).charge.drivers.retrieve("drv_1"));
    assert.ok(error instanceof ApiError);
    assert.match(error.message, /redirect/);
    assert.equal(elsewhere.seen.length, 0);
  });

  it("is refused without a key that could be one", () => {
    for (const key of ["", " ", "a b", "ä", undefined]) {
      assert.throws(() => new Charge(key as string, { baseUrl: "http://x" }), TypeError);
    }
  });
});

describe("a failed request", () => {
  const troubles: Record<string, Step> = {
    "a dropped connection": drop,
    "a body that breaks off": breakOff,
    "429": refusal(429, "rate_limit_exceeded", "rate_limit_error"),
    "500": refusal(500, "internal_error", "api_error"),
    "503": refusal(503, "service_unavailable", "api_error"),
    "a proxy's 502": answer(502, "<html>"),
    "a proxy's 504": answer(504, "<html>"),
    "a key whose first request still runs": refusal(
      409,
      "idempotency_key_in_use",
      "idempotency_error",
    ),
  };
  for (const [what, trouble] of Object.entries(troubles)) {
    it(`is repeated under the same idempotency key after ${what}`, async () => {
      await using server = await faultyServer(trouble, trouble, ok);
      const { charge, pauses } = impatient(server.url);
      assert.equal((await charge.drivers.create(input)).id, "drv_1");
      const keys = server.seen.map(({ headers }) => headers["idempotency-key"]);
      assert.equal(keys.length, 3);
      assert.match(String(keys[0]), /^[0-9a-f]{32}$/);
      assert.equal(new Set(keys).size, 1);
      assert.equal(new Set(server.seen.map(({ body }) => body)).size, 1);
      assert.deepEqual(pauses, [250, 500]);
      await charge.drivers.create(input);
      assert.notEqual(server.seen[3]?.headers["idempotency-key"], keys[0], "a call, a key");
    });
  }

  const decisions: [number, string, string][] = [
    [400, "parameter_invalid", "invalid_request_error"],
    [402, "payment_authorization_failed", "payment_error"],
    [403, "policy_blocked", "policy_error"],
    [404, "driver_not_found", "invalid_request_error"],
    [409, "charging_session_conflict", "invalid_request_error"],
    [422, "idempotency_key_reused", "idempotency_error"],
    [504, "charging_station_timeout", "station_error"],
  ];
  for (const [status, code, type] of decisions) {
    it(`is not repeated after ${status} ${code}`, async () => {
      await using server = await faultyServer(refusal(status, code, type), ok);
      const error = await failed(impatient(server.url).charge.drivers.create(input));
      assert.deepEqual([error.code, error.status, error.attempts], [code, status, 1]);
      assert.equal(server.seen.length, 1);
    });
  }

  it("is repeated when it deletes, and a 404 then says that it was", async () => {
    const gone = refusal(404, "driver_not_found", "invalid_request_error");
    await using server = await faultyServer(drop, gone);
    const error = await failed(impatient(server.url).charge.drivers.remove("drv_1"));
    assert.deepEqual([error.code, error.attempts], ["driver_not_found", 2]);
  });

  it("comes back no sooner than Retry-After says", async () => {
    const busy = refusal(429, "rate_limit_exceeded", "rate_limit_error", { "retry-after": "3" });
    await using server = await faultyServer(busy, ok);
    const { charge, pauses } = impatient(server.url);
    await charge.drivers.retrieve("drv_1");
    assert.deepEqual(pauses, [3250]);
  });

  it("is repeated as often as was said, for the client or the call", async () => {
    await using server = await faultyServer(drop);
    const { charge } = impatient(server.url, { maxRetries: 1 });
    assert.equal((await failed(charge.drivers.retrieve("drv_1"))).attempts, 2);
    const none = charge.drivers.retrieve("drv_1", { maxRetries: 0 });
    assert.equal((await failed(none)).attempts, 1);
    assert.equal(server.seen.length, 3);
  });

  it("ends with the call's total time, pauses counted", async () => {
    await using server = await faultyServer(refusal(503, "service_unavailable", "api_error"));
    let elapsed = 0;
    const charge = new Charge(
      "ch_sk_test_x",
      { baseUrl: server.url, maxRetries: 100, totalTimeoutMs: 5000 },
      {
        random: () => 1,
        elapsedMs: () => elapsed,
        sleep: async (ms) => {
          elapsed += ms;
        },
      },
    );
    const error = await failed(charge.drivers.retrieve("drv_1"));
    // 500 + 1000 + 2000 fit, another 4000 do not.
    assert.deepEqual([error.attempts, error.status, elapsed], [4, 503, 3500]);
  });

  it("says why there was no answer, and under which key it may be tried again", async () => {
    const { url, close } = await faultyServer(ok);
    await close();
    const { charge } = impatient(url);
    const error = await failed(charge.drivers.create(input, { idempotencyKey: "mine" }));
    assert.ok(error instanceof ConnectionError && !(error instanceof TimeoutError));
    assert.match(error.message, /ECONNREFUSED/);
    assert.deepEqual([error.idempotencyKey, error.status, error.code], ["mine", null, null]);
  });
});

describe("a timeout", () => {
  const timeoutMs = 50;
  const silence: Step = () => undefined;

  for (const [what, step] of [
    ["headers", silence],
    ["the body", stall],
  ] as const) {
    it(`covers ${what}`, async () => {
      await using server = await faultyServer(step);
      const { charge } = impatient(server.url, { timeoutMs, maxRetries: 1 });
      const error = await failed(charge.drivers.retrieve("drv_1"));
      assert.ok(error instanceof TimeoutError && error instanceof ConnectionError);
      assert.deepEqual([error.name, error.attempts], ["TimeoutError", 2]);
    });
  }

  it("may be as long as one likes", async () => {
    await using server = await faultyServer((response, request) =>
      setTimeout(() => ok(response, request), 30),
    );
    const forever = Number.POSITIVE_INFINITY;
    const options = { timeoutMs: forever, totalTimeoutMs: forever, maxRetries: 0 };
    await impatient(server.url, options).charge.drivers.retrieve("drv_1");
  });

  it("holds also where the caller's fetch does not heed its signal", async () => {
    const fetch = () => new Promise<Response>(() => undefined);
    const { charge } = impatient("http://localhost", { timeoutMs, fetch, maxRetries: 0 });
    assert.ok((await failed(charge.drivers.retrieve("drv_1"))) instanceof TimeoutError);
  });

  it("is not the caller's own signal, whose reason is thrown as it is and at once", async () => {
    await using server = await faultyServer(silence);
    const { charge } = impatient(server.url);
    const controller = new AbortController();
    const reason = new Error("enough");
    const call = charge.drivers.retrieve("drv_1", { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    await assert.rejects(call, reason);
    await assert.rejects(
      charge.drivers.retrieve("drv_1", { signal: AbortSignal.abort(reason) }),
      reason,
    );
    assert.ok(server.seen.length <= 1);
  });

  it("does not keep the caller's signal waiting in a pause", async () => {
    await using server = await faultyServer(
      refusal(503, "service_unavailable", "api_error", { "retry-after": "50" }),
    );
    const charge = new Charge("ch_sk_test_x", { baseUrl: server.url });
    const signal = AbortSignal.timeout(100);
    await assert.rejects(charge.drivers.retrieve("drv_1", { signal }), { name: "TimeoutError" });
    assert.equal(server.seen.length, 1);
  });
});

describe("an error", () => {
  it("is of a class of its own for every type", async () => {
    const names = new Set<string>();
    for (const type of errorTypes) {
      await using server = await faultyServer(refusal(400, "parameter_invalid", type));
      const error = await failed(impatient(server.url).charge.drivers.retrieve("drv_1"));
      assert.equal(error.type, type);
      assert.equal(error.name, error.constructor.name);
      assert.ok(error.stack?.startsWith(error.name), error.stack);
      names.add(error.name);
    }
    assert.ok(!names.has("ChargeError"));
    assert.equal(names.size, errorTypes.length);
  });

  it("carries everything that the API says, and never the key", async () => {
    const details = [{ policy: "pol_1" }];
    const body = {
      ...{ code: "policy_blocked", doc_url: "http://d#policy_blocked", message: "No.", details },
      ...{ object: "error", param: "driver", request: "req_7", status: 403, type: "policy_error" },
    };
    await using server = await faultyServer(answer(403, body));
    const error = await failed(impatient(server.url).charge.drivers.create(input));
    assert.deepEqual(
      [error.code, error.docUrl, error.message, error.param, error.requestId, error.details],
      ["policy_blocked", "http://d#policy_blocked", "No.", "driver", "req_7", details],
    );
    const { inspect } = await import("node:util");
    const { charge } = impatient(server.url);
    assert.ok(!inspect([error, charge], { depth: 20, showHidden: true }).includes("ch_sk_test"));
  });

  it("of a newer platform's type is still an ApiError", async () => {
    await using server = await faultyServer(refusal(418, "teapot", "teapot_error"));
    const error = await failed(impatient(server.url).charge.drivers.retrieve("drv_1"));
    assert.ok(error instanceof ApiError);
    assert.equal(error.code, "teapot");
  });

  it("says so where the answer is not the platform's", async () => {
    await using server = await faultyServer(answer(404, "<html>"));
    const error = await failed(impatient(server.url).charge.drivers.retrieve("drv_1"));
    assert.ok(error instanceof ApiError);
    assert.deepEqual([error.code, error.status], [null, 404]);
    assert.match(error.message, /baseUrl/);
    await using page = await faultyServer(answer(200, "<html>"));
    const other = await failed(impatient(page.url).charge.drivers.retrieve("drv_1"));
    assert.match(other.message, /not JSON/);
  });
});
