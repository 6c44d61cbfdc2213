// A charge point that speaks OCPP 1.6J: the facts of virtual chargers as messages, and the
// platform's calls as deeds of virtual chargers.

import { randomInt } from "node:crypto";
import { type Fact, heard, type Sample, type Told } from "../../fact.ts";
import { type Deeds, openOrders, type Payload } from "./orders.ts";
import { iso, measured, type Speaker, stopReasons, type Tongue, tokenStatus } from "./tongue.ts";

const statuses = {
  available: "Available",
  occupied: "Charging",
  reserved: "Reserved",
  unavailable: "Unavailable",
  faulted: "Faulted",
  unknown: "Available",
} as const;

const valuesOf = (sample: Sample) =>
  measured(sample).map(({ amount, ...what }) => ({ ...what, value: String(amount) }));

export function speaking16(speaker: Speaker): Tongue {
  const { say, now, own } = speaker;
  const configuration = new Map([
    ["ConnectionTimeOut", "120"],
    ["HeartbeatInterval", "60"],
    ["MeterValueSampleInterval", "10"],
    ["MeterValuesSampledData", "Energy.Active.Import.Register,Power.Active.Import,SoC"],
    ["StopTxnAlignedData", ""],
    ["StopTxnSampledData", ""],
    ["ChargingScheduleAllowedChargingRateUnit", "Current,Power"],
  ]);
  /** Where each transaction runs. */
  const places = new Map<number, number>();

  const meterValue = (samples: readonly Sample[]) =>
    samples.map((sample) => ({
      timestamp: iso(own(sample.at)),
      sampledValue: valuesOf(sample),
    }));

  async function tell(fact: Fact): Promise<Told> {
    switch (fact.kind) {
      case "connector_status": {
        const errorCode = fact.error === null ? "NoError" : "OtherError";
        const status = statuses[fact.status];
        const timestamp = iso(own(fact.at));
        await say("StatusNotification", { connectorId: fact.evse, errorCode, status, timestamp });
        return heard;
      }
      case "transaction_started": {
        const answer = await say("StartTransaction", {
          ...{ connectorId: fact.evse, idTag: fact.idTag, meterStart: fact.meterStartWh },
          timestamp: iso(own(fact.at)),
        });
        const transactionId = Number(answer["transactionId"]);
        places.set(transactionId, fact.evse);
        return { ...heard, transactionId, token: tokenStatus(answer["idTagInfo"]) };
      }
      case "metered": {
        const { evse: connectorId, transactionId } = fact;
        const running = transactionId === null ? {} : { transactionId };
        const said = { connectorId, ...running, meterValue: meterValue(fact.samples) };
        await say("MeterValues", said);
        return heard;
      }
      case "transaction_stopped": {
        await say("StopTransaction", {
          ...{ transactionId: fact.transactionId, meterStop: fact.meterStopWh },
          ...{ timestamp: iso(own(fact.at)), reason: stopReasons[fact.reason] ?? "Other" },
        });
        if (fact.transactionId !== null) places.delete(fact.transactionId);
        return heard;
      }
      default:
        // Its line is its own affair; the rest no virtual charger tells.
        return heard;
    }
  }

  function getConfiguration(payload: Payload): object {
    const asked = (payload["key"] as string[] | undefined) ?? [...configuration.keys()];
    const known = asked.filter((key) => configuration.has(key));
    return {
      configurationKey: known.map((key) => {
        return { key, readonly: false, value: configuration.get(key) };
      }),
      unknownKey: asked.filter((key) => !configuration.has(key)),
    };
  }

  function changeConfiguration(payload: Payload): object {
    configuration.set(String(payload["key"]), String(payload["value"]));
    return { status: "Accepted" };
  }

  const tellStatus = async (): Promise<void> => {
    const whole = { connectorId: 0, errorCode: "NoError", status: "Available" };
    await say("StatusNotification", { ...whole, timestamp: iso(own(now())) });
  };

  const boot = async (): Promise<void> => {
    await say("BootNotification", {
      ...{ chargePointVendor: "Charge", chargePointModel: "Virtual 16" },
      ...{ firmwareVersion: "1.0.0", chargePointSerialNumber: `V${randomInt(1_000_000)}` },
    });
    await tellStatus();
  };

  const heartbeat = async (): Promise<void> => void (await say("Heartbeat", {}));

  const orders = openOrders(speaker, { boot, heartbeat, tellStatus });
  const deeds: Deeds = {
    ...orders.deeds,
    RemoteStartTransaction: ({ connectorId: evse, idTag }) => orders.start({ evse, idTag }),
    RemoteStopTransaction: (payload) => {
      const transactionId = Number(payload["transactionId"]);
      return orders.stop({ evse: places.get(transactionId), transactionId, reference: null });
    },
    ReserveNow: ({ connectorId: evse, reservationId: number, idTag, expiryDate: until }) =>
      orders.reserve({ evse, number, idTag, until }),
    GetConfiguration: async (payload) => getConfiguration(payload),
    ChangeConfiguration: async (payload) => changeConfiguration(payload),
    GetLocalListVersion: async () => ({ listVersion: 0 }),
  };

  return {
    ...{ version: "1.6", subprotocol: "ocpp1.6", boot, heartbeat, tell },
    async authorize(idTag) {
      return tokenStatus((await say("Authorize", { idTag }))["idTagInfo"]);
    },
    serve: (action, payload) => deeds[action]?.(payload) ?? null,
  };
}
