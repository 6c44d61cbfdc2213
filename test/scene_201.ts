// A conversation of OCPP 2.0.1 without a socket, for tests that serve one message.

import type { NetworkHost } from "../src/networks/network.ts";
import { noAuthority } from "../src/networks/ocpp/authority.ts";
import { Connectors } from "../src/networks/ocpp/v201/connectors.ts";
import { RunningCost } from "../src/networks/ocpp/v201/cost_updated.ts";
import type { Scene } from "../src/networks/ocpp/v201/message.ts";
import { Negotiation } from "../src/networks/ocpp/v201/negotiation.ts";
import { Parts } from "../src/networks/ocpp/v201/parts.ts";
import { Settings } from "../src/networks/ocpp/v201/settings.ts";
import { Transactions } from "../src/networks/ocpp/v201/transactions.ts";

const now = new Date("2026-11-21T12:00:01Z");

export const sceneOf = (host: NetworkHost): Scene => {
  const call = async () => ({ kind: "lost", sent: false }) as const;
  const station = { id: "chst_1", identity: "CS-1" };
  const around = { station, host, now: () => now, call, afterwards() {} };
  const settings = new Settings({ station, host, clock: around, call }, {});
  const inTurn = (task: () => Promise<void>) => task();
  return {
    ...{ station, host, now: () => now, heartbeatSeconds: 60 },
    negotiation: new Negotiation({ ...around, settings, inTurn, planner: null }),
    ...{ booted() {}, authority: noAuthority, call, serial: () => null, masterGroup: () => null },
    showsPrices: () => true,
    ...{ afterwards() {}, inTurn: (task) => task(), unwanted() {}, reported: () => 1 },
    ...{ transactions: new Transactions(), connectors: new Connectors(now) },
    costs: new RunningCost(call),
    parts: new Parts(),
  };
};
