// A charge point that speaks OCPP 1.6J: the facts of virtual chargers as messages, and the
// platform's calls as deeds of virtual chargers.

import { randomInt } from "node:crypto";
import { type Fact, heard, type Sample, type StopReason, type Told } from "../../network.ts";
import { givenProfile } from "./given_profile.ts";
import { iso, type Speaker, type Tongue, tokenStatus, vehicle } from "./tongue.ts";

const statuses = {
  available: "Available",
  occupied: "Charging",
  reserved: "Reserved",
  unavailable: "Unavailable",
  faulted: "Faulted",
  unknown: "Available",
} as const;

const reasons: Partial<Record<StopReason, string>> = {
  unplugged: "EVDisconnected",
  remote: "Remote",
  local: "Local",
  emergency: "EmergencyStop",
  power_loss: "PowerLoss",
  reboot: "Reboot",
  deauthorized: "DeAuthorized",
};

const valuesOf = (sample: Sample) => {
  const value = (measurand: string, unit: string, amount: number | null) =>
    amount === null ? [] : [{ measurand, unit, value: String(amount) }];
  return [
    ...value("Energy.Active.Import.Register", "Wh", sample.meterWh),
    ...value("Power.Active.Import", "W", sample.powerW),
    ...value("Current.Import", "A", sample.currentA),
    ...value("Voltage", "V", sample.voltageV),
    ...value("SoC", "Percent", sample.socPercent),
  ];
};

export function speaking16(speaker: Speaker): Tongue {
  const { station, connectors, chargers, say, now, own } = speaker;
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

  const at = (evse: unknown) => connectors.find((one) => one.evse === evse);

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
          ...{ timestamp: iso(own(fact.at)), reason: reasons[fact.reason] ?? "Other" },
        });
        if (fact.transactionId !== null) places.delete(fact.transactionId);
        return heard;
      }
      default:
        // Its line is its own affair; the rest no virtual charger tells.
        return heard;
    }
  }

  async function start(payload: Record<string, unknown>): Promise<object> {
    const connector = at(payload["connectorId"] ?? 1);
    if (connector === undefined) return { status: "Rejected" };
    const idTag = String(payload["idTag"]);
    const order = { station, connector, session: idTag, idTag, vehicle };
    const profile = givenProfile(payload["chargingProfile"]);
    const { outcome } = await chargers.start({ ...order, profile });
    return { status: outcome === "accepted" ? "Accepted" : "Rejected" };
  }

  async function stop(payload: Record<string, unknown>): Promise<object> {
    const transactionId = Number(payload["transactionId"]);
    const connector = at(places.get(transactionId));
    if (connector === undefined) return { status: "Rejected" };
    const order = { station, connector, session: "", transactionId, reference: null };
    const { outcome } = await chargers.stop(order);
    return { status: outcome === "accepted" ? "Accepted" : "Rejected" };
  }

  async function reserve(payload: Record<string, unknown>): Promise<object> {
    const connector = at(payload["connectorId"]);
    if (connector === undefined) return { status: "Rejected" };
    const { outcome } = await chargers.reserve({
      ...{ station, connector, reservation: Number(payload["reservationId"]), group: "" },
      idTag: String(payload["idTag"]),
      keepMs: new Date(String(payload["expiryDate"])).getTime() - now().getTime(),
    });
    return { status: outcome === "accepted" ? "Accepted" : "Occupied" };
  }

  async function withdraw(payload: Record<string, unknown>): Promise<object> {
    const reservation = Number(payload["reservationId"]);
    for (const connector of connectors) {
      const { outcome } = await chargers.withdraw({ station, connector, reservation });
      if (outcome === "accepted") return { status: "Accepted" };
    }
    return { status: "Rejected" };
  }

  function getConfiguration(payload: Record<string, unknown>): object {
    const asked = (payload["key"] as string[] | undefined) ?? [...configuration.keys()];
    const known = asked.filter((key) => configuration.has(key));
    return {
      configurationKey: known.map((key) => {
        return { key, readonly: false, value: configuration.get(key) };
      }),
      unknownKey: asked.filter((key) => !configuration.has(key)),
    };
  }

  function changeConfiguration(payload: Record<string, unknown>): object {
    configuration.set(String(payload["key"]), String(payload["value"]));
    return { status: "Accepted" };
  }

  async function trigger({ requestedMessage: message }: Record<string, unknown>): Promise<object> {
    const said = { BootNotification: boot, Heartbeat: heartbeat, StatusNotification: tellStatus };
    const then = said[message as keyof typeof said];
    if (then === undefined) return { status: "NotImplemented" };
    setImmediate(() => then().catch(() => undefined));
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

  const accepted = async () => ({ status: "Accepted" });
  const deeds: Readonly<Record<string, (payload: Record<string, unknown>) => Promise<object>>> = {
    RemoteStartTransaction: start,
    RemoteStopTransaction: stop,
    ReserveNow: reserve,
    CancelReservation: withdraw,
    GetConfiguration: async (payload) => getConfiguration(payload),
    ChangeConfiguration: async (payload) => changeConfiguration(payload),
    TriggerMessage: trigger,
    Reset: async () => {
      setImmediate(speaker.restart);
      return { status: "Accepted" };
    },
    UnlockConnector: async () => ({ status: "Unlocked" }),
    ClearCache: accepted,
    ClearChargingProfile: accepted,
    SetChargingProfile: accepted,
    SendLocalList: accepted,
    GetLocalListVersion: async () => ({ listVersion: 0 }),
    DataTransfer: async () => ({ status: "UnknownVendorId" }),
  };

  return {
    ...{ version: "1.6", subprotocol: "ocpp1.6", boot, heartbeat, tell },
    async authorize(idTag) {
      return tokenStatus((await say("Authorize", { idTag }))["idTagInfo"]);
    },
    serve: (action, payload) => deeds[action]?.(payload) ?? null,
  };
}
