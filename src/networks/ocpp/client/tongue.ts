// What a version of OCPP is to a charge point of ours: how a fact is said, and what is done when
// the platform asks. v16.ts is one tongue, v201.ts the other.

import type { Fact, Sample, StopReason, TokenStatus, Told } from "../../fact.ts";
import type { ConnectorRef, StationRef } from "../../network.ts";
import type { SimulatorNetwork } from "../../simulator/simulator.ts";
import type { Version } from "../official.ts";

/** A call to the platform; rejects where it was not answered with a result. */
export type Say = (action: string, payload: object) => Promise<Record<string, unknown>>;

export type Speaker = {
  readonly station: StationRef;
  readonly connectors: readonly ConnectorRef[];
  readonly chargers: SimulatorNetwork;
  readonly say: Say;
  /** The charger's own clock, which may be wrong. */
  readonly now: () => Date;
  /** A moment of ours on the charger's own clock. */
  readonly own: (at: Date) => Date;
  /** Goes away and comes back with a boot. */
  readonly restart: () => void;
};

export type Tongue = {
  readonly version: Version;
  readonly subprotocol: string;
  boot(): Promise<void>;
  heartbeat(): Promise<void>;
  /** Says a fact; rejects where the platform did not take it. */
  tell(fact: Fact): Promise<Told>;
  authorize(idTag: string): Promise<TokenStatus>;
  /** Null where the charger does not know the action. */
  serve(action: string, payload: Record<string, unknown>): Promise<object> | null;
};

/** In the words that both versions have. */
export const stopReasons: Partial<Record<StopReason, string>> = {
  unplugged: "EVDisconnected",
  remote: "Remote",
  local: "Local",
  emergency: "EmergencyStop",
  power_loss: "PowerLoss",
  reboot: "Reboot",
  deauthorized: "DeAuthorized",
};

export type Measured = {
  readonly measurand: string;
  readonly unit: string;
  readonly amount: number;
};

/** What a sample tells, in the words that both versions have. */
export function measured(sample: Sample): Measured[] {
  const value = (measurand: string, unit: string, amount: number | null): Measured[] =>
    amount === null ? [] : [{ measurand, unit, amount }];
  return [
    ...value("Energy.Active.Import.Register", "Wh", sample.meterWh),
    ...value("Power.Active.Import", "W", sample.powerW),
    ...value("Current.Import", "A", sample.currentA),
    ...value("Voltage", "V", sample.voltageV),
    ...value("SoC", "Percent", sample.socPercent),
  ];
}

const words: Readonly<Record<string, TokenStatus>> = {
  Accepted: "accepted",
  Blocked: "blocked",
  Expired: "expired",
  ConcurrentTx: "concurrent_tx",
};

export const tokenStatus = (info: unknown): TokenStatus => {
  const status = (info as { status?: string } | undefined)?.status ?? "Accepted";
  return words[status] ?? "invalid";
};

export const iso = (at: Date): string => at.toISOString();
