// A small OCPP 1.6J charge point for tests, on a client written by others (ocpp-rpc, strict mode):
// one connector, a car, a card reader, a cable to the network that can be pulled.

import { setTimeout as sleep } from "node:timers/promises";
import { ChargePost } from "./charge_post.ts";
import { iso, type LineSettings, nowMs } from "./charging_line.ts";

export type ChargePointSettings = LineSettings & {
  readonly connectorId?: number;
  readonly powerW?: number;
  /** Factor on energy, so that a short test sees some. */
  readonly speed?: number;
  readonly meterEveryMs?: number;
  /** StopTransactionOnInvalidId: false makes a charger that goes on until it is told to stop. */
  readonly stopsOnInvalid?: boolean;
};

type Transaction = {
  readonly idTag: string;
  readonly meterStart: number;
  readonly startedAt: number;
  id: number | null;
};

type IdTagAnswer = {
  transactionId?: number;
  idTagInfo?: { status: string; parentIdTag?: string };
};
export class ChargePoint extends ChargePost {
  /** Its configuration keys, as the platform has set them. */
  readonly configuration = new Map<string, string>([
    ["ConnectionTimeOut", "300"],
    ["MeterValueSampleInterval", "60"],
    ["MeterValuesSampledData", "Energy.Active.Import.Register"],
    ["HeartbeatInterval", "86400"],
  ]);
  readonly #settings: Required<ChargePointSettings>;
  #permit: string | null = null;
  #transaction: Transaction | null = null;

  constructor(settings: ChargePointSettings) {
    super(settings, "ocpp1.6");
    const defaults = { connectorId: 1, powerW: 11_000, speed: 1, meterEveryMs: 50 };
    this.#settings = { ...defaults, stopsOnInvalid: true, ...settings };
    this.#handleCalls();
  }

  get address(): Pick<ChargePointSettings, "endpoint" | "identity" | "password"> {
    return this.#settings;
  }

  get transactionId(): number | null {
    return this.#transaction?.id ?? null;
  }

  get charging(): boolean {
    return this.#transaction !== null;
  }

  /** Connects and boots, as after switching on. */
  async powerUp(): Promise<void> {
    await this.client.connect();
    await this.boot();
    await this.tellStatus();
  }

  async boot(): Promise<void> {
    const chargePointVendor = "Openfield";
    const unit = { chargePointVendor, chargePointModel: "Post 22", firmwareVersion: "1.4.2" };
    await this.client.call("BootNotification", { ...unit, chargePointSerialNumber: "OF-0017" });
  }

