// A charge point that speaks OCPP 2.0.1: as v16.ts, with transactions that the charger names.

import { randomUUID } from "node:crypto";
import { type Fact, heard, type Sample, type StopReason, type Told } from "../../fact.ts";
import { type Deeds, openOrders, type Payload } from "./orders.ts";
import { iso, measured, type Speaker, stopReasons, type Tongue, tokenStatus } from "./tongue.ts";

const statuses = {
  available: "Available",
  occupied: "Occupied",
  reserved: "Reserved",
  unavailable: "Unavailable",
  faulted: "Faulted",
  unknown: "Available",
} as const;

const reasons: Partial<Record<StopReason, string>> = {
  ...stopReasons,
  full: "SOCLimitReached",
  fault: "GroundFault",
};

type Running = {
  readonly id: string;
  readonly evse: number;
  seqNo: number;
};

const valuesOf = (sample: Sample) =>
  measured(sample).map(({ measurand, unit, amount }) => ({
    ...{ measurand, unitOfMeasure: { unit }, value: amount },
  }));

const onlyEnergy = (at: Date, meterWh: number | null): Sample => ({
  ...{ at, meterWh, powerW: null, currentA: null, voltageV: null, socPercent: null },
});

const meterValueBy = (own: Speaker["own"]) => (samples: readonly Sample[]) =>
  samples.map((sample) => ({
    timestamp: iso(own(sample.at)),
    sampledValue: valuesOf(sample),
  }));

const idTokenOf = (idTag: string) => ({
  idToken: idTag,
  type: idTag.startsWith("CS-") ? "Central" : "ISO14443",
});

const shownBy = (idToken: unknown): unknown => (idToken as Payload)["idToken"];

type Named = { component: { name: string }; variable: { name: string } };

const nameOf = ({ component, variable }: Named) => `${component.name}.${variable.name}`;

/** Takes every value, and knows those that it was given. */
function deviceModel() {
  const variables = new Map<string, string>();
  return {
    set(payload: Payload): object {
      const given = payload["setVariableData"] as (Named & { attributeValue: string })[];
      return {
        setVariableResult: given.map(({ component, variable, attributeValue }) => {
          variables.set(nameOf({ component, variable }), attributeValue);
          return { attributeStatus: "Accepted", component, variable };
        }),
      };
    },
    get(payload: Payload): object {
      const asked = payload["getVariableData"] as Named[];
      return {
        getVariableResult: asked.map(({ component, variable }) => {
          const attributeValue = variables.get(nameOf({ component, variable }));
          return attributeValue === undefined
            ? { attributeStatus: "UnknownVariable", component, variable }
            : { attributeStatus: "Accepted", attributeValue, component, variable };
        }),
      };
    },
  };
}

