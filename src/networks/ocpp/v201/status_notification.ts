// StatusNotification, charger to platform (OCPP 2.0.1 part 2; use case G01): the state of
// one connector, told on as the state of its EVSE.

import type { ConnectorStatus } from "../../fact.ts";
import { inbound, type Scene, Type, timestamp, toDate } from "./message.ts";

const statuses: ReadonlyMap<string, ConnectorStatus> = new Map([
  ["Available", "available"],
  ["Occupied", "occupied"],
  ["Reserved", "reserved"],
  ["Unavailable", "unavailable"],
  ["Faulted", "faulted"],
]);

const request = Type.Object({
  timestamp: timestamp(),
  connectorStatus: Type.String(),
  evseId: Type.Integer(),
  connectorId: Type.Integer(),
});

export type StatusNews = {
  readonly evse: number;
  readonly connector: number;
  /** In the charger's word; one that we do not know counts as unknown. */
  readonly word: string;
  readonly at: Date;
};

type Named = {
  readonly component: {
    readonly name: string;
    readonly evse?: { readonly id: number; readonly connectorId?: number };
  };
  readonly variable: { readonly name: string };
};

/** Whose state a variable of the device model is; null: it is none. Names have no case. */
export const connectorOf = ({ component: { name, evse }, variable }: Named) => {
  const isState = /^connector$/i.test(name) && /^availabilitystate$/i.test(variable.name);
  if (!isState || evse?.connectorId === undefined) return null;
  return { evse: evse.id, connector: evse.connectorId };
};

/** Also for a charger that tells its states as events of the device model (G01 allows both). */
export const tellStatus = async (scene: Scene, news: StatusNews): Promise<void> => {
  const { evse, connector, at } = news;
  if (evse < 0 || evse > 9_999 || scene.connectors.late(evse, connector, at)) return;
  const said = statuses.get(news.word) ?? "unknown";
  const status = scene.connectors.told(evse, connector, said);
  const plug = { number: connector, status: said };
  const fact = { kind: "connector_status", evse, status, error: null, at, plug } as const;
  await scene.host.tell(scene.station, fact);
};

export const statusNotification = inbound("StatusNotification", request, async (news, scene) => {
  const { evseId: evse, connectorId: connector, connectorStatus: word } = news;
  await tellStatus(scene, { evse, connector, word, at: toDate(news.timestamp) });
  return {};
});
