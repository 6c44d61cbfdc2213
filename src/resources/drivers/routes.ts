// The endpoints of drivers; both seeds of the contract are here (update, attach).
import type { Work } from "../../db/work.ts";
import { cutPage } from "../../http/paging.ts";
import { get, list, post, remove, resource } from "../../http/resource.ts";
import { found, refuse } from "../../lib/errors.ts";
import { merged, same } from "../../lib/merge.ts";
import { mergeMetadata } from "../../lib/metadata.ts";
import * as s from "../../lib/schema.ts";
import { operatorId } from "../../lib/slug.ts";
import * as policies from "../policies/actions.ts";
import { namesOthers } from "../policies/naming.ts";
import * as actions from "./actions.ts";
import {
  Driver,
  DriverCreate,
  DriverFleet,
  type DriverRow,
  DriverUpdate,
  renderDriver,
} from "./schema.ts";
import * as store from "./store.ts";

type Preferences = DriverRow["preferences"];

const withOperatorIds = <P extends { preferred_cpos?: string[] }>(preferences: P): P =>
  preferences.preferred_cpos === undefined
    ? preferences
    : { ...preferences, preferred_cpos: [...new Set(preferences.preferred_cpos.map(operatorId))] };

async function create(work: Work, input: s.Static<typeof DriverCreate>): Promise<DriverRow> {
  const id = work.newId("drv");
  const { metadata, ...plain } = input;
  const preferences = withOperatorIds(plain.preferences);
  await refuseForeign(work, { id, fleets: [] }, null, preferences);
  const kept = mergeMetadata({}, metadata);
  const written = await store.insert(work, [
    ...[id, plain.name, plain.email, plain.phone, plain.license_number, plain.status, preferences],
    ...[JSON.stringify(kept), work.now],
  ]);
  if (plain.policy_ids.length > 0) await policies.bind(work, id, plain.policy_ids);
  return {
    ...{ ...plain, id, metadata: kept, fleets: [], vehicles: [] },
    preferences: written?.preferences as Preferences,
    ...{ active_sessions: 0, has_history: false, wallet_balance: 0 },
    ...{ created: work.now, updated: work.now },
  };
}

async function update(
  work: Work,
  id: string,
  input: s.Static<typeof DriverUpdate>,
): Promise<{ before: DriverRow; after: DriverRow }> {
  const before = found(await store.lock(work, [id]), "driver_not_found", id);
  const { metadata, preferences, ...plain } = input;
  const after: DriverRow = merged(before, {
    ...plain,
    preferences: withOperatorIds(preferences ?? {}),
  });
  after.metadata = mergeMetadata(before.metadata, metadata);
  if (same(before, after)) return { before, after: before };
  await refuseForeign(work, after, before.preferences, after.preferences);
  if (!same(before.policy_ids, after.policy_ids)) await policies.bind(work, id, after.policy_ids);
  after.updated = work.now;
  await store.update(work, [
    ...[
      id,
      after.name,
      after.email,
      after.phone,
      after.license_number,
      after.status,
      after.preferences,
    ],
    ...[JSON.stringify(after.metadata), after.updated],
  ]);
  return { before, after };
}

/**
 * What preferences name must exist, and a payment method must be the driver's or one of their
 * fleets'.
 */
async function refuseForeign(
  work: Work,
  driver: { readonly id: string; readonly fleets: readonly string[] },
  before: Pick<Preferences, "default_payment_method" | "preferred_charging_stations"> | null,
  after: Pick<Preferences, "default_payment_method" | "preferred_charging_stations">,
): Promise<void> {
  const stations = after.preferred_charging_stations;
  if (stations.length > 0 && !same(stations, before?.preferred_charging_stations)) {
    const missing = await work.references.firstMissing(work, "chst", stations);
    if (missing !== null) {
      refuse("charging_station_not_found", `No such charging station: '${missing.slice(0, 60)}'.`, {
        param: `preferences.preferred_charging_stations.${stations.indexOf(missing)}`,
      });
    }
  }
  const method = after.default_payment_method;
  if (method === null || method === before?.default_payment_method) return;
  const param = "preferences.default_payment_method";
  const object = (await work.references.load(work, "pm", [method])).get(method);
  if (object === undefined) {
    refuse("payment_method_not_found", `No such payment method: '${method.slice(0, 60)}'.`, {
      param,
    });
  }
  if (object["driver"] !== driver.id && !driver.fleets.includes(String(object["fleet"]))) {
    refuse(
      "payment_method_scope_invalid",
      "The payment method is attached to neither this driver nor one of their fleets.",
      { param },
    );
  }
}

