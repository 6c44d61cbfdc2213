// TransactionEvent, charger to platform (OCPP 2.0.1 part 2; use cases E01 to E15): all that a
// transaction tells, from plug or card to its end, in whatever order its messages come.

import { majorUnits } from "../../../lib/money.ts";
import type { Card, Sample, StopReason, Told } from "../../fact.ts";
import { cardOf, type IdToken, infoOf, sameCard } from "./id_token.ts";
import {
  evse,
  evseNumber,
  idToken,
  inbound,
  type Scene,
  type Static,
  shortened,
  Type,
  timestamp,
  toDate,
} from "./message.ts";
import { firstRegister, lastRegister, meterValue, toSamples } from "./sampled_value.ts";

/** Strict in what the bill needs alone: an event that is refused comes again for ever. */
const request = Type.Object({
  eventType: Type.String(),
  timestamp: timestamp(),
  triggerReason: Type.String(),
  seqNo: Type.Integer(),
  offline: Type.Optional(Type.Boolean()),
  reservationId: Type.Optional(Type.Integer()),
  transactionInfo: Type.Object({
    transactionId: Type.String(),
    chargingState: Type.Optional(Type.String()),
    stoppedReason: Type.Optional(Type.String()),
    remoteStartId: Type.Optional(Type.Integer()),
  }),
  evse: Type.Optional(evse()),
  idToken: Type.Optional(idToken()),
  meterValue: Type.Optional(Type.Array(meterValue())),
});

type Event = Static<typeof request>;

const reasons: ReadonlyMap<string, StopReason> = new Map([
  ["DeAuthorized", "deauthorized"],
  ["EmergencyStop", "emergency"],
  ["EVDisconnected", "unplugged"],
  ["GroundFault", "fault"],
  ["ImmediateReset", "reboot"],
  ["Local", "local"],
  ["MasterPass", "local"],
  ["OvercurrentFault", "fault"],
  ["PowerLoss", "power_loss"],
  ["PowerQuality", "fault"],
  ["Reboot", "reboot"],
  ["Remote", "remote"],
  ["SOCLimitReached", "full"],
]);

/** What ended it, of chargers that leave out why: part 2 has that mean Local. */
const endings: ReadonlyMap<string, StopReason> = new Map([
  ["Deauthorized", "deauthorized"],
  ["EVCommunicationLost", "unplugged"],
  ["EVDeparted", "unplugged"],
  ["RemoteStop", "remote"],
  ["ResetCommand", "reboot"],
]);

const reasonOf = ({ transactionInfo: { stoppedReason }, triggerReason }: Event): StopReason =>
  stoppedReason === undefined
    ? (endings.get(triggerReason) ?? "local")
    : (reasons.get(stoppedReason) ?? "other");

/** A card shown to end a charge begins none, even where the one that began it is still to come. */
const endingTriggers: ReadonlySet<string> = new Set([
  ...["StopAuthorized", "Deauthorized", "RemoteStop", "EVDeparted", "UnlockCommand"],
  ...["ResetCommand", "EVConnectTimeout", "AbnormalCondition"],
]);

const resting: ReadonlySet<string> = new Set([
  "SuspendedEV",
  "SuspendedEVSE",
  "EVConnected",
  "Idle",
]);

const mostReservation = 2_147_483_647;

/** What a message says, in our words. */
type Said = {
  readonly event: Event;
  readonly reference: string;
  readonly at: Date;
  readonly evse: number | null;
  readonly samples: readonly Sample[];
};

/** A car that rests draws nothing, also where the charger does not measure power. */
const samplesOf = ({ meterValue: values = [], transactionInfo }: Event): readonly Sample[] => {
  const rests = resting.has(transactionInfo.chargingState ?? "");
  const samples = toSamples(values);
  return rests ? samples.map((one) => ({ ...one, powerW: one.powerW ?? 0 })) : samples;
};

const saidBy = (event: Event): Said => ({
  event,
  reference: shortened(event.transactionInfo.transactionId),
  at: toDate(event.timestamp),
  evse: evseNumber(event.evse?.id),
  samples: samplesOf(event),
});

/** Of the charger's master pass group (C16): such a card ends charges and begins none. */
const isMaster = async (card: IdToken, scene: Scene): Promise<boolean> => {
  const group = scene.masterGroup();
  if (group === null) return false;
  const { idTag, kind } = cardOf(card);
  const decided = await scene.host.authorize(scene.station, idTag, kind);
  return decided.group !== null && sameCard(decided.group, group);
};

/** Some chargers repeat of our order its number alone. */
const orderedCard = ({ transactionInfo: { remoteStartId } }: Event, scene: Scene): Card | null => {
  const idTag = scene.transactions.cardOf(remoteStartId);
  return idTag === null ? null : { idTag, kind: "app" };
};

/** Ends a charge, or what it shows does: it starts none. */
const isEnding = ({ eventType, triggerReason }: Event): boolean =>
  eventType === "Ended" || endingTriggers.has(triggerReason);

