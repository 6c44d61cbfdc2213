// A conversation in OCPP 1.6: which messages there are, what becomes of orders, and what we ask of
// a charger that has just come. Each message itself is in the file of its name.

import type { CommandAnswer, CommandOrder } from "../../commands.ts";
import type {
  Answer,
  ReserveAnswer,
  ReserveOrder,
  StartOrder,
  StopOrder,
  WithdrawOrder,
} from "../../network.ts";
import type { Conversation, ConversationSettings, Dialect } from "../dialect.ts";
import { RpcError } from "../frame.ts";
import { answered, byAction, commandAnswer, type Inbound, type Outbound } from "../message.ts";
import type { CallOptions } from "../rpc.ts";
import { authorize } from "./authorize.ts";
import { bootNotification } from "./boot_notification.ts";
import { cancelReservation } from "./cancel_reservation.ts";
import { changeAvailability } from "./change_availability.ts";
import { changeConfiguration } from "./change_configuration.ts";
import { clearCache } from "./clear_cache.ts";
import { dataTransfer, sendDataTransfer } from "./data_transfer.ts";
import { diagnosticsStatusNotification } from "./diagnostics_status_notification.ts";
import { firmwareStatusNotification } from "./firmware_status_notification.ts";
import { getConfiguration } from "./get_configuration.ts";
import { heartbeat } from "./heartbeat.ts";
import type { Scene } from "./message.ts";
import { meterValues } from "./meter_values.ts";
import { remoteStartTransaction } from "./remote_start_transaction.ts";
import { remoteStopTransaction } from "./remote_stop_transaction.ts";
import { reserveNow } from "./reserve_now.ts";
import { reset } from "./reset.ts";
import { askedKeys, type Setting, wanted } from "./set_up.ts";
import { startTransaction } from "./start_transaction.ts";
import { statusNotification } from "./status_notification.ts";
import { stopTransaction } from "./stop_transaction.ts";
import { triggerMessage } from "./trigger_message.ts";
import { unlockConnector } from "./unlock_connector.ts";

const served = byAction<Inbound<Scene>>([
  ...[authorize, bootNotification, dataTransfer, diagnosticsStatusNotification],
  ...[firmwareStatusNotification, heartbeat, meterValues, startTransaction],
  ...[statusNotification, stopTransaction],
]);

const sent = byAction<Outbound<unknown>>([
  ...[cancelReservation, changeAvailability, changeConfiguration, clearCache, getConfiguration],
  ...[remoteStartTransaction, remoteStopTransaction, reserveNow, reset, sendDataTransfer],
  ...[triggerMessage, unlockConnector],
]);

/** Setting up must not keep an order waiting for long behind a charger that does not answer. */
const setUpCall: CallOptions = { timeoutMs: 10_000 };
/** A charger that is told Invalid mostly ends by itself (StopTransactionOnInvalidId). */
const selfStopWithinMs = 1_000;

class Conversation16 implements Conversation {
  readonly #settings: ConversationSettings;
  readonly #scene: Scene;
  readonly #unwanted = new Set<number>();
  /** The charger's time of the last status of each connector in this conversation. */
  readonly #reported = new Map<number, number>();
  readonly #sinceMs: number;
  #booted = false;
  #closed = false;
  #cancelWake = () => {};

