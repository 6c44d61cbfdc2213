// What test charge points have whatever they speak: a plug, a meter, a place that can be kept for
// somebody, and a line that can be pulled.

import type { RPCClient } from "ocpp-rpc";
import { ChargingLine, type LineSettings } from "./charging_line.ts";

/** For whom the place is kept. */
export type Kept = {
  readonly id: number;
  readonly idTag: string;
  readonly group: string;
  readonly lapse: NodeJS.Timeout;
};

export abstract class ChargePost {
  status = "Available";
  registerWh = 120_000;
  protected readonly line: ChargingLine;
  protected plugged = false;
  protected operative = true;
  protected kept: Kept | null = null;
  protected meter: NodeJS.Timeout | undefined;
  /** Of a start that waits for its plug. */
  protected lapse: NodeJS.Timeout | undefined;

  constructor(settings: LineSettings, protocol: string) {
    const onBack = () => void this.tellStatus().catch(() => {});
    this.line = new ChargingLine(settings, [protocol], onBack);
  }

  get client(): RPCClient {
    return this.line.client;
  }

  get asked(): string[] {
    return this.line.asked;
  }

  /** The network is gone; between two messages, so that none is delivered twice. */
  async goOffline(): Promise<void> {
    await this.line.cut();
  }

  async comeBack(): Promise<void> {
    await this.client.connect();
  }

  async powerDown(): Promise<void> {
    clearInterval(this.meter);
    clearTimeout(this.lapse);
    clearTimeout(this.kept?.lapse);
    await this.line.end();
  }

  protected abstract tellStatus(): Promise<void>;
}