/** The card that the transaction runs on, where this message says so. */
const startingCard = async ({ event }: Said, scene: Scene): Promise<Card | null> => {
  if (isEnding(event)) return null;
  const { idToken: shown } = event;
  if (shown === undefined) return orderedCard(event, scene);
  return (await isMaster(shown, scene)) ? null : cardOf(shown);
};

const reservationOf = ({ reservationId: id = 0 }: Event): number | null =>
  id > 0 && id <= mostReservation ? id : null;

/** Tells the start as soon as card and place are known; null: not yet, or told before. */
const tellStart = async (said: Said, scene: Scene): Promise<Told | null> => {
  const { event, reference, at, evse: place, samples } = said;
  const { host, station, transactions } = scene;
  const card = await startingCard(said, scene);
  const begins = event.eventType === "Started";
  const placed = place !== null && transactions.known(reference) === null;
  const meter = firstRegister(samples);
  // An end may carry the register of the beginning, too: for a start that was told without one.
  const isEnd = event.eventType === "Ended";
  const whole = isEnd && meter !== null && meter.wh < (lastRegister(samples) ?? 0);
  if (card === null && !begins && !placed && !whole) return null;
  const pieces = { card, evse: place, reservation: reservationOf(event) };
  const opened = { ...pieces, kind: "transaction_opened", reference, begins, meter, at } as const;
  const { opening } = await host.tell(station, opened);
  if (opening === null || opening.evse === null || opening.card === null) return null;
  const { card: held, ...rest } = opening;
  const { idTag, kind: tokenKind } = held;
  const start = { ...rest, evse: opening.evse, idTag, tokenKind, reference };
  const told = await host.tell(station, { ...start, kind: "transaction_started" });
  transactions.started(reference, start);
  if (told.token !== "accepted" && !isEnd) scene.unwanted(reference);
  return told;
};

const tellReadings = async (said: Said, scene: Scene): Promise<Told | null> => {
  const { reference, samples } = said;
  if (samples.length === 0) return null;
  const place = said.evse ?? scene.transactions.known(reference)?.evse ?? 0;
  const fact = { kind: "metered", evse: place, transactionId: null, reference, samples } as const;
  return scene.host.tell(scene.station, fact);
};

const tellEnd = async (said: Said, scene: Scene): Promise<Told> => {
  const { event, reference, evse: place, samples, at } = said;
  const told = await scene.host.tell(scene.station, {
    kind: "transaction_stopped",
    ...{ transactionId: null, reference, evse: place, samples, at },
    meterStopWh: lastRegister(samples),
    reason: reasonOf(event),
    idTag: event.idToken === undefined ? null : cardOf(event.idToken).idTag,
  });
  scene.transactions.ended(reference);
  return told;
};

/** What becomes of the card that the message shows: each is answered (E05, C01). */
const decisionOn = async (said: Said, start: Told | null, scene: Scene) => {
  const { event, reference } = said;
  const known = scene.transactions.known(reference);
  const { idToken: shown } = event;
  const refused = start !== null && start.token !== "accepted";
  if (shown === undefined && !refused) return {};
  const { idTag, kind } =
    shown === undefined ? { idTag: "", kind: "none" as const } : cardOf(shown);
  const isStart = shown === undefined || (known !== null && sameCard(known.idTag, idTag));
  if (start !== null && isStart) {
    return { idTokenInfo: infoOf({ status: start.token ?? "invalid", group: start.group }) };
  }
  const begins = known === null && !isEnding(event);
  if (begins && shown !== undefined && (await isMaster(shown, scene))) {
    return { idTokenInfo: infoOf({ status: "blocked", group: null }) };
  }
  return { idTokenInfo: infoOf(await scene.host.authorize(scene.station, idTag, kind)) };
};

/**
 * For the charger's display. `totalCost` is of a transaction that has ended alone (I03), and 0 says
 * that it was free; while one runs, CostUpdated has the number (I02).
 */
const costOf = ({ event, reference }: Said, scene: Scene, told: readonly (Told | null)[]) => {
  const cost = told.findLast((one) => one !== null && one.cost !== null)?.cost;
  const ended = event.eventType === "Ended";
  if (ended) scene.costs.ended(reference);
  if (!cost) return {};
  const isNews = !ended && event.offline !== true;
  if (isNews) scene.afterwards(() => scene.costs.show(reference, cost));
  const amount = majorUnits(cost.amountMinor, cost.currency);
  const content = `${amount} ${cost.currency.toUpperCase()}`;
  const updatedPersonalMessage = { format: "UTF8", content };
  return ended ? { totalCost: Number(amount), updatedPersonalMessage } : { updatedPersonalMessage };
};

export const transactionEvent = inbound("TransactionEvent", request, async (event, scene) => {
  const said = saidBy(event);
  const start = await tellStart(said, scene);
  const decided = await decisionOn(said, start, scene);
  const tell = event.eventType === "Ended" ? tellEnd : tellReadings;
  const told = await tell(said, scene);
  return { ...decided, ...costOf(said, scene, [start, told]) };
});
