// Whatever a charger tells is found at its station, by whoever's it is and nobody else: security
// events, vendors' messages, uploads, odd states, cards, and charges that nobody knows.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { ChargePoint } from "../charge_point.ts";
import { ChargePoint201 } from "../charge_point_201.ts";
import { iso } from "../charging_line.ts";
import { makeStation, until } from "../fleet.ts";
import { type Client, type Json, type TestPlatform, testPlatform } from "../platform.ts";

type Point = ChargePoint | ChargePoint201;
type Call = readonly [action: string, payload: Json];

const at = "2026-11-21T10:00:00.000Z";
const vendor: Call = ["DataTransfer", { vendorId: "com.example", messageId: "Hum" }];
const meterValue = (sampledValue: Json[]) => [{ timestamp: at, sampledValue }];

const status = (
  connectorId: number,
  said: string,
  errorCode = "NoError",
  more: Json = {},
): Call => ["StatusNotification", { connectorId, status: said, errorCode, timestamp: at, ...more }];
const status201 = (evseId: number, connectorId: number, connectorStatus: string): Call => [
  "StatusNotification",
  { evseId, connectorId, connectorStatus, timestamp: at },
];

const versions = {
  "1.6": {
    make: (line: ConstructorParameters<typeof ChargePoint>[0]): Point => new ChargePoint(line),
    tells: [
      vendor,
      ["SecurityEventNotification", { type: "TamperDetectionActivated", timestamp: at }],
      ["DiagnosticsStatusNotification", { status: "Uploaded" }],
      ["LogStatusNotification", { status: "Uploaded", requestId: 4 }],
      ["FirmwareStatusNotification", { status: "Installed" }],
      ["Authorize", { idTag: "STRANGER" }],
      ["StopTransaction", { transactionId: 777, meterStop: 5000, timestamp: at }],
      [
        "MeterValues",
        { connectorId: 1, transactionId: 778, meterValue: meterValue([{ value: "6000" }]) },
      ],
      status(7, "Available"),
      status(1, "Faulted", "GroundFailure", { vendorErrorCode: "E42" }),
      status(0, "Available"),
    ] as readonly Call[],
    odd: [
      "EVSE 1 is faulted: GroundFailure E42.",
      "EVSE 7, which the station does not have, is available.",
    ],
    /** Not in the official schema: the client says it only as it stands. */
    unknown: status(2, "Napping"),
    topics: ["connector", "connector", "data_transfer", "firmware", "log", "log", "security"],
  },
  "2.0.1": {
    make: (line: ConstructorParameters<typeof ChargePoint201>[0]): Point =>
      new ChargePoint201(line),
    tells: [
      vendor,
      ["SecurityEventNotification", { type: "TamperDetectionActivated", timestamp: at }],
      ["LogStatusNotification", { status: "Uploaded", requestId: 4 }],
      ["FirmwareStatusNotification", { status: "Installed", requestId: 5 }],
      ["Authorize", { idToken: { idToken: "STRANGER", type: "ISO14443" } }],
      [
        "TransactionEvent",
        {
          ...{ eventType: "Ended", timestamp: at, triggerReason: "EVDeparted", seqNo: 4 },
          transactionInfo: { transactionId: "nobodys", stoppedReason: "EVDisconnected" },
          meterValue: meterValue([{ value: 5000 }]),
        },
      ],
      status201(7, 1, "Available"),
      status201(1, 3, "Available"),
      status201(0, 0, "Available"),
    ] as readonly Call[],
    odd: [
      "Connector 3 of EVSE 1, which the station does not have, told its state.",
      "EVSE 7, which the station does not have, is available.",
    ],
    unknown: status201(2, 1, "Napping"),
    topics: ["connector", "connector", "data_transfer", "firmware", "log", "security"],
  },
} as const;

const lists = ["notices", "variables", "messages", "evidence", "commands"] as const;

