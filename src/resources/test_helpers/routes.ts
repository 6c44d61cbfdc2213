// The endpoints of test helpers: what a driver, a vandal or bad weather does to a virtual charger.

import { post, resource, type Waiter } from "../../http/resource.ts";
import { present } from "../../lib/assert.ts";
import type * as s from "../../lib/schema.ts";
import * as actions from "./actions.ts";
import {
  type Action,
  AtConnector,
  Fault,
  PlugIn,
  renderAction,
  SetDriver,
  Swipe,
  TestHelperAction,
} from "./schema.ts";
import * as store from "./store.ts";

/** A charger that hears nothing for so long is told of as pending. */
const patienceMs = 10_000;

const done: Waiter = async (work, id, waitedMs) => {
  const row = present(await store.find(work, [id]), "what was asked of a virtual charger");
  return row.done === null && waitedMs < patienceMs ? null : renderAction(row);
};

type About = { readonly summary: string; readonly about: string };

const refuses = ["charging_station_not_found", "parameter_invalid", "permission_denied"] as const;

const base = "/v1/test_helpers/charging_stations/:charging_station";

/** Something that is done at one connector. */
const atConnector = <B extends typeof AtConnector>(action: Action, body: B, told: About) =>
  post(
    `${base}/${action}`,
    { ...told, body, refuses, answer: TestHelperAction },
    (work, input: { charging_station: string } & s.Static<typeof AtConnector>) => {
      const { charging_station: station, connector, ...detail } = input;
      return actions.order(work, action, { station, connector, detail });
    },
  );

/** Something that is done to a whole station of one's own. */
const atStation = (action: Action, told: About) =>
  post(
    `${base}/${action}`,
    { ...told, refuses, answer: TestHelperAction },
    (work, { charging_station: station }: { charging_station: string }) =>
      actions.order(work, action, { station }),
  );

const ownOnly = "Stations of your own only.";
const session = "At a shared station, where a session of yours is under way.";

export default resource("test_helpers", {
  about:
    "Hands for the virtual chargers of test mode: plug in, unplug, hold a card to the reader, " +
    "break and mend, take a charger offline and back. What is done lasts as long as the server " +
    "runs.",
  waits: { test_helper_done: done },
  routes: {
    plugIn: atConnector("plug_in", PlugIn, {
      summary: "Plug a car in",
      about: `Where a start or an accepted card waits, charging begins. ${session}`,
    }),
    unplug: atConnector("unplug", AtConnector, {
      summary: "Unplug the car",
      about: `Ends what charges there. ${session}`,
    }),
    swipeCard: atConnector("swipe_card", Swipe, {
      summary: "Hold a card to the reader",
      about:
        "Starts a session with the same checks as at a real charger once a car is plugged in, or " +
        "ends the one that this card began. At a shared station, cards of your own.",
    }),
    fault: atConnector("fault", Fault, {
      summary: "Break a connector",
      about: `Ends what charges there; nothing starts until the fault is cleared. ${ownOnly}`,
    }),
    clearFault: atConnector("clear_fault", AtConnector, {
      summary: "Mend a connector",
      about: `It is as it was before. ${ownOnly}`,
    }),
    goOffline: atStation("go_offline", {
      summary: "Take a charger offline",
      about:
        "Charging goes on, and nothing is heard of it; orders are refused with `offline`. " +
        ownOnly,
    }),
    comeBack: atStation("come_back", {
      summary: "Bring a charger back online",
      about: `It tells in order what has happened meanwhile. ${ownOnly}`,
    }),
    setDriver: post(
      `${base}/set_driver`,
      {
        summary: "Have drivers simulated, or not",
        about: `Whether somebody plugs in by themselves. ${ownOnly}`,
        body: SetDriver,
        refuses,
        answer: TestHelperAction,
      },
      (work, { charging_station: station, ...detail }) =>
        actions.order(work, "set_driver", { station, detail }),
    ),
  },
});
