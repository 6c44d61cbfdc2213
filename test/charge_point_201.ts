// A small OCPP 2.0.1 charge point for tests: one EVSE with one connector, a car, a card reader, a
// device model of a few variables. Its line is charging_line.ts's.

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ChargePost } from "./charge_post.ts";
import { iso, type LineSettings, nowMs } from "./charging_line.ts";
import { DeviceModel } from "./device_model.ts";

export type ChargePoint201Settings = LineSettings & {
  readonly powerW?: number;
  /** Factor on energy, so that a short test sees some. */
  readonly speed?: number;
  readonly meterEveryMs?: number;
  /** TxCtrlr.StopTxOnInvalidId: false makes a charger that goes on until it is told to stop. */
  readonly stopsOnInvalid?: boolean;
  /** TxCtrlr.TxStartPoint: a transaction begins with the plug (EVConnected), or with the card. */
  readonly opensOnPlug?: boolean;
};

type Token = { readonly idToken: string; readonly type: string };
type Permit = { readonly token: Token; readonly remoteStartId?: number };
type Transaction = {
  readonly id: string;
  readonly meterStart: number;
  seqNo: number;
  /** Null before a card was shown. */
  token: Token | null;
  chargingSince: number;
};

type EventAnswer = {
  idTokenInfo?: { status: string; groupIdToken?: Token };
  totalCost?: number;
};

type Why = { readonly trigger: string; readonly state?: string; readonly stopped?: string };

const evseId = 1;

export class ChargePoint201 extends ChargePost {
  readonly model: DeviceModel;
  /** The names of its transactions, in the order of their beginning. */
  readonly references: string[] = [];
  /** What it was answered to its transaction events. */
  readonly answers: EventAnswer[] = [];
  readonly #settings: Required<ChargePoint201Settings>;
  #permit: Permit | null = null;
  #transaction: Transaction | null = null;

  constructor(settings: ChargePoint201Settings) {
    super(settings, "ocpp2.0.1");
    const defaults = { powerW: 11_000, speed: 1, meterEveryMs: 50, opensOnPlug: false };
    this.#settings = { ...defaults, stopsOnInvalid: true, ...settings };
    this.model = new DeviceModel();
    this.#handleCalls();
  }

  get charging(): boolean {
    return this.#transaction?.token !== null && this.#transaction !== null;
  }

  /** Connects and boots, as after switching on. */
  async powerUp(): Promise<void> {
    await this.client.connect();
    await this.boot("PowerUp");
    await this.tellStatus();
  }

  async boot(reason: string): Promise<void> {
    const unit = { vendorName: "Openfield", model: "Post 22", firmwareVersion: "2.4.0" };
    const chargingStation = { ...unit, serialNumber: "OF-0201" };
    await this.client.call("BootNotification", { reason, chargingStation });
  }

