// What an operator has a charger of 2.0.1 do: each neutral command of blocks K to P, over a real
// socket, to a charge point on a client written by others (strict mode).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, test } from "node:test";
import { ChargePoint201 } from "../../../../test/charge_point_201.ts";
import { connector, lineTo, password, serve, station } from "../../../../test/ocpp_harness.ts";
import type { CommandName, CommandParameters } from "../../commands.ts";
import { Witness } from "../../witness.ts";
import type { OrderOf } from "./commands.ts";

type Answer = Record<string, unknown>;

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const number = 41;
const accepted = { status: "Accepted" };

/** A charger that answers so; what it was sent is kept. */
const scene = async (answers: Record<string, Answer>, variables: Record<string, string> = {}) => {
  const host = new Witness();
  host.know(station, password);
  const platform = await serve(host, 0, { bootWithinMs: 60_000 });
  const charger = new ChargePoint201(lineTo(platform.port));
  endings.push(platform.close, () => charger.powerDown());
  for (const [name, value] of Object.entries(variables)) charger.model.variables.set(name, value);
  const sent: [string, Answer][] = [];
  for (const [action, answer] of Object.entries(answers)) {
    charger.client.handle(action, async ({ params }) => {
      sent.push([action, params as Answer]);
      return answer;
    });
  }
  await charger.client.connect();
  await host.nth("connected");
  await host.until("the line", () => platform.network.online(station));
  const give = <Name extends CommandName>(
    name: Name,
    parameters: CommandParameters[Name],
    at: typeof connector | null = null,
  ) => {
    const order: unknown = { station, connector: at, number, name, parameters };
    return platform.network.command(order as OrderOf<Name>);
  };
  return { host, charger, sent, give, network: platform.network };
};

const plan = {
  ...({
    id: 5,
    stack_level: 2,
    purpose: "default",
    kind: "recurring",
    recurrency: "daily",
  } as const),
  ...{ valid_from: "2026-11-21T00:00:00Z", valid_to: "2026-12-21T00:00:00Z" },
  schedule: {
    ...({ unit: "A", duration: 7200, start: "2026-11-21T00:00:00Z", min_rate: 6.5 } as const),
    periods: [
      { start: 0, limit: 16 },
      { start: 3600, limit: 8.1, phases: 3 },
    ],
  },
};

test("a charging profile arrives as it is where the charger takes its unit", async () => {
  const { sent, give } = await scene(
    { SetChargingProfile: accepted },
    { "SmartChargingCtrlr.RateUnit": "A,W" },
  );
  const answer = await give("set_charging_profile", { profile: plan }, connector);
  assert.deepEqual(answer, { outcome: "succeeded", answer: accepted });
  assert.deepEqual(sent, [
    [
      "SetChargingProfile",
      {
        evseId: 1,
        chargingProfile: {
          ...{ id: 5, stackLevel: 2, chargingProfilePurpose: "TxDefaultProfile" },
          ...{ chargingProfileKind: "Recurring", recurrencyKind: "Daily" },
          ...{ validFrom: "2026-11-21T00:00:00Z", validTo: "2026-12-21T00:00:00Z" },
          chargingSchedule: [
            {
              ...{ id: 5, duration: 7200, startSchedule: "2026-11-21T00:00:00Z" },
              ...{ chargingRateUnit: "A", minChargingRate: 6.5 },
              chargingSchedulePeriod: [
                { startPeriod: 0, limit: 16 },
                { startPeriod: 3600, limit: 8.1, numberPhases: 3 },
              ],
            },
          ],
        },
      },
    ],
  ]);
});

const limitsSent = (sent: readonly [string, Answer][]): unknown => {
  const profile = sent[0]?.[1].chargingProfile as { chargingSchedule: Answer[] } | undefined;
  const schedule = profile?.chargingSchedule[0];
  const periods = schedule?.chargingSchedulePeriod as { limit: number }[] | undefined;
  return [schedule?.chargingRateUnit, ...(periods ?? []).map(({ limit }) => limit)];
};

test("a charger that takes watts gets watts, on as many phases as it says it has", async () => {
  const unit = { "SmartChargingCtrlr.RateUnit": "W" };
  const three = await scene({ SetChargingProfile: accepted }, unit);
  await three.give("set_charging_profile", { profile: plan }, connector);
  assert.deepEqual(limitsSent(three.sent), ["W", 11_040, 5589]);
  const one = await scene({ SetChargingProfile: accepted }, { ...unit, "EVSE.SupplyPhases": "1" });
  await one.give("set_charging_profile", { profile: plan }, connector);
  assert.deepEqual(limitsSent(one.sent), ["W", 3680, 5589]);
});