  constructor(settings: ConversationSettings) {
    this.#settings = settings;
    const { station, host, heartbeatSeconds, clock } = settings;
    this.#sinceMs = clock.now().getTime();
    this.#scene = {
      ...{ station, host, heartbeatSeconds, now: clock.now },
      booted: () => this.#onBoot(),
      late: (evse, at) => this.#late(evse, at.getTime()),
      unwanted: (transactionId) => this.#stopUnwanted(transactionId),
      ended: (transactionId) => this.#unwanted.delete(transactionId),
    };
  }

  opened(): void {
    const { clock, bootWithinMs } = this.#settings;
    this.#cancelWake = clock.after(bootWithinMs, () => this.#inBackground(() => this.#wake()));
  }

  async serve(action: string, payload: unknown): Promise<object> {
    const message = served.get(action);
    if (message === undefined) throw new RpcError("NotImplemented", "unknown action");
    return message.serve(payload, this.#scene);
  }

  start(order: StartOrder): Promise<Answer> {
    const payload = { connectorId: order.connector.evse, idTag: order.idTag };
    return this.#order(remoteStartTransaction, payload);
  }

  /**
   * 1.6 has no way to take back a remote start whose transaction has not begun: that start will
   * be refused when it is reported, and stopped then.
   */
  async stop({ transactionId }: StopOrder): Promise<Answer> {
    if (transactionId === null) return { outcome: "accepted" };
    return this.#order(remoteStopTransaction, { transactionId });
  }

  async reserve(order: ReserveOrder): Promise<ReserveAnswer> {
    const expiry = new Date(this.#settings.clock.now().getTime() + order.keepMs);
    const payload = {
      ...{ connectorId: order.connector.evse, expiryDate: expiry.toISOString() },
      ...{ idTag: order.idTag, parentIdTag: order.group, reservationId: order.reservation },
    };
    return ofFeature(await this.#order(reserveNow, payload));
  }

  async withdraw(order: WithdrawOrder): Promise<ReserveAnswer> {
    return ofFeature(await this.#order(cancelReservation, { reservationId: order.reservation }));
  }

  async command(order: CommandOrder): Promise<CommandAnswer> {
    if (order.name !== "raw") return { outcome: "unsupported", reason: order.name };
    const { action, payload } = order.parameters;
    return commandAnswer(await this.#settings.call(action, payload));
  }

  check(action: string, payload: object): void {
    sent.get(action)?.checkRequest(payload);
  }

  close(): void {
    this.#closed = true;
    this.#cancelWake();
  }

  async #order(message: Outbound<{ status: string }>, payload: object): Promise<Answer> {
    const outcome = await this.#settings.call(message.action, payload, { urgent: true });
    if (outcome.kind === "timeout") return { outcome: "timeout" };
    // What was sent may have been heard: only what never left is surely without effect.
    if (outcome.kind === "lost") return { outcome: outcome.sent ? "timeout" : "offline" };
    if (outcome.kind === "error") return { outcome: "rejected", reason: outcome.code };
    const status = answered(message, outcome)?.status ?? "answer not understood";
    if (status === "Accepted") return { outcome: "accepted" };
    return { outcome: "rejected", reason: status.toLowerCase() };
  }

  /** What is told live counts as it arrives: a clock that is hours off must not mute it. */
  #late(evse: number, atMs: number): boolean {
    const late = atMs < this.#sinceMs && atMs < (this.#reported.get(evse) ?? atMs);
    if (!late) this.#reported.set(evse, atMs);
    return late;
  }

  #onBoot(): void {
    this.#booted = true;
    this.#cancelWake();
    // After the answer to the boot has left: no charger listens before that.
    this.#settings.clock.after(0, () => this.#inBackground(() => this.#setUp()));
  }

  /** A charger that reconnects without booting tells what it is when asked. */
  async #wake(): Promise<void> {
    await this.#trigger("BootNotification");
    await this.#trigger("StatusNotification");
    if (!this.#booted) await this.#setUp();
  }

  async #trigger(requestedMessage: string): Promise<void> {
    await this.#settings.call(triggerMessage.action, { requestedMessage }, setUpCall);
  }

  async #setUp(): Promise<void> {
    const { call, meterSeconds } = this.#settings;
    const outcome = await call(getConfiguration.action, { key: askedKeys }, setUpCall);
    const entries = answered(getConfiguration, outcome)?.configurationKey ?? [];
    const current = new Map(entries.map(({ key, value }) => [key, value ?? ""]));
    for (const setting of wanted(current, meterSeconds)) {
      if (!(await this.#change(setting))) return;
    }
  }

  /** Offers the values in turn. False when the charger does not answer such questions at all. */
  async #change({ key, values }: Setting): Promise<boolean> {
    for (const value of values) {
      const outcome = await this.#settings.call(
        changeConfiguration.action,
        { key, value },
        setUpCall,
      );
      if (outcome.kind === "timeout" || outcome.kind === "lost") return false;
      const status = answered(changeConfiguration, outcome)?.status;
      if (status === "Accepted" || status === "RebootRequired") return true;
    }
    const station = this.#settings.station.id;
    this.#settings.log.info({ station, key }, "the charger does not take a setting");
    return true;
  }

  #stopUnwanted(transactionId: number): void {
    this.#unwanted.add(transactionId);
    this.#settings.clock.after(selfStopWithinMs, () => {
      if (!this.#unwanted.delete(transactionId)) return;
      this.#inBackground(async () => {
        await this.#order(remoteStopTransaction, { transactionId });
      });
    });
  }

  #inBackground(task: () => Promise<void>): void {
    if (this.#closed) return;
    task().catch((cause: unknown) => {
      const station = this.#settings.station.id;
      this.#settings.log.error({ station, cause: String(cause) }, "background task failed");
    });
  }
}

/** The Reservation profile is optional: many chargers know none of its messages. */
const ofFeature = (answer: Answer): ReserveAnswer =>
  answer.outcome === "rejected" && /^(NotImplemented|NotSupported)$/.test(answer.reason)
    ? { outcome: "unsupported" }
    : answer;

export const v16: Dialect = {
  subprotocol: "ocpp1.6",
  version: "1.6",
  converse: (settings) => new Conversation16(settings),
};