  async plugIn(): Promise<void> {
    this.plugged = true;
    if (this.status === "Faulted") return;
    await this.#setStatus("Occupied");
    if (this.#permit !== null) this.#begin();
    else if (this.#settings.opensOnPlug) this.#open({ trigger: "CablePluggedIn" });
  }

  async unplug(): Promise<void> {
    this.plugged = false;
    this.#end({ trigger: "EVDeparted", stopped: "EVDisconnected" });
    await this.#setStatus(this.operative ? "Available" : "Unavailable");
  }

  async fault(): Promise<void> {
    this.#end({ trigger: "AbnormalCondition", stopped: "GroundFault" });
    await this.#setStatus("Faulted");
  }

  /** A card at the reader: the platform is asked, and the card that started ends. */
  async swipe(idTag: string, type = "ISO14443"): Promise<string> {
    const token = { idToken: idTag, type };
    const running = this.#transaction;
    if (running?.token?.idToken === idTag) {
      this.#end({ trigger: "StopAuthorized", stopped: "Local" }, token);
      return "Accepted";
    }
    const answer = (await this.client.call("Authorize", { idToken: token })) as EventAnswer;
    const status = answer.idTokenInfo?.status ?? "none";
    if (status !== "Accepted") return status;
    const group = answer.idTokenInfo?.groupIdToken?.idToken;
    if (this.kept !== null && this.kept.group !== group) return "Reserved";
    if (this.kept !== null) this.#cancel(this.kept.id);
    this.#permit = { token };
    if (this.plugged) this.#begin();
    return status;
  }

  #handleCalls(): void {
    const accepted = () => ({ status: "Accepted" });
    this.line.serve({
      RequestStartTransaction: (params) => this.#remoteStart(params),
      RequestStopTransaction: ({ transactionId }) => this.#remoteStop(String(transactionId)),
      GetTransactionStatus: ({ transactionId }) => this.#transactionStatus(transactionId),
      GetVariables: (params) => this.model.get(params),
      SetVariables: (params) => this.model.set(params),
      GetBaseReport: ({ requestId }) => this.#report(Number(requestId)),
      GetReport: () => ({ status: "EmptyResultSet" }),
      SetNetworkProfile: accepted,
      TriggerMessage: (params) => this.#trigger(params),
      ReserveNow: (params) => this.#reserve(params),
      CancelReservation: ({ reservationId }) => this.#cancel(Number(reservationId)),
      Reset: ({ type }) => this.#reset(String(type)),
      UnlockConnector: () => ({ status: "Unlocked" }),
      ChangeAvailability: (params) => this.#setOperative(params.operationalStatus === "Operative"),
      ClearCache: accepted,
      SendLocalList: accepted,
      GetLocalListVersion: () => ({ versionNumber: 7 }),
    });
  }

  /** Ends what runs, says it while it can, goes away and boots. */
  #reset(type: string): object {
    if (type === "OnIdle" && this.#transaction !== null) return { status: "Scheduled" };
    const restart = async () => {
      this.#end({ trigger: "ResetCommand", stopped: "ImmediateReset" });
      await this.goOffline();
      await sleep(100);
      await this.client.connect();
      await this.boot("RemoteReset");
      await this.tellStatus();
    };
    setImmediate(() => restart().catch(() => {}));
    return { status: "Accepted" };
  }

  #setOperative(operative: boolean): object {
    this.operative = operative;
    if (this.charging) return { status: "Scheduled" };
    const free = this.plugged ? "Occupied" : "Available";
    setImmediate(() => this.#setStatus(operative ? free : "Unavailable"));
    return { status: "Accepted" };
  }

  #remoteStart({ idToken, remoteStartId }: Record<string, unknown>): object {
    const token = idToken as Token;
    const running = this.#transaction !== null && this.#transaction.token !== null;
    const usable = this.status !== "Faulted" && this.operative;
    const free = !running && this.#permit === null && usable;
    if (!free || (this.kept !== null && this.kept.idTag !== token.idToken)) {
      return { status: "Rejected", statusInfo: { reasonCode: "Occupied" } };
    }
    if (this.kept !== null) this.#cancel(this.kept.id);
    this.#permit = { token, remoteStartId: Number(remoteStartId) };
    const waitMs = Number(this.model.value("TxCtrlr", "EVConnectionTimeOut")) * 1000;
    this.lapse = setTimeout(() => {
      this.#permit = null;
    }, waitMs);
    if (this.plugged) setImmediate(() => this.#begin());
    const open = this.#transaction;
    return { status: "Accepted", ...(open === null ? {} : { transactionId: open.id }) };
  }

  #remoteStop(transactionId: string): object {
    if (this.#transaction?.id !== transactionId) return { status: "Rejected" };
    setImmediate(() => this.#end({ trigger: "RemoteStop", stopped: "Remote" }));
    return { status: "Accepted" };
  }

  #transactionStatus(transactionId: unknown): object {
    const messagesInQueue = false;
    if (transactionId === undefined) return { messagesInQueue };
    return { messagesInQueue, ongoingIndicator: this.#transaction?.id === transactionId };
  }

  #reserve({ id: number, idToken, groupIdToken, expiryDateTime }: Record<string, unknown>): object {
    const id = Number(number);
    if (this.status === "Faulted") return { status: "Faulted" };
    const others = this.kept !== null && this.kept.id !== id;
    if (others || this.plugged || this.#permit !== null) return { status: "Occupied" };
    clearTimeout(this.kept?.lapse);
    const forMs = new Date(String(expiryDateTime)).getTime() - nowMs();
    const lapse = setTimeout(() => this.#expire(id), forMs);
    const [{ idToken: idTag }, { idToken: group }] = [idToken as Token, groupIdToken as Token];
    this.kept = { id, idTag, group, lapse };
    setImmediate(() => this.#setStatus("Reserved"));
    return { status: "Accepted" };
  }

  #expire(reservationId: number): void {
    this.#cancel(reservationId);
    const update = { reservationId, reservationUpdateStatus: "Expired" };
    this.client.call("ReservationStatusUpdate", update).catch(() => {});
  }

  /** Gives up what it keeps. */
  #cancel(id: number): object {
    if (this.kept?.id !== id) return { status: "Rejected" };
    clearTimeout(this.kept.lapse);
    this.kept = null;
    setImmediate(() => this.#setStatus(this.plugged ? "Occupied" : "Available"));
    return { status: "Accepted" };
  }

  #trigger({ requestedMessage, evse }: Record<string, unknown>): object {
    if (requestedMessage === "BootNotification") {
      setImmediate(() => this.boot("Triggered").catch(() => {}));
      return { status: "Accepted" };
    }
    if (requestedMessage !== "StatusNotification") return { status: "NotImplemented" };
    // F06: a status is asked for of one connector.
    const { id } = (evse ?? {}) as { id?: number };
    if (id !== evseId) return { status: "Rejected" };
    setImmediate(() => this.tellStatus());
    return { status: "Accepted" };
  }

  /** The device model in two parts. */
  #report(requestId: number): object {
    const parts = this.model.report(2);
    setImmediate(async () => {
      for (const [seqNo, reportData] of parts.entries()) {
        const tbc = seqNo < parts.length - 1;
        const part = { requestId, generatedAt: iso(), seqNo, tbc, reportData };
        await this.client.call("NotifyReport", part).catch(() => {});
      }
    });
    return { status: "Accepted" };
  }

  #open(why: Why, permit: Permit | null = null): void {
    const id = randomUUID();
    this.references.push(id);
    const token = permit?.token ?? null;
    const chargingSince = nowMs();
    this.#transaction = { id, meterStart: this.registerWh, seqNo: 0, token, chargingSince };
    this.#tell("Started", this.#transaction, why, permit);
  }