test("a profile for a transaction names the charger's own transaction", async () => {
  const { sent, give } = await scene({ SetChargingProfile: accepted });
  const profile = { ...plan, purpose: "transaction" } as const;
  const transaction = { id: 7, reference: "tx-of-the-charger" };
  await give("set_charging_profile", { profile, transaction }, connector);
  const chargingProfile = sent[0]?.[1].chargingProfile as Answer | undefined;
  assert.equal(chargingProfile?.transactionId, "tx-of-the-charger");
});

test("a profile in a place where none of its purpose can be never leaves", async () => {
  const { sent, give } = await scene({ SetChargingProfile: accepted });
  const transaction = { ...plan, purpose: "transaction" } as const;
  const outcomes = [
    await give("set_charging_profile", { profile: { ...plan, purpose: "station_max" } }, connector),
    await give("set_charging_profile", { profile: transaction }),
    await give(
      "set_charging_profile",
      { profile: transaction, transaction: { id: 7, reference: null } },
      connector,
    ),
  ];
  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome),
    ["invalid", "invalid", "invalid"],
  );
  assert.deepEqual(sent, []);
});

test("profiles are cleared by number, or by what they are, and nothing to clear is told", async () => {
  const { sent, give } = await scene({ ClearChargingProfile: { status: "Unknown" } });
  const none = await give("clear_charging_profile", { id: 5 });
  assert.deepEqual(none, {
    ...{ outcome: "rejected", reason: "Unknown", answer: { status: "Unknown" } },
  });
  await give("clear_charging_profile", { purpose: "default", stack_level: 2 }, connector);
  await give("clear_charging_profile", {});
  assert.deepEqual(
    sent.map(([, payload]) => payload),
    [
      { chargingProfileId: 5 },
      {
        chargingProfileCriteria: {
          ...{ evseId: 1, chargingProfilePurpose: "TxDefaultProfile", stackLevel: 2 },
        },
      },
      { chargingProfileCriteria: {} },
    ],
  );
});

test("a composite schedule comes back as the charger has it", async () => {
  const schedule = {
    ...{ evseId: 1, duration: 60, scheduleStart: "2026-11-21T00:00:00Z", chargingRateUnit: "W" },
    chargingSchedulePeriod: [{ startPeriod: 0, limit: 6956.522 }],
  };
  const { sent, give } = await scene({ GetCompositeSchedule: { ...accepted, schedule } });
  const answer = await give("get_composite_schedule", { duration: 60, unit: "W" }, connector);
  assert.deepEqual(answer, { outcome: "succeeded", answer: { ...accepted, schedule } });
  assert.deepEqual(sent[0]?.[1], { duration: 60, evseId: 1, chargingRateUnit: "W" });
});

test("a firmware update is accepted, and its end is told under the command's number", async () => {
  const { host, charger, sent, give } = await scene({ UpdateFirmware: accepted });
  const location = "https://example.com/fw.bin";
  const signed = { signing_certificate: "a certificate", signature: "a signature" };
  const times = { retrieve_at: "2026-11-21T01:00:00Z", install_at: "2026-11-21T02:00:00Z" };
  const retry = { retries: 3, retry_interval: 60 };
  const answer = await give("update_firmware", { location, ...signed, ...times, ...retry });
  assert.equal(answer.outcome, "accepted");
  assert.deepEqual(sent[0]?.[1], {
    ...{ requestId: number, retries: 3, retryInterval: 60 },
    firmware: {
      ...{ location, retrieveDateTime: times.retrieve_at, installDateTime: times.install_at },
      ...{ signingCertificate: "a certificate", signature: "a signature" },
    },
  });
  for (const status of ["Downloading", "SignatureVerified", "Installed"]) {
    await charger.client.call("FirmwareStatusNotification", { status, requestId: number });
  }
  const told = host.of("command_progress").map((fact) => [fact.number, fact.status]);
  assert.deepEqual(told, [
    [number, "running"],
    [number, "running"],
    [number, "succeeded"],
  ]);
});

test("an unsigned update is fetched at once where no time is named; half a signature never leaves", async () => {
  const { sent, give } = await scene({ UpdateFirmware: { status: "InvalidCertificate" } });
  const location = "https://example.com/fw.bin";
  const half = await give("update_firmware", { location, signature: "a signature" });
  assert.equal(half.outcome, "invalid");
  const answer = await give("update_firmware", { location });
  assert.equal(answer.outcome === "rejected" && answer.reason, "InvalidCertificate");
  const firmware = sent[0]?.[1].firmware as Answer | undefined;
  assert.deepEqual(Object.keys(firmware ?? {}), ["location", "retrieveDateTime"]);
});

