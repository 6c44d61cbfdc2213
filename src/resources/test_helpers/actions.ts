// Who may do what at which virtual charger, and the job that does it. At stations that are shared
// everybody charges: there, a stranger to the station touches only what concerns themselves.
import type { Work } from "../../db/work.ts";
import { Awaited } from "../../http/resource.ts";
import { enqueue } from "../../jobs/queue.ts";
import { found, refuse } from "../../lib/errors.ts";
import { newId } from "../../lib/id.ts";
import { addMs } from "../../lib/time.ts";
import type { Place } from "../../networks/simulator/simulator.ts";
import * as tokens from "../charge_tokens/store.ts";
import * as sessions from "../charging_sessions/store.ts";
import * as stations from "../charging_stations/actions.ts";
import type { Action } from "./schema.ts";
import * as store from "./store.ts";

export const task = "test_helper";

export type Order = {
  readonly id: string;
  readonly action: Action;
  readonly station: Place["station"];
  readonly connector: Place["connector"] | null;
  readonly detail: Readonly<Record<string, unknown>>;
};

type Asked = {
  readonly station: string;
  readonly connector?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
};

const keptMs = 24 * 3_600_000;

/** Has it done at the charger, after all that was asked for there before. */
export async function order(work: Work, action: Action, asked: Asked): Promise<Awaited> {
  const { station: id, connector = null, detail = {} } = asked;
  // In live mode there are no simulated ones.
  const station = found(await stations.forSession(work, id), "charging_station_not_found", id);
  if (station.network.kind !== "simulator") {
    refuse(
      "parameter_invalid",
      "Invalid charging_station: expected a simulated one; a real charger is moved by hand.",
      { param: "charging_station" },
    );
  }
  const place = connector === null ? null : connectorOf(station, connector);
  if (station.account !== work.account) await refuseStranger(work, action, id, place, detail);
  // Chargers live in real time; and what is waited for must not grow old by an advance.
  const tha = newId("tha", work.realNow);
  const created = [work.realNow, addMs(work.realNow, -keptMs)];
  await store.insert(work, [tha, action, id, connector, ...created]);
  const payload: Order = {
    ...{ id: tha, action, detail },
    ...{ station: { id, identity: null }, connector: place },
  };
  await enqueue(work, { task, queue: `${task}:${id}`, payload, realAt: work.realNow });
  return new Awaited({ wait: "test_helper_done", id: tha });
}

function connectorOf(
  { connectors }: stations.StationForSession,
  connector: string,
): Place["connector"] {
  const known = connectors.find(({ id }) => id === connector);
  if (known !== undefined) {
    const { id, evse, type, powerKw } = known;
    return { id, evse, type, powerKw };
  }
  const names = connectors.map(({ id }) => id).join(", ");
  return refuse("parameter_invalid", `Invalid connector: expected one of ${names}.`, {
    param: "connector",
  });
}

/** The station is shared and another's: others charge there, too (ruling 13). */
async function refuseStranger(
  work: Work,
  action: Action,
  station: string,
  place: Place["connector"] | null,
  detail: Order["detail"],
): Promise<void> {
  const own =
    action === "swipe_card"
      ? await tokens.ofUid(work, [detail["uid"]])
      : action === "plug_in" || action === "unplug"
        ? await sessions.openAtEvse(work, [station, place?.evse])
        : null;
  if (own !== null) return;
  refuse(
    "permission_denied",
    "The station is shared: there you hold your own cards to the reader, and plug in and unplug " +
      "where a session of yours is under way. For anything else make a station of your own.",
    { param: "charging_station" },
  );
}
