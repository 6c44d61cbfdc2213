// The listener for chargers that come over TLS (OCPP's security profiles 2 and 3): a port of its
// own, because it asks for client certificates and the API does not. Certificates are read anew
// while it runs, so that a renewal needs no restart.

import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { longestBacklog } from "../../lib/backlog.ts";
import type { Arrival, Clock, Log } from "../network.ts";
import { arrivalOf } from "./arrival.ts";

/** Files of PEM texts. */
export type TlsFiles = {
  /** The certificate that chargers are shown, with what stands between it and a root. */
  readonly cert: string;
  readonly key: string;
  /** Roots of client certificates. */
  readonly ca: string | null;
};

export type TlsSettings = {
  readonly files: TlsFiles;
  readonly host: string;
  readonly port: number;
  /** More roots of client certificates: those of our own authority. */
  readonly roots: readonly string[];
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
  readonly upgrade: (
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    arrival: Arrival,
  ) => void;
};

export type TlsListener = {
  readonly port: number;
  /** Reads the files again; what cannot be read or used leaves all as it is. */
  reload(): void;
  close(): Promise<void>;
};

const handshakeTimeout = 10_000;

const read = ({ cert, key, ca }: TlsFiles, roots: readonly string[]) => ({
  cert: readFileSync(cert, "utf8"),
  key: readFileSync(key, "utf8"),
  ca: [...roots, ...(ca === null ? [] : [readFileSync(ca, "utf8")])],
});

export const openTlsListener = async (settings: TlsSettings): Promise<TlsListener> => {
  const { files, roots, clock, log } = settings;
  let material = read(files, roots);
  const server = createServer({
    ...material,
    // OCPP 2.0.1 part 2, A00.FR.318 and 1.6's whitepaper: 1.2 or newer.
    ...{ minVersion: "TLSv1.2", handshakeTimeout },
    // Whoever shows none may have a password; who is let in is decided with the identity.
    ...{ requestCert: material.ca.length > 0, rejectUnauthorized: false },
  });
  server.on("request", (_, response) => {
    response.writeHead(426, { connection: "close", upgrade: "websocket" }).end();
  });
  server.on("upgrade", (request, socket, head) => {
    const arrival = arrivalOf(request.socket as TLSSocket, clock.now());
    settings.upgrade(request, socket, head, arrival);
  });
  server.on("clientError", (_, socket) => socket.destroy());
  server.on("tlsClientError", (cause, socket) => {
    log.info({ from: socket.remoteAddress, cause: cause.message }, "no TLS with a charger");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    const { port, host } = settings;
    server.listen({ port, host, backlog: longestBacklog }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  server.on("error", (cause) => log.error({ cause: cause.message }, "the listener for chargers"));
  return {
    port: (server.address() as AddressInfo).port,
    reload() {
      try {
        const next = read(files, roots);
        if (JSON.stringify(next) === JSON.stringify(material)) return;
        server.setSecureContext({ ...next, minVersion: "TLSv1.2" });
        material = next;
        log.info({}, "chargers are shown a new certificate");
      } catch (cause) {
        log.error({ cause: String(cause) }, "the certificate for chargers cannot be used");
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
};
