// A conversation of OCPP 2.0.1 without a socket, for tests that serve one message.

import type { NetworkHost } from "../src/networks/network.ts";
import { noAuthority } from "../src/networks/ocpp/authority.ts";
import { Connectors } from "../src/networks/ocpp/v201/connectors.ts";
import { RunningCost } from "../src/networks/ocpp/v201/cost_updated.ts";
import type { Scene } from "../src/networks/ocpp/v201/message.ts";
import { Parts } from "../src/networks/ocpp/v201/parts.ts";
import { Transactions } from "../src/networks/ocpp/v201/transactions.ts";

const now = new Date("2026-11-21T12:00:01Z");

export const sceneOf = (host: NetworkHost): Scene => {
  const call = async () => ({ kind: "lost", sent: false }) as const;
  return {
    ...{ station: { id: "chst_1", identity: "CS-1" }, host, now: () => now, heartbeatSeconds: 60 },
    ...{ booted() {}, authority: noAuthority, call, serial: () => null, masterGroup: () => null },
    showsPrices: () => true,
    ...{ afterwards() {}, inTurn: (task) => task(), unwanted() {}, reported: () => 1 },
    ...{ transactions: new Transactions(), connectors: new Connectors(now) },
    costs: new RunningCost(call),
    parts: new Parts(),
  };
};