  /** Energy flows, for whom the permit is. */
  #begin(): void {
    clearTimeout(this.lapse);
    const permit = this.#permit;
    if (permit === null) return;
    this.#permit = null;
    const trigger = permit.remoteStartId === undefined ? "Authorized" : "RemoteStart";
    const open = this.#transaction;
    if (open === null) this.#open({ trigger, state: "Charging" }, permit);
    else {
      open.token = permit.token;
      open.chargingSince = nowMs();
      this.#tell("Updated", open, { trigger, state: "Charging" }, permit);
    }
    const transaction = this.#transaction;
    this.meter = setInterval(() => {
      if (transaction === null) return;
      this.#tell("Updated", transaction, { trigger: "MeterValuePeriodic", state: "Charging" });
    }, this.#settings.meterEveryMs);
  }

  #end(why: Why, token: Token | null = null): void {
    const transaction = this.#transaction;
    if (transaction === null) return;
    this.#transaction = null;
    clearInterval(this.meter);
    this.#tell("Ended", transaction, why, token === null ? null : { token });
  }

  #tell(
    eventType: "Started" | "Updated" | "Ended",
    transaction: Transaction,
    why: Why,
    permit: Permit | null = null,
  ): void {
    // What begins has drawn nothing yet, however long this process stood still since.
    const at = eventType === "Started" ? transaction.chargingSince : nowMs();
    const offline = this.line.online ? {} : { offline: true };
    const seqNo = transaction.seqNo++;
    const { remoteStartId } = permit ?? {};
    const shown = permit === null ? {} : { idToken: permit.token };
    // Its place and its register are told once, at the beginning.
    const place = eventType === "Started" ? { evse: { id: evseId, connectorId: 1 } } : {};
    const measured = why.trigger === "Authorized" && eventType === "Updated" ? [] : this.#read(at);
    const event = {
      ...{ eventType, timestamp: iso(at), triggerReason: why.trigger, seqNo, ...offline },
      transactionInfo: {
        transactionId: transaction.id,
        ...(why.state === undefined ? {} : { chargingState: why.state }),
        ...(why.stopped === undefined ? {} : { stoppedReason: why.stopped }),
        ...(remoteStartId === undefined ? {} : { remoteStartId }),
      },
      ...{ ...place, ...shown },
      ...(measured.length === 0 ? {} : { meterValue: measured }),
    };
    const onAnswer = (answer: unknown) => this.#onAnswer(transaction, answer as EventAnswer);
    this.line.put({ action: "TransactionEvent", payload: () => event, onAnswer });
  }

  #onAnswer(transaction: Transaction, answer: EventAnswer): void {
    this.answers.push(answer);
    const status = answer.idTokenInfo?.status ?? "Accepted";
    if (status === "Accepted" || !this.#settings.stopsOnInvalid) return;
    if (this.#transaction === transaction) {
      this.#end({ trigger: "Deauthorized", stopped: "DeAuthorized" });
    }
  }

  /** In kWh and watts, with a power of ten, as the field has it. */
  #read(atMs: number): object[] {
    const { powerW, speed } = this.#settings;
    const transaction = this.#transaction;
    if (transaction !== null && transaction.token !== null) {
      const hours = (atMs - transaction.chargingSince) / 3_600_000;
      const energyWh = Math.floor(powerW * hours * speed);
      this.registerWh = Math.max(this.registerWh, transaction.meterStart + energyWh);
    }
    const register = { measurand: "Energy.Active.Import.Register", unitOfMeasure: { unit: "kWh" } };
    const power = { measurand: "Power.Active.Import", unitOfMeasure: { unit: "W", multiplier: 3 } };
    const sampledValue = [
      { value: this.registerWh / 1000, ...register },
      { value: powerW / 1000, ...power },
      { value: 8.1, measurand: "Current.Import", phase: "L1", unitOfMeasure: { unit: "A" } },
    ];
    return [{ timestamp: iso(atMs), sampledValue }];
  }

  async #setStatus(status: string): Promise<void> {
    this.status = status;
    await this.tellStatus();
  }

  /** Statuses are news of the moment: without a connection they are not kept. */
  protected override async tellStatus(): Promise<void> {
    if (!this.line.online) return;
    const news = { evseId, connectorId: 1, connectorStatus: this.status, timestamp: iso() };
    await this.client.call("StatusNotification", news).catch(() => {});
  }
}