/** What naming policies, stations and a payment method can be refused with. */
const setsOthers = [
  "policy_not_found",
  "charging_station_not_found",
  "payment_method_not_found",
  "payment_method_scope_invalid",
] as const;

export default resource("drivers", {
  about:
    "A person who charges. Drivers belong to any number of fleets, use vehicles, and carry the " +
    "policies and the payment method that decide whether and how a session is paid.",
  renders: [
    {
      prefix: "drv",
      object: "driver",
      expandable: { fleets: "flt", "preferences.default_payment_method": "pm", vehicles: "veh" },
      load: async (work, ids) => (await store.load(work, [ids])).map(renderDriver),
    },
  ],
  listens: {
    "fleet.deleted": (work, { drivers }) => actions.fleetDeleted(work, drivers),
  },
  routes: {
    create: post(
      "/v1/drivers",
      {
        summary: "Create a driver",
        about: "Attach the driver to fleets and vehicles afterwards.",
        body: DriverCreate,
        adds: (input) => !namesOthers(input),
        answer: Driver,
        refuses: setsOthers,
      },
      async (work, input) => {
        const driver = renderDriver(await create(work, input));
        work.emit("driver.created", driver);
        return driver;
      },
    ),
    list: list(
      "/v1/drivers",
      {
        summary: "List drivers",
        query: s.object({
          fleet: s.optional(s.id("flt", { about: "Only drivers attached to this fleet." })),
          vehicle: s.optional(s.id("veh", { about: "Only drivers who may use this vehicle." })),
          status: s.optional(
            s.choice(["active", "suspended", "archived"], {
              about: "Only drivers with this status.",
            }),
          ),
          email: s.optional(
            s.text(254, {
              about: "Only drivers with this email, letter case aside.",
              example: "ada@example.com",
            }),
          ),
        }),
        answer: Driver,
      },
      async (work, filters, page) =>
        cutPage(await store.list(work, page, filters), page, (row) => row.id, renderDriver),
    ),
    retrieve: get(
      "/v1/drivers/:driver",
      { summary: "Retrieve a driver", answer: Driver },
      async (work, { driver }) =>
        renderDriver(found(await store.find(work, [driver]), "driver_not_found", driver)),
    ),
    update: post(
      "/v1/drivers/:driver",
      {
        summary: "Update a driver",
        about: "Updates a driver. Parameters you omit keep their current values.",
        body: DriverUpdate,
        refuses: setsOthers,
        answer: Driver,
      },
      async (work, { driver: id, ...input }) => {
        const { before, after } = await update(work, id, input);
        work.emit("driver.updated", renderDriver(after), renderDriver(before));
        return renderDriver(after);
      },
    ),
    remove: remove(
      "/v1/drivers/:driver",
      {
        summary: "Delete a driver",
        about: "Sessions and transactions keep the driver's id. Not while a session runs.",
        object: "driver",
        refuses: ["charging_session_conflict", "driver_state_conflict"],
      },
      (work, { driver }) => actions.remove(work, driver),
    ),
    attach: post(
      "/v1/drivers/:driver/attach",
      {
        summary: "Attach a driver to a fleet",
        about:
          "From then on the driver's sessions for this fleet show under the fleet. " +
          "Attaching again changes nothing.",
        body: DriverFleet,
        refuses: ["fleet_not_found", "driver_fleet_conflict"],
        answer: Driver,
      },
      async (work, { driver, fleet }) => renderDriver(await actions.attach(work, driver, fleet)),
    ),
    detach: post(
      "/v1/drivers/:driver/detach",
      {
        summary: "Detach a driver from a fleet",
        about: "Not attached: nothing changes. Not while the driver has a session for the fleet.",
        body: DriverFleet,
        refuses: ["fleet_not_found", "driver_fleet_conflict"],
        answer: Driver,
      },
      async (work, { driver, fleet }) => renderDriver(await actions.detach(work, driver, fleet)),
    ),
  },
});
