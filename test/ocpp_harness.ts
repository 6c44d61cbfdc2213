// A platform's OCPP listener and a charge point of either version at it, as the stories of
// networks/contract.ts want them.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "node:test";
import type { Harness } from "../src/networks/contract.ts";
import type { Log } from "../src/networks/network.ts";
import { type OcppNetwork, type OcppSettings, ocppNetwork } from "../src/networks/ocpp/server.ts";
import { wallClock } from "../src/networks/wall_clock.ts";
import { Witness } from "../src/networks/witness.ts";
import type { LineSettings } from "./charging_line.ts";

const now = () => new Date(performance.timeOrigin + performance.now());
const log: Log = { info() {}, warn() {}, error() {} };
export const station = { id: "chst_1", identity: "DE:ABC*E1" };
export const password = "a password with : in it";
export const connector = { id: "connector_a1", evse: 1, type: "Type2", powerKw: 22 };
export const order = {
  ...{ station, connector, session: "cs_1", idTag: "CS-1" },
  vehicle: { batteryWh: 60_000, socPercent: null },
};

const listen = (server: Server, port: number) =>
  new Promise<number>((resolve) => {
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

/** A platform's process: a listener and the network behind it. */
export const serve = async (host: Witness, port = 0, settings: Partial<OcppSettings> = {}) => {
  const network = ocppNetwork({ host, clock: wallClock(now), log, ...settings });
  const server = createServer();
  server.on("upgrade", (request, socket, head) => network.upgrade(request, socket, head));
  const listeningAt = await listen(server, port);
  const close = async () => {
    await network.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { network, port: listeningAt, close };
};

/** Where a charge point finds it. */
export const lineTo = (port: number): LineSettings => {
  const endpoint = `ws://127.0.0.1:${port}/ocpp`;
  return { endpoint, identity: station.identity, password };
};

/** As much of a charge point as the stories need. */
export type AnyChargePoint = {
  powerUp(): Promise<void>;
  plugIn(): Promise<void>;
  unplug(): Promise<void>;
  fault(): Promise<void>;
  goOffline(): Promise<void>;
  comeBack(): Promise<void>;
  swipe(idTag: string): Promise<string>;
  powerDown(): Promise<void>;
  /** The names of its transactions, where it names them. */
  readonly references?: readonly string[];
};

/** The charger's name of the transaction that was numbered so, of those that started. */
const referenceOf = (host: Witness, transactionId: number | null): string | null => {
  const started = host.of("transaction_started").map((fact) => fact.reference);
  return [...new Set(started)][(transactionId ?? 0) - 1000] ?? null;
};

export const harnessOf =
  (make: (line: LineSettings) => AnyChargePoint) =>
  async (host: Witness): Promise<Harness> => {
    host.know(station, password);
    let platform = await serve(host);
    const { port } = platform;
    const charger = make(lineTo(port));
    await charger.powerUp();
    return {
      get network(): OcppNetwork {
        return platform.network;
      },
      ...{ station, connector, now },
      reference: (transactionId) => referenceOf(host, transactionId),
      plugIn: () => charger.plugIn(),
      unplug: () => charger.unplug(),
      fault: () => charger.fault(),
      async goOffline() {
        await charger.goOffline();
        await host.until("the cut", () => !platform.network.online(station));
      },
      comeBack: () => charger.comeBack(),
      async swipe(idTag) {
        await charger.swipe(idTag);
      },
      async restart(running) {
        await platform.close();
        platform = await serve(host, port);
        await platform.network.resume(running);
      },
      async end() {
        await charger.powerDown();
        await platform.close();
      },
    };
  };

type Around<S> = { readonly charger?: Partial<S>; readonly network?: Partial<OcppSettings> };

/** For each test a platform and one charge point, not yet switched on; both end with the test. */
export function scenesOf<S, P extends AnyChargePoint>(
  make: (line: LineSettings, settings: Partial<S>) => P,
) {
  const endings: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });
  return async (around: Around<S> = {}) => {
    const host = new Witness();
    host.know(station, password);
    const { network, port, close } = await serve(host, 0, around.network);
    const charger = make(lineTo(port), around.charger ?? {});
    endings.push(close, () => charger.powerDown());
    return { host, charger, network, port, endings };
  };
}
