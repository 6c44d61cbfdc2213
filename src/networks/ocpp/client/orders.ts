// What the platform may order of a charge point of ours, done by its virtual charger: the same in
// every version. How an order stands in a message is the tongue's (v16.ts, v201.ts).

import type { Speaker } from "./tongue.ts";

export type Payload = Record<string, unknown>;
type Deed = (payload: Payload) => Promise<object>;
export type Deeds = Readonly<Record<string, Deed>>;

export type Orders = {
  start(asked: { readonly evse: unknown; readonly idTag: unknown }): Promise<object>;
  /** Null: the charger knows no such transaction. */
  stop(running: Running | null): Promise<object>;
  reserve(asked: Reserved): Promise<object>;
  /** What is asked, and answered, in the same words in every version. */
  readonly deeds: Deeds;
};

type Running = {
  readonly evse: number | undefined;
  /** The number that the virtual charger knows it by. */
  readonly transactionId: number;
  readonly reference: string | null;
};

type Reserved = {
  readonly evse: unknown;
  readonly number: unknown;
  readonly idTag: unknown;
  readonly until: unknown;
};

/** What a charger can be triggered to say. */
export type Sayings = {
  readonly boot: () => Promise<void>;
  readonly heartbeat: () => Promise<void>;
  readonly tellStatus: () => Promise<void>;
};

const vehicle = { batteryWh: 60_000, socPercent: null } as const;

const rejected = { status: "Rejected" };
const accepted = async () => ({ status: "Accepted" });

export function openOrders(speaker: Speaker, sayings: Sayings): Orders {
  const { station, connectors, chargers, now } = speaker;
  const at = (evse: unknown) => connectors.find((one) => one.evse === evse);

  async function start({ evse, idTag: shown }: Parameters<Orders["start"]>[0]): Promise<object> {
    const connector = at(evse ?? 1);
    if (connector === undefined) return rejected;
    const idTag = String(shown);
    const order = { station, connector, session: idTag, idTag, vehicle };
    const { outcome } = await chargers.start(order);
    return { status: outcome === "accepted" ? "Accepted" : "Rejected" };
  }

  async function stop(running: Running | null): Promise<object> {
    const connector = at(running?.evse);
    if (running === null || connector === undefined) return rejected;
    const { transactionId, reference } = running;
    const order = { station, connector, session: "", transactionId, reference };
    const { outcome } = await chargers.stop(order);
    return { status: outcome === "accepted" ? "Accepted" : "Rejected" };
  }

  async function reserve({ evse, number, idTag, until }: Reserved): Promise<object> {
    const connector = at(evse);
    if (connector === undefined) return rejected;
    const { outcome } = await chargers.reserve({
      ...{ station, connector, reservation: Number(number), group: "" },
      idTag: String(idTag),
      keepMs: new Date(String(until)).getTime() - now().getTime(),
    });
    return { status: outcome === "accepted" ? "Accepted" : "Occupied" };
  }

  async function withdraw(payload: Payload): Promise<object> {
    const reservation = Number(payload["reservationId"]);
    for (const connector of connectors) {
      const { outcome } = await chargers.withdraw({ station, connector, reservation });
      if (outcome === "accepted") return { status: "Accepted" };
    }
    return rejected;
  }

  const deeds = { CancelReservation: withdraw, ...plainDeeds(speaker, sayings) };
  return { start, stop, reserve, deeds };
}

/** What no virtual charger has to do anything for. */
function plainDeeds({ restart }: Speaker, { boot, heartbeat, tellStatus }: Sayings): Deeds {
  const said = { BootNotification: boot, Heartbeat: heartbeat, StatusNotification: tellStatus };
  return {
    async TriggerMessage({ requestedMessage: message }) {
      const then = said[message as keyof typeof said];
      if (then === undefined) return { status: "NotImplemented" };
      setImmediate(() => then().catch(() => undefined));
      return { status: "Accepted" };
    },
    async Reset() {
      setImmediate(restart);
      return { status: "Accepted" };
    },
    UnlockConnector: async () => ({ status: "Unlocked" }),
    ClearCache: accepted,
    ClearChargingProfile: accepted,
    SetChargingProfile: accepted,
    SendLocalList: accepted,
    DataTransfer: async () => ({ status: "UnknownVendorId" }),
  };
}
