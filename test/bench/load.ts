// The load: keeps a number of connections busy, one request after another on each, and measures
// every answer. As little work as possible per request, for it shares its core with the database.
import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";

export type Order = {
  readonly port: number;
  readonly connections: number;
  readonly ms: number;
  readonly key: string;
  /** One after another; a POST gets an Idempotency-Key of its own each time. */
  readonly requests: readonly { readonly path: string; readonly body: string | null }[];
  /** Requests a second over all connections; without it as many as are answered. */
  readonly rate?: number;
  /** Ends before `ms` when so many were answered. */
  readonly count?: number;
};

export type Load = {
  readonly answered: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Of the first answer that was not 200. */
  readonly complaint: string;
};

/** A request's text up to its Idempotency-Key, and after it; without a key it has no tail. */
type Text = { readonly head: string; readonly tail: string | null };

function textsOf(order: Order): Text[] {
  return order.requests.map(({ path, body }) => {
    const method = body === null ? "GET" : "POST";
    const host = `Host: 127.0.0.1:${order.port}\r\nAuthorization: Bearer ${order.key}`;
    const common = `${method} ${path} HTTP/1.1\r\n${host}\r\n`;
    if (body === null) return { head: `${common}\r\n`, tail: null };
    const about = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}`;
    return { head: `${common}${about}\r\nIdempotency-Key: `, tail: `\r\n\r\n${body}` };
  });
}

const contentLength = /\r\ncontent-length: (\d+)/i;

/** Answers one at a time on a connection: calls back with status and text of the whole answer. */
function onAnswers(socket: Socket, answered: (whole: string) => void): void {
  let text = "";
  socket.setEncoding("latin1");
  socket.on("data", (part: string) => {
    text += part;
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) return;
    const size = Number(contentLength.exec(text)?.[1] ?? 0);
    if (text.length < end + 4 + size) return;
    const whole = text;
    text = "";
    answered(whole);
  });
}

class Run {
  readonly order: Order;
  readonly #texts: readonly Text[];
  readonly #took: number[] = [];
  readonly #begin = performance.now();
  #sent = 0;
  #slot = 0;
  #failed = 0;
  #complaint = "";
  constructor(order: Order) {
    this.order = order;
    this.#texts = textsOf(order);
  }

  isOver(): boolean {
    const { count = Number.POSITIVE_INFINITY, ms } = this.order;
    return this.#sent >= count || performance.now() - this.#begin >= ms;
  }

  /** Waits for its turn where a rate is asked for. */
  async turn(): Promise<void> {
    const { rate } = this.order;
    if (rate === undefined) return;
    const wait = this.#begin + (this.#slot++ * 1000) / rate - performance.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
  }

  text(): string {
    const { head, tail } = this.#texts[this.#sent++ % this.#texts.length] as Text;
    return tail === null ? head : `${head}${randomUUID()}${tail}`;
  }

  answered(whole: string, since: number): void {
    this.#took.push(performance.now() - since);
    if (whole.startsWith("HTTP/1.1 200")) return;
    this.#failed++;
    this.#complaint ||= whole;
  }

  result(): Load {
    const sorted = Float64Array.from(this.#took).sort();
    const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
    return {
      answered: sorted.length,
      failed: this.#failed,
      perSecond: (1000 * sorted.length) / (performance.now() - this.#begin),
      p50: at(0.5),
      p99: at(0.99),
      complaint: this.#complaint,
    };
  }
}

function keepBusy(run: Run): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ port: run.order.port, host: "127.0.0.1", noDelay: true });
  let since = 0;
  const next = (): void => {
    if (run.isOver()) {
      socket.destroy();
      resolve();
      return;
    }
    const send = (): void => {
      since = performance.now();
      socket.write(run.text(), "latin1");
    };
    if (run.order.rate === undefined) send();
    else run.turn().then(send);
  };
  onAnswers(socket, (whole) => {
    run.answered(whole, since);
    next();
  });
  socket.on("connect", next);
  socket.on("error", reject);
  return promise;
}

async function perform(order: Order): Promise<Load> {
  const run = new Run(order);
  await Promise.all(Array.from({ length: order.connections }, () => keepBusy(run)));
  return run.result();
}

process.on("message", (order: Order) => {
  perform(order).then(
    (load) => process.send?.(load),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});

process.on("disconnect", () => process.exit());
