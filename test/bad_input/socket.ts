// A socket to the server for bytes that no HTTP client would send.
import { connect, type Socket } from "node:net";

export type Heard = {
  /** All that came back, as Latin-1. */
  readonly text: string;
  /** The statuses of the answers in it. */
  readonly statuses: readonly number[];
  /** The body of the last answer, parsed; null where there is none. */
  readonly body: Record<string, unknown> | null;
  /** Whether the server hung up. */
  readonly closed: boolean;
};

/** So long is waited for more, after the last byte or from the start. */
const patienceMs = 3000;

export const statusesIn = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

function bodyOf(text: string): Record<string, unknown> | null {
  const last = text.slice(text.lastIndexOf("HTTP/1.1 "));
  const body = /\r\n\r\n([\s\S]*)$/.exec(last)?.[1] ?? "";
  try {
    return JSON.parse(Buffer.from(body, "latin1").toString("utf8")) as Record<string, unknown>;
  } catch {
    return null;
  }
}

export type Talk = {
  /** How many answers are waited for before one's own side is closed. Default 1. */
  readonly answers?: number;
  /** Ends one's own side once all is said. */
  readonly halfClose?: boolean;
};

/** Says these bytes on a connection of their own, and hears what comes back. */
export function say(url: string, bytes: string | Buffer, talk: Talk = {}): Promise<Heard> {
  const { hostname, port } = new URL(url);
  return new Promise((done) => {
    const socket = connect(Number(port), hostname);
    let text = "";
    let closed = false;
    const finish = (): void => {
      socket.destroy();
      done({ text, statuses: statusesIn(text), body: bodyOf(text), closed });
    };
    let timer = setTimeout(finish, patienceMs);
    const wanted = talk.answers ?? 1;
    socket.on("data", (part) => {
      text += part.toString("latin1");
      clearTimeout(timer);
      // What has been answered may still be followed by a hang-up.
      const complete = statusesIn(text).length >= wanted && bodyOf(text) !== null;
      timer = setTimeout(finish, complete ? 100 : patienceMs);
    });
    socket.on("close", () => {
      closed = true;
      clearTimeout(timer);
      finish();
    });
    socket.on("error", () => undefined);
    socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
    if (talk.halfClose === true) socket.end();
  });
}

/** An open socket, once it is connected. */
export function openSocket(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((done, fail) => {
    const socket = connect(Number(port), hostname, () => done(socket));
    socket.once("error", fail);
  });
}
