// A conversation in OCPP 2.0.1: what becomes of orders, and what we ask of a charger that has just
// come. Each message itself is in the file of its name.

import type { CommandAnswer, CommandOrder } from "../../commands.ts";
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
import type { CallOptions } from "../rpc.ts";
import { cancelReservation } from "./cancel_reservation.ts";
import { give } from "./commands.ts";
import { Connectors } from "./connectors.ts";
import { RunningCost } from "./cost_updated.ts";
import { getBaseReport } from "./get_base_report.ts";
import { central } from "./id_token.ts";
import type { Boot, Scene } from "./message.ts";
import { served } from "./messages.ts";
import { ownReport } from "./notify_report.ts";
import { Parts } from "./parts.ts";
import { requestStartTransaction } from "./request_start_transaction.ts";
import { requestStopTransaction } from "./request_stop_transaction.ts";
import { reserveNow } from "./reserve_now.ts";
import { askedOf, keyOf, masterPassGroup, wanted } from "./set_up.ts";
import { Settings, valuesIn } from "./settings.ts";
import { Transactions } from "./transactions.ts";
import { triggerMessage } from "./trigger_message.ts";

/** Setting up must not keep an order waiting for long behind a charger that does not answer. */
const setUpCall: CallOptions = { timeoutMs: 10_000 };
/** A charger that is told Invalid mostly ends by itself (TxCtrlr.StopTxOnInvalidId). */
const selfStopWithinMs = 1_000;
/** B02.FR.01: what tells something of a charger whose boot waits, or sets it. */
const askedWhilePending: ReadonlySet<string> = new Set([
  ...["GetVariables", "SetVariables", "GetBaseReport", "GetReport", "TriggerMessage"],
]);

class Conversation201 implements Conversation {
  readonly #settings: ConversationSettings;
  readonly #variables: Settings;
  readonly #scene: Scene;
  readonly #transactions = new Transactions();
  readonly #reports = new Map<number, number>();
  #boot: Boot | null = null;
  #masterGroup: string | null = null;
  #closed = false;
  #cancelWake = () => {};

