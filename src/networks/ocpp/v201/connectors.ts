// The connectors of a station in one conversation. Platform and drivers think in EVSEs, of which
// one connector is used at a time; chargers report each connector. In memory: a charger that has
// booted, or is asked, reports them all.

import type { ConnectorStatus } from "../../fact.ts";

/** Whichever of its connectors is the most telling. A usable one makes a usable EVSE. */
const telling: readonly ConnectorStatus[] = [
  ...(["occupied", "reserved", "available", "faulted", "unavailable", "unknown"] as const),
];

export class Connectors {
  readonly #sinceMs: number;
  readonly #statuses = new Map<number, Map<number, ConnectorStatus>>();
  readonly #reported = new Map<string, number>();

  constructor(since: Date) {
    this.#sinceMs = since.getTime();
  }

  /**
   * A report that waited while the charger was away, and comes after one of a later time. What is
   * told live counts as it arrives: a clock that is hours off must not mute it.
   */
  late(evse: number, connector: number, at: Date): boolean {
    const key = `${evse}/${connector}`;
    const atMs = at.getTime();
    const late = atMs < this.#sinceMs && atMs < (this.#reported.get(key) ?? atMs);
    if (!late) this.#reported.set(key, atMs);
    return late;
  }

  knows(evse: number, connector: number): boolean {
    return this.#statuses.get(evse)?.has(connector) ?? false;
  }

  /** The EVSE's status after one of its connectors' has been told. */
  told(evse: number, connector: number, status: ConnectorStatus): ConnectorStatus {
    const known = this.#statuses.get(evse) ?? new Map<number, ConnectorStatus>();
    this.#statuses.set(evse, known.set(connector, status));
    const all = [...known.values()];
    return telling.find((one) => all.includes(one)) ?? status;
  }
}
