// One end of an OCPP-J conversation: serves the peer's calls in their order while at most one call
// of ours is open (1.6J §4.1.1), the others queueing behind it. Knows no message and no socket.

import { randomUUID } from "node:crypto";
import type { Clock, Log } from "../network.ts";
import { type Examiner, whole } from "./examination.ts";
import {
  callFrame,
  errorFrame,
  type Frame,
  type FramePassed,
  parseFrame,
  RpcError,
  resultFrame,
} from "./frame.ts";
import type { Finding } from "./official.ts";
import { RecentAnswers, unknownId } from "./recent_answers.ts";
import { storable } from "./redaction.ts";

export type Outcome =
  | { readonly kind: "result"; readonly payload: unknown }
  | { readonly kind: "error"; readonly code: string; readonly description: string }
  /** Not sent: it is no message of the version, or does not fit its schema. */
  | { readonly kind: "unfit"; readonly finding: Finding }
  /** Not sent: the charger's boot is not accepted, and it may not be asked this before. */
  | { readonly kind: "held" }
  /** Sent, or still queued, and no answer in time. */
  | { readonly kind: "timeout" }
  /** The connection went away; `sent` says whether the peer may have got it. */
  | { readonly kind: "lost"; readonly sent: boolean };

export type CallOptions = {
  /** From asking to answer, the time in the queue included. */
  readonly timeoutMs?: number;
  /** Ahead of the queue. */
  readonly urgent?: boolean;
};

export type PeerSettings = {
  readonly clock: Clock;
  readonly log: Log;
  readonly examiner: Examiner;
  readonly send: (frame: FramePassed) => void;
  /** What came, with what does not fit. */
  readonly seen: (frame: FramePassed) => void;
  readonly serve: (action: string, payload: unknown) => Promise<object>;
  /** The peer is faster than we serve it: stop reading, or read on. */
  readonly throttle: (pause: boolean) => void;
  /** Too many frames in a row were none. */
  readonly giveUp: () => void;
};

type Call = {
  readonly id: string;
  readonly action: string;
  readonly payload: object;
  settle: (outcome: Outcome) => void;
};

/** An answer of ours as it left. `kept`: it may be given again. */
type Reply = Pick<FramePassed, "kind" | "text" | "findings"> & { readonly kept: boolean };
type CallFrame = Extract<Frame, { kind: "call" }>;
type AnswerFrame = Extract<Frame, { kind: "result" | "error" }>;

const defaultTimeoutMs = 30_000;
const longestBacklog = 32;
const mostMalformed = 20;
const longestAction = 50;
/** 1.6J §4.1.4; where checks are lenient, longer ones are noted. */
const longestMessageId = 36;

const longIdText = "a message id has at most 36 characters";

const nameOf = (action: string): string => storable(action).slice(0, longestAction);

/** Whether a call is all in its name: what it asks is of the moment, and it states nothing. */
const saysNothing = (payload: unknown): boolean =>
  typeof payload === "object" && payload !== null && Object.keys(payload).length === 0;

export class Peer {
  readonly #settings: PeerSettings;
  #open: Call | null = null;
  #queue: Call[] = [];
  #backlog = 0;
  #throttled = false;
  #malformed = 0;
  #closed = false;
  #served: Promise<void> = Promise.resolve();
  readonly #recent = new RecentAnswers<Reply>();

  constructor(settings: PeerSettings) {
    this.#settings = settings;
  }