test("a log is asked for, and a failed upload fails the command", async () => {
  const { host, charger, sent, give } = await scene({
    GetLog: { status: "AcceptedCanceled", filename: "log.tgz" },
  });
  const range = { oldest: "2026-11-20T00:00:00Z", latest: "2026-11-21T00:00:00Z" };
  const location = "sftp://example.com/logs";
  const answer = await give("get_log", { type: "security", location, ...range });
  assert.equal(answer.outcome, "accepted");
  assert.deepEqual(sent[0]?.[1], {
    ...{ logType: "SecurityLog", requestId: number },
    log: {
      ...{ remoteLocation: location },
      ...{ oldestTimestamp: range.oldest, latestTimestamp: range.latest },
    },
  });
  await charger.client.call("LogStatusNotification", {
    ...{ status: "UploadFailure", requestId: number },
  });
  assert.equal((await host.nth("command_progress")).status, "failed");
  assert.equal((await host.nth("notice")).topic, "log");
});

test("a root is installed by its use; what is no certificate never leaves", async () => {
  const { sent, give } = await scene({ InstallCertificate: accepted });
  const file = new URL("../../../../test/certificates/mo_root.pem", import.meta.url);
  const certificate = readFileSync(file, "utf8");
  const answer = await give("install_certificate", { use: "mobility_operator", certificate });
  assert.equal(answer.outcome, "succeeded");
  assert.deepEqual(sent, [
    ["InstallCertificate", { certificateType: "MORootCertificate", certificate }],
  ]);
  const key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
  for (const wrong of ["", "a certificate", `${key}${certificate}`]) {
    const refused = await give("install_certificate", { use: "v2g", certificate: wrong });
    assert.equal(refused.outcome, "invalid");
  }
  assert.equal(sent.length, 1);
});

test("a vendor's message goes and its answer comes; an unknown vendor is a rejection", async () => {
  const known = await scene({ DataTransfer: { status: "Accepted", data: { rain: true } } });
  const parameters = { vendor: "com.example", message: "Weather", data: "today" };
  const answer = await known.give("data_transfer", parameters);
  const said = { status: "Accepted", data: { rain: true } };
  assert.deepEqual(answer, { outcome: "succeeded", answer: said });
  const payload = { vendorId: "com.example", messageId: "Weather", data: "today" };
  assert.deepEqual(known.sent[0]?.[1], payload);
  const unknown = await scene({ DataTransfer: { status: "UnknownVendorId" } });
  const rejected = await unknown.give("data_transfer", { vendor: "com.example" });
  assert.equal(rejected.outcome === "rejected" && rejected.reason, "UnknownVendorId");
});

test("any other message goes raw; one that is answered in a report carries the command's number", async () => {
  const { host, charger, sent, give } = await scene({
    ...{ GetMonitoringReport: accepted, SetMonitoringLevel: accepted },
    ClearDisplayMessage: { status: "Unknown" },
  });
  const asked = await give("raw", { action: "GetMonitoringReport", payload: {} });
  assert.equal(asked.outcome, "accepted");
  assert.deepEqual(sent[0]?.[1], { requestId: number });
  const report = { requestId: number, seqNo: 0, generatedAt: "2026-11-21T00:00:00Z" };
  await charger.client.call("NotifyMonitoringReport", report);
  assert.equal((await host.nth("command_progress")).status, "succeeded");
  const level = await give("raw", { action: "SetMonitoringLevel", payload: { severity: 4 } });
  assert.equal(level.outcome, "succeeded");
  const none = await give("raw", { action: "ClearDisplayMessage", payload: { id: 1 } });
  assert.equal(none.outcome === "rejected" && none.reason, "Unknown");
  const unfit = await give("raw", { action: "SetMonitoringLevel", payload: { severity: "4" } });
  assert.equal(unfit.outcome === "invalid" && unfit.reason, "/severity must be integer");
  const foreign = await give("raw", { action: "ChangeConfiguration", payload: {} });
  assert.equal(foreign.outcome, "invalid");
  const theirs = await give("raw", { action: "Heartbeat", payload: {} });
  assert.equal(theirs.outcome, "invalid", "a charger's own message is not sent to it");
});

test("a charger that does not know a message, and one that is away, are told apart", async () => {
  const { host, charger, give, network } = await scene({});
  const parameters = { type: "diagnostics", location: "https://example.com" } as const;
  assert.equal((await give("get_log", parameters)).outcome, "unsupported");
  await charger.client.close({ force: true });
  await host.until("the cut", () => !network.online(station));
  assert.equal((await give("get_log", parameters)).outcome, "offline");
});
