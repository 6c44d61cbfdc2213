// A conversation in OCPP 1.6: which messages there are, what becomes of orders, and what we ask of
// a charger that has just come. Each message itself is in the file of its name.

import type { CommandAnswer, CommandOrder } from "../../commands.ts";
import type { Variable } from "../../fact.ts";
import {
  type Answer,
  bootNotAccepted,
  type PasswordAnswer,
  type ReserveAnswer,
  type ReserveOrder,
  type StartOrder,
  type StopOrder,
  type WithdrawOrder,
} from "../../network.ts";
import type { Conversation, ConversationSettings, Dialect } from "../dialect.ts";
import { RpcError } from "../frame.ts";
import { answered, type Outbound, passwordAnswer } from "../message.ts";
import type { CallOptions, Outcome } from "../rpc.ts";
import type { CommandScene } from "./ask.ts";
import { cancelReservation } from "./cancel_reservation.ts";
import { changeConfiguration } from "./change_configuration.ts";
import { give } from "./commands.ts";
import { variablesOf } from "./configuration.ts";
import { getConfiguration } from "./get_configuration.ts";
import type { Boot, Scene } from "./message.ts";
import { served } from "./messages.ts";
import { remoteStartTransaction } from "./remote_start_transaction.ts";
import { remoteStopTransaction } from "./remote_stop_transaction.ts";
import { reserveNow } from "./reserve_now.ts";
import { askedKeys, type Setting, wanted } from "./set_up.ts";
import { triggerMessage } from "./trigger_message.ts";

/** Setting up must not keep an order waiting for long behind a charger that does not answer. */
const setUpCall: CallOptions = { timeoutMs: 10_000 };
/** A charger that is told Invalid mostly ends by itself (StopTransactionOnInvalidId). */
const selfStopWithinMs = 1_000;

/** §4.2: what tells something of a charger whose boot waits, or sets it. */
const askedWhilePending: ReadonlySet<string> = new Set([
  ...["GetConfiguration", "ChangeConfiguration", "TriggerMessage", "ExtendedTriggerMessage"],
  ...["GetLocalListVersion", "SendLocalList"],
  ...["GetInstalledCertificateIds", "InstallCertificate", "DeleteCertificate"],
]);

class Conversation16 implements Conversation {
  readonly #settings: ConversationSettings;
  readonly #scene: Scene;
  readonly #unwanted = new Set<number>();
  /** The charger's time of the last status of each connector in this conversation. */
  readonly #reported = new Map<number, number>();
  /** The configuration keys, as the charger last told them. */
  readonly #known = new Map<string, string>();
  readonly #commands: CommandScene;
  readonly #sinceMs: number;
  #booted = false;
  #serial: string | null = null;
  #closed = false;
  #cancelWake = () => {};

  constructor(settings: ConversationSettings) {
    this.#settings = settings;
    const { station, host, heartbeatSeconds, clock, call, inTurn } = settings;
    this.#sinceMs = clock.now().getTime();
    this.#scene = {
      ...{ station, host, heartbeatSeconds, now: clock.now },
      booted: (boot) => this.#onBoot(boot),
      late: (evse, at) => this.#late(evse, at.getTime()),
      unwanted: (transactionId) => this.#stopUnwanted(transactionId),
      ended: (transactionId) => this.#unwanted.delete(transactionId),
      ...{ call, inTurn, signing: settings.authority.signing, serial: () => this.#serial },
      afterwards: (task) => clock.after(0, () => this.#inBackground(task)),
    };
    this.#commands = {
      ...{ call, now: clock.now, known: this.#known },
      configured: (outcome) => this.#configured(outcome),
      changed: (variables) => this.#changed(variables),
    };
  }

  opened(): void {
    const { clock, bootWithinMs } = this.#settings;
    this.#cancelWake = clock.after(bootWithinMs, () => this.#inBackground(() => this.#wake()));
  }

  async serve(action: string, payload: unknown): Promise<object> {
    const message = served.get(action);
    if (message === undefined) throw new RpcError("NotSupported", "not a charger's to send");
    this.#settings.registration.check(action);
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

  command(order: CommandOrder): Promise<CommandAnswer> {
    return give(this.#commands, order);
  }

  /** Security whitepaper for 1.6: the octets of the key as hexadecimal digits. */
  async changePassword(password: string): Promise<PasswordAnswer> {
    const setting = { key: "AuthorizationKey", value: Buffer.from(password).toString("hex") };
    const outcome = await this.#settings.call(changeConfiguration.action, setting);
    return passwordAnswer(outcome, answered(changeConfiguration, outcome)?.status);
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
    if (outcome.kind === "held") return { outcome: "rejected", reason: bootNotAccepted };
    if (outcome.kind === "unfit") return { outcome: "rejected", reason: outcome.finding.message };
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

  #onBoot({ serial, status }: Boot): void {
    this.#booted = true;
    this.#serial = serial;
    this.#settings.registration.answered(status);
    this.#cancelWake();
    if (status !== "accepted") return;
    // After the answer to the boot has left: no charger listens before that.
    this.#settings.clock.after(0, () => this.#inBackground(() => this.#setUp()));
  }

  /** A charger that reconnects without booting tells what it is when asked. */
  async #wake(): Promise<void> {
    await this.#trigger("BootNotification");
    if (!this.#settings.registration.accepted) return;
    await this.#trigger("StatusNotification");
    if (!this.#booted) await this.#setUp();
  }

  async #trigger(requestedMessage: string): Promise<void> {
    await this.#settings.call(triggerMessage.action, { requestedMessage }, setUpCall);
  }

  async #setUp(): Promise<void> {
    await this.#learn();
    for (const setting of wanted(this.#known, this.#settings.meterSeconds)) {
      if (!(await this.#change(setting))) return;
    }
  }

  /** All keys, and those that we want to set where all is too much for it. */
  async #learn(): Promise<void> {
    for (const payload of [{}, { key: askedKeys }]) {
      const outcome = await this.#settings.call(getConfiguration.action, payload, setUpCall);
      await this.#configured(outcome);
      if (outcome.kind !== "error") return;
    }
  }

  async #configured(outcome: Outcome): Promise<void> {
    const entries = answered(getConfiguration, outcome)?.configurationKey ?? [];
    await this.#changed(variablesOf(entries));
  }

  async #changed(variables: readonly Variable[]): Promise<void> {
    if (variables.length === 0) return;
    for (const { name, value } of variables) this.#known.set(name, value ?? "");
    const { host, station, clock, inTurn } = this.#settings;
    const fact = { kind: "variables", variables, at: clock.now() } as const;
    await inTurn(async () => {
      await host.tell(station, fact);
    });
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
      const entry = { key, readonly: false, value };
      if (status === "Accepted") await this.#changed(variablesOf([entry]));
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
  serves: (action) => served.has(action),
  waiting: {
    askedWhilePending,
    toldWhilePending: new Set(),
    // §4.2: a rejected charger does not answer.
    triggeredWhileRejected: false,
  },
  converse: (settings) => new Conversation16(settings),
};