  /** Takes a frame. Never throws: whatever comes is answered, matched or ignored. */
  receive(text: string): void {
    if (this.#closed) return;
    const frame = parseFrame(text);
    if (frame.kind === "malformed") this.#onMalformed(frame.id, frame.description, text);
    else this.#malformed = 0;
    if (frame.kind === "ignored") this.#seeMalformed("a message type that is unknown", text);
    if (frame.kind === "call") this.#onCall(frame, text);
    if (frame.kind === "result" || frame.kind === "error") this.#onAnswer(frame, text);
  }

  /** Does something in the order of the peer's calls. */
  inTurn(task: () => Promise<void>): Promise<void> {
    this.#served = this.#served.then(task).catch((cause: unknown) => {
      this.#settings.log.error({ cause: String(cause) }, "a turn failed");
    });
    return this.#served;
  }

  call(action: string, payload: object, options: CallOptions = {}): Promise<Outcome> {
    if (this.#closed) return Promise.resolve({ kind: "lost", sent: false });
    const finding = this.#settings.examiner.unfit(action, "request", payload);
    if (finding !== null) {
      this.#settings.log.warn({ action: nameOf(action), finding }, "a call of ours does not fit");
      return Promise.resolve({ kind: "unfit", finding });
    }
    return new Promise((resolve) => {
      const call: Call = { id: randomUUID(), action, payload, settle: () => {} };
      const cancel = this.#settings.clock.after(options.timeoutMs ?? defaultTimeoutMs, () =>
        call.settle({ kind: "timeout" }),
      );
      call.settle = (outcome) => {
        cancel();
        this.#letGo(call);
        resolve(outcome);
      };
      if (options.urgent) this.#queue.unshift(call);
      else this.#queue.push(call);
      this.#sendNext();
    });
  }

  /** The connection is gone: all waiting calls are told so. Calls being served are finished. */
  close(): void {
    this.#closed = true;
    const queued = this.#queue;
    this.#queue = [];
    this.#open?.settle({ kind: "lost", sent: true });
    for (const call of queued) call.settle({ kind: "lost", sent: false });
  }

  #letGo(call: Call): void {
    this.#queue = this.#queue.filter((queued) => queued !== call);
    if (this.#open === call) this.#open = null;
    call.settle = () => {};
    this.#sendNext();
  }

  #sendNext(): void {
    if (this.#open !== null || this.#closed) return;
    const call = this.#queue.shift();
    if (call === undefined) return;
    this.#open = call;
    const { id: messageId, action } = call;
    const text = callFrame(messageId, action, call.payload);
    const passed = { direction: "out", kind: "call", action, messageId } as const;
    this.#settings.send({ ...passed, text, findings: [] });
  }

  #seeMalformed(description: string, text: string): void {
    const passed = { direction: "in", kind: "malformed", action: null, messageId: null } as const;
    this.#settings.seen({ ...passed, text, findings: [whole("frame", description)] });
  }

  #onMalformed(id: string | null, description: string, text: string): void {
    this.#seeMalformed(description, text);
    // Some keep their line open with empty frames.
    if (text === "" || id === null) return;
    this.#malformed += 1;
    if (this.#malformed > mostMalformed) {
      this.#settings.giveUp();
      return;
    }
    const error = new RpcError("FormationViolation", description);
    const refusal = errorFrame(this.#settings.examiner.version, id, error);
    const passed = { direction: "out", kind: "error", action: null, messageId: id } as const;
    this.#settings.send({ ...passed, text: refusal, findings: [] });
  }

  #onAnswer(frame: AnswerFrame, text: string): void {
    const { id: messageId, ...outcome } = frame;
    const open = this.#open?.id === messageId ? this.#open : null;
    const action = open?.action ?? null;
    const passed = { direction: "in", kind: frame.kind, action, messageId, text } as const;
    if (open === null) {
      const finding = whole("messageId", "an answer that nobody waits for");
      this.#settings.seen({ ...passed, findings: [finding] });
      return;
    }
    if (outcome.kind === "error") {
      this.#settings.seen({ ...passed, findings: [] });
      open.settle(outcome);
      return;
    }
    const { examiner } = this.#settings;
    const verdict = examiner.received(open.action, "answer", outcome.payload, text.length);
    this.#settings.seen({ ...passed, findings: verdict.findings });
    const { refusal } = verdict;
    if (refusal === null) open.settle(outcome);
    else open.settle({ kind: "error", code: refusal.code, description: refusal.message });
  }

  #onCall(call: CallFrame, text: string): void {
    const { id, action, payload } = call;
    const { examiner, clock } = this.#settings;
    const { findings, refusal } = examiner.received(action, "request", payload, text.length);
    const nowMs = clock.now().getTime();
    const earlier = saysNothing(payload) ? unknownId : this.#recent.find(id, text, nowMs);
    const doubts: Finding[] = [];
    if (earlier.kind !== "none") {
      doubts.push(whole("messageId", `this id was used a moment ago: ${earlier.kind}`));
    }
    const isLong = id.length > longestMessageId;
    if (isLong) doubts.push(whole("messageId", longIdText));
    this.#settings.seen({
      ...{ direction: "in", kind: "call", action: nameOf(action), messageId: id, text },
      findings: [...findings, ...doubts],
    });
    if (earlier.kind === "repeated") {
      this.#reply(call, () => earlier.answer);
      return;
    }
    if (earlier.kind === "reused" && examiner.strict) {
      const error = new RpcError("ProtocolError", "a message id is used once");
      this.#reply(call, () => this.#answer(call, error));
      return;
    }
    const tooLong =
      isLong && examiner.strict ? new RpcError("FormationViolation", longIdText) : null;
    const answer = this.#reply(call, () => this.#answer(call, tooLong ?? refusal));
    if (!saysNothing(payload)) this.#recent.keep(id, text, { answer, nowMs });
  }

  /** Answers in the order of the peer's calls. */
  #reply({ id: messageId, action }: CallFrame, make: () => Promise<Reply>): Promise<Reply> {
    this.#backlog += 1;
    this.#throttle();
    const passed = { direction: "out", action: nameOf(action), messageId } as const;
    return new Promise((resolve) => {
      this.inTurn(async () => {
        const { kept, ...reply } = await make();
        resolve({ kept, ...reply });
        if (!kept) this.#recent.forget(messageId);
        this.#backlog -= 1;
        this.#throttle();
        if (!this.#closed) this.#settings.send({ ...passed, ...reply });
      });
    });
  }

  async #answer({ id, action, payload }: CallFrame, refusal: RpcError | null): Promise<Reply> {
    const { examiner, log, serve } = this.#settings;
    try {
      if (refusal !== null) throw refusal;
      const answer = await serve(action, payload);
      const finding = examiner.unfit(action, "answer", answer);
      if (finding !== null) log.error({ action, finding }, "an answer of ours does not fit");
      const findings = finding === null ? [] : [finding];
      return { kind: "result", text: resultFrame(id, answer), findings, kept: true };
    } catch (cause) {
      const known = cause instanceof RpcError;
      if (!known) log.error({ action, cause: String(cause) }, "a call was not served");
      const error = known
        ? cause
        : new RpcError("InternalError", "not stored, please send it again");
      const text = errorFrame(examiner.version, id, error);
      return { kind: "error", text, findings: [], kept: known };
    }
  }

  #throttle(): void {
    const pause = this.#throttled ? this.#backlog > 0 : this.#backlog >= longestBacklog;
    if (pause === this.#throttled) return;
    this.#throttled = pause;
    this.#settings.throttle(pause);
  }
}
