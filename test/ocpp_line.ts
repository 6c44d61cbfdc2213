// A central system and raw sockets to it: whatever a charger may send, byte by byte, and what it
// hears.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocket } from "ws";
import type { FrameSeen } from "../src/networks/ocpp/seen.ts";
import { type OcppSettings, ocppNetwork } from "../src/networks/ocpp/server.ts";
import { wallClock } from "../src/networks/wall_clock.ts";
import { Witness } from "../src/networks/witness.ts";

export const now = () => new Date(performance.timeOrigin + performance.now());
export const password = "0123456789abcdef";
export const station = { id: "chst_1", identity: "DE:ABC*E1" };
export const neighbour = { id: "chst_2", identity: "CP-2" };

type Opening = {
  readonly identity?: string;
  readonly secret?: string | null;
  readonly protocols?: string[];
  readonly path?: string;
};

export const call = (action: unknown, payload: unknown, id = "m1") =>
  JSON.stringify([2, id, action, payload]);

export const heard = async (socket: WebSocket): Promise<unknown[]> => {
  const [data] = await once(socket, "message");
  return JSON.parse(String(data));
};

/** The next thing heard after saying something. */
export const say = async (socket: WebSocket, frame: string | Buffer): Promise<unknown[]> => {
  const answer = heard(socket);
  socket.send(frame);
  return answer;
};

/** What is dialled is a charger of its own, and knows both stations' password. */
export const openLine = async (settings: Partial<OcppSettings> = {}) => {
  const host = new Witness();
  host.know(station, password);
  host.know(neighbour, password);
  const logged: string[] = [];
  const frames: FrameSeen[] = [];
  const sockets: WebSocket[] = [];
  const note = (detail: object, text: string) => logged.push(`${text} ${JSON.stringify(detail)}`);
  const log = { info: note, warn: note, error: note };
  const onFrame = (frame: FrameSeen) => frames.push(frame);
  const network = ocppNetwork({ host, clock: wallClock(now), log, onFrame, ...settings });
  const server = createServer();
  server.on("upgrade", (request, socket, head) => network.upgrade(request, socket, head));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const dial = (opening: Opening = {}): WebSocket => {
    const { identity = station.identity, secret = password, protocols = ["ocpp1.6"] } = opening;
    const credentials = Buffer.from(`${identity}:${secret}`).toString("base64");
    const headers = secret === null ? {} : { authorization: `Basic ${credentials}` };
    const path = opening.path ?? `/ocpp/${encodeURIComponent(identity)}`;
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers });
    sockets.push(socket);
    socket.on("error", () => {});
    return socket;
  };
  return {
    ...{ host, network, logged, frames, port, dial },
    async open(opening: Opening = {}): Promise<WebSocket> {
      const socket = dial(opening);
      await once(socket, "open");
      return socket;
    },
    /** The status with which an opening request is turned away. */
    async refusalOf(opening: Opening): Promise<number> {
      const [, response] = await once(dial(opening), "unexpected-response");
      response.destroy();
      return response.statusCode;
    },
    /** What of this kind the trace has, in the order of going by. */
    traced: (kind: FrameSeen["kind"], direction: FrameSeen["direction"] = "in") =>
      frames.filter((frame) => frame.kind === kind && frame.direction === direction),
    async end() {
      for (const socket of sockets) socket.terminate();
      await network.close();
      server.closeAllConnections();
      server.close();
    },
  };
};

export type Line = Awaited<ReturnType<typeof openLine>>;
