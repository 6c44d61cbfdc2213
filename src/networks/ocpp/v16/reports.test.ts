// What a charger of 1.6 tells beside its charges, and what becomes of it: settings as variables,
// progress of commands, certificates, notices for the operator.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { station } from "../../../../test/ocpp_line.ts";
import { openScene, type Scene } from "../../../../test/ocpp16_scene.ts";
import { noAuthority, type SigningSubject } from "../authority.ts";

const at = "2026-11-21T10:00:00.000Z";
const ok = { status: "Accepted" };
const chain = "-----BEGIN CERTIFICATE-----";

let scene: Scene;
let subjects: SigningSubject[];

beforeEach(async () => {
  subjects = [];
  const sign = async (csr: string, subject: SigningSubject) => {
    subjects.push(subject);
    return csr === "refused" ? null : chain;
  };
  const signing = { sign, roots: () => [] };
  scene = await openScene({ authority: { ...noAuthority, signing } });
});
afterEach(() => scene.end());

test("what a charger is set to is told as variables, without its password", async () => {
  const configurationKey = [
    { key: "AuthorizationKey", readonly: false, value: "s3cret" },
    { key: "NumberOfConnectors", readonly: true, value: "1" },
  ];
  scene.answering("GetConfiguration", { configurationKey });
  const said = await scene.give({ name: "get_variables", parameters: {} });
  const told = scene.host.of("variables").at(-1)?.variables ?? [];
  const shown = told.map(({ name, value, mutability }) => [name, value, mutability]);
  assert.deepEqual(shown, [
    ["AuthorizationKey", null, "read_write"],
    ["NumberOfConnectors", "1", "read_only"],
  ]);
  assert.ok(!JSON.stringify([said, scene.host.facts, scene.line.frames]).includes("s3cret"));
});

test("many keys are asked for in portions that the charger takes", async () => {
  const most = { key: "GetConfigurationMaxKeys", readonly: true, value: "2" };
  const seen = scene.answering("GetConfiguration", { configurationKey: [most] });
  const variables = ["A", "B", "C"].map((name) => ({ name }));
  await scene.give({ name: "get_variables", parameters: {} });
  await scene.give({ name: "get_variables", parameters: { variables } });
  assert.deepEqual(seen, [{}, { key: ["A", "B"] }, { key: ["C"] }]);
});

test("a setting that is refused is told with those that were taken", async () => {
  const seen = scene.answering("ChangeConfiguration", ok, { status: "Rejected" }, ok);
  const variables = ["A", "B", "C"].map((name) => ({ name, value: "1" }));
  const said = await scene.give({ name: "set_variables", parameters: { variables } });
  assert.deepEqual(said, {
    ...{ outcome: "rejected", reason: "Rejected" },
    answer: {
      results: [
        { name: "A", status: "Accepted" },
        { name: "B", status: "Rejected" },
        { name: "C", status: "Accepted" },
      ],
    },
  });
  assert.equal(seen.length, 3);
  const told = scene.host.of("variables").flatMap((fact) => fact.variables);
  assert.deepEqual(
    told.slice(-2).map(({ name, value }) => [name, value]),
    [
      ["A", "1"],
      ["C", "1"],
    ],
  );
});

test("how far an update or an upload is, is told of the command that set it off, and to the operator", async () => {
  const said: [action: string, payload: object][] = [
    ["FirmwareStatusNotification", { status: "Downloading" }],
    ["FirmwareStatusNotification", { status: "Installed" }],
    ["FirmwareStatusNotification", { status: "Idle" }],
    ["SignedFirmwareStatusNotification", { status: "InvalidSignature", requestId: 41 }],
    ["DiagnosticsStatusNotification", { status: "UploadFailed" }],
    ["LogStatusNotification", { status: "Uploaded", requestId: 42 }],
  ];
  for (const [action, payload] of said) await scene.charger.client.call(action, payload);
  const told = scene.host.of("command_progress").map(({ kind: _, detail: __, ...fact }) => fact);
  assert.deepEqual(told, [
    { number: null, name: "update_firmware", status: "running" },
    { number: null, name: "update_firmware", status: "succeeded" },
    { number: 41, status: "failed" },
    { number: null, name: "get_log", status: "failed" },
    { number: 42, status: "succeeded" },
  ]);
  const topics = scene.host.of("notice").map(({ topic, text }) => `${topic} ${text}`);
  assert.deepEqual(topics, [
    ...["firmware Downloading", "firmware Installed", "firmware Idle"],
    ...["firmware InvalidSignature", "log UploadFailed", "log Uploaded"],
  ]);
});

test("a request for a certificate is signed by the authority and handed over, or refused", async () => {
  const handed = scene.answering("CertificateSigned", ok);
  assert.deepEqual(await scene.charger.client.call("SignCertificate", { csr: "mine" }), ok);
  await scene.host.until("the certificate", () => handed.length === 1);
  assert.deepEqual(handed, [{ certificateChain: chain }]);
  const { station: whose, identity, serial, use } = subjects[0] as SigningSubject;
  assert.deepEqual(
    [whose.id, identity, serial, use],
    [station.id, station.identity, "OF-0017", "station"],
  );
  const refused = await scene.charger.client.call("SignCertificate", { csr: "refused" });
  assert.deepEqual(refused, { status: "Rejected" });
  await scene.host.until("both told", () => scene.host.of("notice").length === 2);
  assert.deepEqual(
    new Set(scene.host.of("notice").map(({ topic }) => topic)),
    new Set(["certificate"]),
  );
});

test("a security event and a vendor's own message are kept for the operator", async () => {
  const event = { type: "TamperDetectionActivated", timestamp: at, techInfo: "lid" };
  await scene.charger.client.call("SecurityEventNotification", event);
  await scene.charger.client.call("DataTransfer", {
    vendorId: "org.v",
    messageId: "m",
    data: "{}",
  });
  const [security, vendor] = scene.host.of("notice");
  assert.deepEqual(
    [security?.topic, security?.text],
    ["security", "TamperDetectionActivated: lid"],
  );
  assert.deepEqual(security?.detail, event);
  assert.equal(security?.at.toISOString(), at);
  assert.deepEqual([vendor?.topic, vendor?.text], ["data_transfer", "org.v m"]);
});