  async plugIn(): Promise<void> {
    this.plugged = true;
    if (this.status === "Faulted") return;
    await this.#setStatus("Preparing");
    if (this.#permit !== null) await this.#begin();
  }

  async unplug(): Promise<void> {
    this.plugged = false;
    await this.#end("EVDisconnected");
    await this.#setStatus(this.operative ? "Available" : "Unavailable");
  }

  async fault(errorCode = "GroundFailure"): Promise<void> {
    await this.#end("Other");
    await this.#setStatus("Faulted", errorCode);
  }

  /** A card at the reader: the platform is asked, and the card that started ends. */
  async swipe(idTag: string): Promise<string> {
    if (this.#transaction?.idTag === idTag) {
      await this.#end("Local");
      return "Accepted";
    }
    const answer = (await this.client.call("Authorize", { idTag })) as IdTagAnswer;
    const status = answer.idTagInfo?.status ?? "none";
    if (status !== "Accepted") return status;
    const group = answer.idTagInfo?.parentIdTag;
    if (this.kept !== null && this.kept.group !== group) return "Reserved";
    if (this.kept !== null) this.#cancel(this.kept.id);
    this.#permit = idTag;
    if (this.plugged) await this.#begin();
    return status;
  }

  #handleCalls(): void {
    this.line.serve({
      RemoteStartTransaction: (params) => this.#remoteStart(String(params.idTag)),
      RemoteStopTransaction: (params) => this.#remoteStop(Number(params.transactionId)),
      ChangeConfiguration: ({ key, value }) => this.#configure(String(key), String(value)),
      GetConfiguration: () => ({ configurationKey: this.#configurationKeys() }),
      TriggerMessage: ({ requestedMessage }) => this.#trigger(String(requestedMessage)),
      ReserveNow: (params) => this.#reserve(params),
      CancelReservation: ({ reservationId }) => this.#cancel(Number(reservationId)),
      Reset: ({ type }) => this.#reset(String(type)),
      UnlockConnector: () => ({ status: "Unlocked" }),
      ChangeAvailability: ({ type }) => this.#setOperative(type === "Operative"),
      ClearCache: () => ({ status: "Accepted" }),
    });
  }

  /** Ends what runs, says it while it can, goes away and boots. */
  #reset(type: string): object {
    const restart = async () => {
      await this.#end(`${type}Reset`);
      await this.goOffline();
      await sleep(100);
      await this.powerUp();
    };
    setImmediate(() => restart().catch(() => {}));
    return { status: "Accepted" };
  }

  #setOperative(operative: boolean): object {
    this.operative = operative;
    if (this.#transaction !== null) return { status: "Scheduled" };
    const free = this.plugged ? "Preparing" : "Available";
    setImmediate(() => this.#setStatus(operative ? free : "Unavailable"));
    return { status: "Accepted" };
  }

  #remoteStart(idTag: string): object {
    const usable = this.status !== "Faulted" && this.operative;
    const free = this.#transaction === null && this.#permit === null && usable;
    if (!free || (this.kept !== null && this.kept.idTag !== idTag)) {
      return { status: "Rejected" };
    }
    if (this.kept !== null) this.#cancel(this.kept.id);
    this.#permit = idTag;
    const waitMs = Number(this.configuration.get("ConnectionTimeOut")) * 1000;
    this.lapse = setTimeout(() => {
      this.#permit = null;
    }, waitMs);
    if (this.plugged) setImmediate(() => this.#begin());
    return { status: "Accepted" };
  }

  #reserve({ reservationId, idTag, parentIdTag, expiryDate }: Record<string, unknown>): object {
    const id = Number(reservationId);
    if (this.status === "Faulted") return { status: "Faulted" };
    const others = this.kept !== null && this.kept.id !== id;
    if (others || this.plugged || this.#permit !== null) return { status: "Occupied" };
    clearTimeout(this.kept?.lapse);
    const forMs = new Date(String(expiryDate)).getTime() - nowMs();
    const lapse = setTimeout(() => this.#cancel(id), forMs);
    this.kept = { id, idTag: String(idTag), group: String(parentIdTag), lapse };
    setImmediate(() => this.#setStatus("Reserved"));
    return { status: "Accepted" };
  }

  /** Gives up what it keeps. */
  #cancel(id: number): object {
    if (this.kept?.id !== id) return { status: "Rejected" };
    clearTimeout(this.kept.lapse);
    this.kept = null;
    setImmediate(() => this.#setStatus(this.plugged ? "Preparing" : "Available"));
    return { status: "Accepted" };
  }

  #remoteStop(transactionId: number): object {
    if (this.#transaction?.id !== transactionId) return { status: "Rejected" };
    setImmediate(() => this.#end("Remote"));
    return { status: "Accepted" };
  }

  #configure(key: string, value: string): object {
    if (!this.configuration.has(key)) return { status: "NotSupported" };
    // It has no plan to learn what the car's state of charge is.
    if (value.includes("SoC")) return { status: "Rejected" };
    this.configuration.set(key, value);
    return { status: "Accepted" };
  }

  #configurationKeys(): object[] {
    return [...this.configuration].map(([key, value]) => ({ key, value, readonly: false }));
  }

  #trigger(requestedMessage: string): object {
    const report = {
      BootNotification: () => this.boot(),
      StatusNotification: () => this.tellStatus(),
    }[requestedMessage];
    if (report === undefined) return { status: "NotImplemented" };
    setImmediate(() => report().catch(() => {}));
    return { status: "Accepted" };
  }

  async #begin(): Promise<void> {
    clearTimeout(this.lapse);
    const idTag = this.#permit;
    if (idTag === null) return;
    this.#permit = null;
    const startedAt = nowMs();
    const transaction: Transaction = { idTag, meterStart: this.registerWh, startedAt, id: null };
    this.#transaction = transaction;
    const { connectorId, meterEveryMs } = this.#settings;
    const { meterStart } = transaction;
    const payload = () => ({ connectorId, idTag, meterStart, timestamp: iso(startedAt) });
    const onAnswer = (answer: unknown) => this.#onStarted(transaction, answer as IdTagAnswer);
    this.line.put({ action: "StartTransaction", payload, onAnswer });
    this.meter = setInterval(() => this.#read(transaction), meterEveryMs);
    await this.#setStatus("Charging");
  }

  #onStarted(transaction: Transaction, answer: IdTagAnswer): void {
    transaction.id = answer.transactionId ?? null;
    if (answer.idTagInfo?.status === "Accepted" || !this.#settings.stopsOnInvalid) return;
    if (this.#transaction === transaction) this.#end("DeAuthorized").catch(() => {});
  }

  #registerAt(transaction: Transaction, ms: number): number {
    const { powerW, speed } = this.#settings;
    const hours = (ms - transaction.startedAt) / 3_600_000;
    return transaction.meterStart + Math.floor(powerW * hours * speed);
  }

  #read(transaction: Transaction): void {
    const at = nowMs();
    this.registerWh = this.#registerAt(transaction, at);
    const { connectorId, powerW } = this.#settings;
    const sampledValue = [
      { value: String(this.registerWh), context: "Sample.Periodic", unit: "Wh" },
      { value: (powerW / 1000).toFixed(2), measurand: "Power.Active.Import", unit: "kW" },
      { value: "8.1", measurand: "Current.Import", phase: "L1", unit: "A" },
    ];
    const payload = () => ({
      connectorId,
      ...(transaction.id === null ? {} : { transactionId: transaction.id }),
      meterValue: [{ timestamp: iso(at), sampledValue }],
    });
    this.line.put({ action: "MeterValues", payload, onAnswer: () => {} });
  }

  async #end(reason: string): Promise<void> {
    const transaction = this.#transaction;
    if (transaction === null) return;
    this.#transaction = null;
    clearInterval(this.meter);
    const at = nowMs();
    this.registerWh = this.#registerAt(transaction, at);
    const meterStop = this.registerWh;
    const payload = () => ({
      ...{ transactionId: transaction.id ?? -1, meterStop, timestamp: iso(at), reason },
      ...(reason === "Local" ? { idTag: transaction.idTag } : {}),
    });
    this.line.put({ action: "StopTransaction", payload, onAnswer: () => {} });
    if (this.plugged) await this.#setStatus("Finishing");
  }

  async #setStatus(status: string, errorCode = "NoError"): Promise<void> {
    this.status = status;
    await this.tellStatus(errorCode);
  }

  /** Statuses are news of the moment: without a connection they are not kept. */
  protected override async tellStatus(errorCode = "NoError"): Promise<void> {
    if (!this.line.online) return;
    const { connectorId } = this.#settings;
    const news = { connectorId, errorCode, status: this.status, timestamp: iso() };
    await this.client.call("StatusNotification", news).catch(() => {});
  }
}