describe("what a charger tells", () => {
  let platform: TestPlatform;
  let api: Client;
  let open: Point[] = [];
  before(async () => {
    platform = await testPlatform();
    api = platform.api;
  });
  afterEach(async () => {
    for (const point of open) await point.powerDown();
    open = [];
  });
  after(() => platform.close());

  for (const version of ["1.6", "2.0.1"] as const) {
    const { make, tells, odd, unknown, topics } = versions[version];

    it(`${version}: is found at its station, and told twice it is there once`, async () => {
      const identity = `TOLD:${version}`;
      const { id } = await makeStation(api, "ocpp", { ocpp_identity: identity });
      const path = `/v1/charging_stations/${id}`;
      const { password } = await api.make(`${path}/connection/roll_password`);
      const line = {
        endpoint: `ws://127.0.0.1:${platform.port}/ocpp`,
        ...{ identity, password: String(password) },
      };
      const point = make(line);
      open.push(point);
      await point.powerUp();
      const before = (await api.read(path))["connectors"];
      const states = tells.filter(([action]) => action === "StatusNotification");
      for (const [action, payload] of [...tells, ...states]) {
        // A state of before the line was up is an old one.
        const live = action === "StatusNotification" ? { timestamp: iso() } : {};
        await point.client.call(action, { ...payload, ...live });
      }
      const listed = (await api.read(`${path}/notices?limit=100`)).data;
      assert.deepEqual(listed.map(({ topic }) => topic).sort(), topics, JSON.stringify(listed));
      const told = (await api.read(`${path}/notices?topic=connector`)).data;
      assert.deepEqual(told.map(({ text }) => text).sort(), odd);
      // What the station does not have changes nothing that it has.
      const now = (await api.read(path))["connectors"] as Json[];
      assert.equal(now.length, (before as Json[]).length);
      assert.deepEqual(
        (await api.read(`/v1/policy_decisions?charging_station=${id}`)).data.map(
          ({ refusal }) => (refusal as Json)["code"],
        ),
        ["card_unknown"],
      );
      const evidence = await until(
        () => api.read(`${path}/evidence`),
        ({ data }) => data.length > 0,
      );
      const [stop] = evidence.data.filter(({ kind }) => kind === "stop");
      assert.deepEqual(
        [stop?.["object"], stop?.["charging_station"], stop?.["register"]],
        ["station_evidence", id, 5000],
      );
      const whose = version === "1.6" ? "transaction" : "reference";
      assert.equal(stop?.[whose], version === "1.6" ? 777 : "nobodys");
      const reason = String(stop?.["reason"]);
      const same = await api.read(`${path}/evidence?reason=${reason}`);
      assert.ok(same.data.some((one) => one.id === stop?.id));
      // A frame stands in the trace about a second after it went by.
      await until(
        () => api.read(`${path}/messages?limit=100`),
        ({ data }) => tells.every(([action]) => data.some((one) => one["action"] === action)),
      );
      const other = platform.client((await platform.openAccount()).testKey);
      for (const list of lists) {
        const answer = await other.get(`${path}/${list}`);
        assert.deepEqual([answer.status, answer.body["code"]], [404, "charging_station_not_found"]);
      }
      assert.deepEqual((await other.read(`/v1/policy_decisions?charging_station=${id}`)).data, []);
      const [action, payload] = unknown;
      const live = { ...payload, timestamp: iso() };
      point.client.sendRaw(JSON.stringify([2, "odd", action, live]));
      const { data } = await until(
        () => api.read(`${path}/notices?topic=connector`),
        (list) => list.data.length === odd.length + 1,
      );
      const text = "EVSE 2 is 'Napping', which the protocol does not know.";
      assert.ok(
        data.some((one) => one["text"] === text),
        JSON.stringify(data),
      );
    });
  }

  it("at a station that everybody sees is its owner's alone: commands, frames, reports", async () => {
    const [network] = (await api.read("/v1/networks?kind=simulator")).data;
    const { id } = await makeStation(api, "simulator", { network: network?.["id"] });
    const other = platform.client((await platform.openAccount()).testKey);
    const path = `/v1/charging_stations/${id}`;
    assert.equal((await other.get(path)).status, 200);
    for (const list of lists) {
      assert.equal((await api.get(`${path}/${list}`)).status, 200, list);
      assert.equal((await other.get(`${path}/${list}`)).body["code"], "charging_station_not_found");
    }
  });
});