  constructor(settings: ConversationSettings) {
    this.#settings = settings;
    const { station, host, clock, heartbeatSeconds, authority, call, inTurn } = settings;
    this.#variables = new Settings({ station, host, clock, call }, setUpCall);
    this.#scene = {
      ...{ station, host, heartbeatSeconds, authority, call, inTurn, now: clock.now },
      costs: new RunningCost(call),
      parts: new Parts(),
      transactions: this.#transactions,
      connectors: new Connectors(clock.now()),
      booted: (boot) => this.#onBoot(boot),
      serial: () => this.#boot?.serial ?? null,
      masterGroup: () => this.#masterGroup,
      unwanted: (reference) => this.#stopUnwanted(reference),
      reported: (requestId) => this.#countReport(requestId),
      afterwards: (task) => this.#afterwards(task),
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

  async start(order: StartOrder): Promise<Answer> {
    const { idTag, connector, session } = order;
    const remoteStartId = numberOf(idTag);
    this.#transactions.ordered(remoteStartId, idTag);
    const payload = { remoteStartId, idToken: central(idTag), evseId: connector.evse };
    const { answer, transactionId } = await this.#order(requestStartTransaction, payload);
    if (transactionId !== undefined) this.#transactions.named(session, transactionId);
    return answer;
  }

  /**
   * 2.0.1 has no way to take back a start whose transaction has not begun: that start will be
   * refused when it is reported, and stopped then. One that had begun when it was ordered, as a
   * car was plugged in, was named in the answer.
   */
  async stop({ reference, session }: StopOrder): Promise<Answer> {
    const transactionId = reference ?? this.#transactions.nameOf(session);
    if (transactionId === null) return { outcome: "accepted" };
    return (await this.#order(requestStopTransaction, { transactionId })).answer;
  }

  async reserve(order: ReserveOrder): Promise<ReserveAnswer> {
    const expiry = new Date(this.#settings.clock.now().getTime() + order.keepMs);
    const payload = {
      ...{ id: order.reservation, expiryDateTime: expiry.toISOString() },
      ...{ idToken: central(order.idTag), groupIdToken: central(order.group) },
      evseId: order.connector.evse,
    };
    return ofFeature((await this.#order(reserveNow, payload)).answer);
  }

  async withdraw({ reservation: reservationId }: WithdrawOrder): Promise<ReserveAnswer> {
    return ofFeature((await this.#order(cancelReservation, { reservationId })).answer);
  }

  command(order: CommandOrder): Promise<CommandAnswer> {
    const { call, clock, host, station } = this.#settings;
    const plugs = () => host.plugsOf(station);
    return give({ call, now: clock.now, settings: this.#variables, plugs }, order);
  }

  /** As it is: 2.0.1 has a password of 16 to 40 characters, not the octets of a key (A01). */
  async changePassword(password: string): Promise<PasswordAnswer> {
    const place = { component: { name: "SecurityCtrlr" }, variable: { name: "BasicAuthPassword" } };
    const set = await this.#variables.set([{ ...place, attributeValue: password }]);
    if (set.results === null) return passwordAnswer(set.outcome, undefined);
    const status = set.results[0]?.attributeStatus;
    return passwordAnswer({ kind: "result", payload: set.results }, status);
  }

  close(): void {
    this.#closed = true;
    this.#cancelWake();
  }

  async #order<A extends { status: string; transactionId?: string }>(
    message: Outbound<A>,
    payload: object,
  ): Promise<{ readonly answer: Answer; readonly transactionId?: string | undefined }> {
    const outcome = await this.#settings.call(message.action, payload, { urgent: true });
    if (outcome.kind === "timeout") return { answer: { outcome: "timeout" } };
    // What was sent may have been heard: only what never left is surely without effect.
    if (outcome.kind === "lost")
      return { answer: { outcome: outcome.sent ? "timeout" : "offline" } };
    if (outcome.kind === "error") return { answer: rejected(outcome.code) };
    if (outcome.kind === "held") return { answer: rejected(bootNotAccepted) };
    if (outcome.kind === "unfit") return { answer: rejected(outcome.finding.message) };
    const said = answered(message, outcome);
    if (said === null) return { answer: rejected("answer not understood") };
    const { status, transactionId } = said;
    if (status === "Accepted") return { answer: { outcome: "accepted" }, transactionId };
    return { answer: rejected(status.toLowerCase()) };
  }

  #onBoot(boot: Boot): void {
    this.#boot = boot;
    this.#settings.registration.answered(boot.status);
    this.#cancelWake();
    if (boot.status === "accepted")
      this.#afterwards(() => this.#setUp(boot.triggered ? "back" : "booted"));
  }

  /** Once the answer to what is being served has left: no charger listens before that. */
  #afterwards(task: () => Promise<void>): void {
    this.#settings.clock.after(0, () => this.#inBackground(task));
  }

  #countReport(requestId: number): number {
    const count = (this.#reports.get(requestId) ?? 0) + 1;
    this.#reports.set(requestId, count);
    return count;
  }

  /** A charger that reconnects without booting tells what it is when asked. */
  async #wake(): Promise<void> {
    await this.#trigger("BootNotification");
    if (!this.#settings.registration.accepted) return;
    await this.#askStatuses();
    if (this.#boot === null) await this.#setUp("back");
  }

  /** Of each connector that we know, since a status is a connector's (F06.FR.13). */
  async #askStatuses(): Promise<void> {
    const { host, station } = this.#settings;
    for (const { evse: id, plug: connectorId } of await host.plugsOf(station)) {
      const answer = await this.#trigger("StatusNotification", { id, connectorId });
      if (answer === null || answer === "NotImplemented") return;
    }
  }

  /** Null: it says nothing that can be understood. */
  async #trigger(requestedMessage: string, evse?: object): Promise<string | null> {
    const payload = evse === undefined ? { requestedMessage } : { requestedMessage, evse };
    const outcome = await this.#settings.call(triggerMessage.action, payload, setUpCall);
    return answered(triggerMessage, outcome)?.status ?? null;
  }

  async #setUp(why: "booted" | "back"): Promise<void> {
    const wishes = this.#settings;
    if (!(await this.#variables.measure())) return;
    const { results } = await this.#variables.get(askedOf(wishes));
    if (results === null) return;
    const current = valuesIn(results);
    this.#masterGroup = current.get(keyOf(masterPassGroup)) || null;
    for (const setting of wanted(current, wishes)) {
      const taken = await this.#variables.offer(setting);
      if (taken === "silent") return;
      if (taken === "refused") this.#noteRefused(setting.place);
    }
    if (why === "booted") await this.#inventory();
  }

  /**
   * The whole device model, in parts, once a restart: what it is set to may have changed with it.
   * Not each time that a line over the air was down for a moment: it is long.
   */
  async #inventory(): Promise<void> {
    const payload = { requestId: ownReport, reportBase: "FullInventory" };
    await this.#settings.call(getBaseReport.action, payload, setUpCall);
  }

  #noteRefused(place: object): void {
    const station = this.#settings.station.id;
    this.#settings.log.info({ station, ...place }, "the charger does not take a setting");
  }

  #stopUnwanted(reference: string): void {
    this.#transactions.unwanted(reference);
    this.#settings.clock.after(selfStopWithinMs, () => {
      if (!this.#transactions.takeUnwanted(reference)) return;
      this.#inBackground(async () => {
        await this.#order(requestStopTransaction, { transactionId: reference });
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

const rejected = (reason: string): Answer => ({ outcome: "rejected", reason });

/** The block Reservation is optional: many chargers know none of its messages. */
const ofFeature = (answer: Answer): ReserveAnswer =>
  answer.outcome === "rejected" && /^(NotImplemented|NotSupported)$/.test(answer.reason)
    ? { outcome: "unsupported" }
    : answer;

/** The number of an ordered start: the same for the same card, so that it is one order twice. */
const numberOf = (idTag: string): number => {
  let number = 0;
  for (const character of idTag) {
    number = (Math.imul(number, 31) + (character.codePointAt(0) ?? 0)) & 0x7fffffff;
  }
  return Math.max(1, number);
};

export const v201: Dialect = {
  subprotocol: "ocpp2.0.1",
  version: "2.0.1",
  serves: (action) => served.has(action),
  waiting: {
    askedWhilePending,
    // Answers to what we asked come in reports (B02.FR.09).
    toldWhilePending: new Set(["NotifyReport"]),
    triggeredWhileRejected: true,
  },
  converse: (settings) => new Conversation201(settings),
};