export function speaking201(speaker: Speaker): Tongue {
  const { connectors, say, now, own } = speaker;
  /** By the number that the virtual charger knows it by. */
  const running = new Map<number, Running>();
  /** Starts that were told and not taken keep their name when they are told again. */
  const named = new Map<string, string>();
  const variables = deviceModel();
  let numbers = 0;

  const meterValue = meterValueBy(own);

  async function started(fact: Extract<Fact, { kind: "transaction_started" }>): Promise<Told> {
    const key = `${fact.evse} ${fact.at.getTime()}`;
    const transactionId = named.get(key) ?? randomUUID();
    named.set(key, transactionId);
    const answer = await say("TransactionEvent", {
      ...{ eventType: "Started", triggerReason: "Authorized", seqNo: 0 },
      timestamp: iso(own(fact.at)),
      transactionInfo: { transactionId, chargingState: "Charging" },
      evse: { id: fact.evse, connectorId: 1 },
      idToken: idTokenOf(fact.idTag),
      meterValue: meterValue([onlyEnergy(fact.at, fact.meterStartWh)]),
    });
    named.delete(key);
    numbers += 1;
    running.set(numbers, { id: transactionId, evse: fact.evse, seqNo: 1 });
    const token = tokenStatus(answer["idTokenInfo"]);
    return { ...heard, transactionId: numbers, token };
  }

  async function metered(fact: Extract<Fact, { kind: "metered" }>): Promise<Told> {
    const one = running.get(fact.transactionId ?? -1);
    const value = meterValue(fact.samples);
    if (one === undefined) {
      await say("MeterValues", { evseId: fact.evse, meterValue: value });
      return heard;
    }
    await say("TransactionEvent", {
      ...{ eventType: "Updated", triggerReason: "MeterValuePeriodic", seqNo: one.seqNo },
      timestamp: iso(own(fact.samples.at(-1)?.at ?? now())),
      transactionInfo: { transactionId: one.id, chargingState: "Charging" },
      meterValue: value,
    });
    one.seqNo += 1;
    return heard;
  }

  async function stopped(fact: Extract<Fact, { kind: "transaction_stopped" }>): Promise<Told> {
    const number = fact.transactionId ?? -1;
    const one = running.get(number);
    if (one === undefined) return heard;
    await say("TransactionEvent", {
      ...{ eventType: "Ended", triggerReason: "StopAuthorized", seqNo: one.seqNo },
      timestamp: iso(own(fact.at)),
      transactionInfo: {
        transactionId: one.id,
        stoppedReason: reasons[fact.reason] ?? "Other",
      },
      meterValue: meterValue([...fact.samples, onlyEnergy(fact.at, fact.meterStopWh)]),
    });
    running.delete(number);
    return heard;
  }

  async function tell(fact: Fact): Promise<Told> {
    switch (fact.kind) {
      case "connector_status":
        await say("StatusNotification", {
          ...{ evseId: fact.evse, connectorId: 1, connectorStatus: statuses[fact.status] },
          timestamp: iso(own(fact.at)),
        });
        return heard;
      case "transaction_started":
        return started(fact);
      case "metered":
        return metered(fact);
      case "transaction_stopped":
        return stopped(fact);
      default:
        return heard;
    }
  }

  const tellStatus = async (): Promise<void> => {
    for (const { evse: evseId } of connectors) {
      const busy = [...running.values()].some((one) => one.evse === evseId);
      const connectorStatus = busy ? "Occupied" : "Available";
      const said = { evseId, connectorId: 1, connectorStatus, timestamp: iso(own(now())) };
      await say("StatusNotification", said);
    }
  };

  const boot = async (): Promise<void> => {
    const chargingStation = { vendorName: "Charge", model: "Virtual 201", firmwareVersion: "1.0" };
    await say("BootNotification", { reason: "PowerUp", chargingStation });
    await tellStatus();
  };

  const heartbeat = async (): Promise<void> => void (await say("Heartbeat", {}));

  const orders = openOrders(speaker, { boot, heartbeat, tellStatus });
  const deeds: Deeds = {
    ...orders.deeds,
    RequestStartTransaction: ({ evseId: evse, idToken }) =>
      orders.start({ evse, idTag: shownBy(idToken) }),
    RequestStopTransaction: ({ transactionId }) => {
      for (const [number, { id, evse }] of running) {
        if (id === transactionId)
          return orders.stop({ evse, transactionId: number, reference: id });
      }
      return orders.stop(null);
    },
    ReserveNow: ({ evseId, id: number, idToken, expiryDateTime: until }) =>
      orders.reserve({ evse: evseId ?? 1, number, idTag: shownBy(idToken), until }),
    SetVariables: async (payload) => variables.set(payload),
    GetVariables: async (payload) => variables.get(payload),
    GetTransactionStatus: async ({ transactionId }) => ({
      messagesInQueue: false,
      ongoingIndicator: [...running.values()].some((one) => one.id === transactionId),
    }),
    CostUpdated: async () => ({}),
    GetLocalListVersion: async () => ({ versionNumber: 0 }),
  };

  return {
    ...{ version: "2.0.1", subprotocol: "ocpp2.0.1", boot, heartbeat, tell },
    async authorize(idTag) {
      return tokenStatus((await say("Authorize", { idToken: idTokenOf(idTag) }))["idTokenInfo"]);
    },
    serve: (action, payload) => deeds[action]?.(payload) ?? null,
  };
}
