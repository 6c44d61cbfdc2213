// The endpoints of fleets.
import type { Work } from "../../db/work.ts";
import { cutPage } from "../../http/paging.ts";
import { get, list, post, remove, resource } from "../../http/resource.ts";
import { found, refuse } from "../../lib/errors.ts";
import { merged, same } from "../../lib/merge.ts";
import { mergeMetadata } from "../../lib/metadata.ts";
import * as s from "../../lib/schema.ts";
import { emptyAddress } from "../accounts/schema.ts";
import * as policies from "../policies/actions.ts";
import { namesOthers } from "../policies/naming.ts";
import * as actions from "./actions.ts";
import { Fleet, FleetCreate, type FleetRow, FleetUpdate, renderFleet } from "./schema.ts";
import * as store from "./store.ts";

async function create(work: Work, input: s.Static<typeof FleetCreate>): Promise<FleetRow> {
  const id = work.newId("flt");
  const { metadata, preferences, ...plain } = input;
  const { default_payment_method, ...settings } = preferences;
  // A method belongs to one owner, and this fleet is only being born.
  if (default_payment_method !== null) await refuseForeignMethod(work, id, default_payment_method);
  const kept = mergeMetadata({}, metadata);
  const written = await store.insert(work, [
    ...[id, plain.name, plain.email, plain.phone, plain.address, plain.description],
    ...[plain.metric_system, plain.timezone, plain.status, settings, default_payment_method],
    ...[JSON.stringify(kept), work.now],
  ]);
  if (plain.policy_ids.length > 0) await policies.bind(work, id, plain.policy_ids);
  return {
    ...plain,
    ...{ id, metadata: kept, default_payment_method, created: work.now, updated: work.now },
    preferences: written?.preferences as FleetRow["preferences"],
    ...{ total_drivers: 0, total_vehicles: 0, total_sessions: 0, total_energy_wh: 0 },
    ...{ active_sessions: 0, wallet_balance: 0 },
  };
}

type Updated = { readonly before: FleetRow; readonly after: FleetRow };

async function update(
  work: Work,
  id: string,
  input: s.Static<typeof FleetUpdate>,
): Promise<Updated> {
  const before = found(await store.lock(work, [id]), "fleet_not_found", id);
  const { metadata, preferences, ...plain } = input;
  const { default_payment_method, ...settings } = preferences ?? {};
  const base =
    plain.address && before.address === null ? { ...before, address: emptyAddress() } : before;
  const after: FleetRow = merged(base, { ...plain, preferences: settings, default_payment_method });
  after.metadata = mergeMetadata(before.metadata, metadata);
  if (same(before, after)) return { before, after: before };
  if (
    after.default_payment_method !== null &&
    after.default_payment_method !== before.default_payment_method
  ) {
    await refuseForeignMethod(work, id, after.default_payment_method);
  }
  if (!same(before.policy_ids, after.policy_ids)) await policies.bind(work, id, after.policy_ids);
  after.updated = work.now;
  await store.update(work, [
    ...[
      id,
      after.name,
      after.email,
      after.phone,
      after.address,
      after.description,
      after.metric_system,
    ],
    ...[after.timezone, after.status, after.preferences, after.default_payment_method],
    ...[JSON.stringify(after.metadata), after.updated],
  ]);
  return { before, after };
}

async function refuseForeignMethod(work: Work, fleet: string, id: string): Promise<void> {
  const param = "preferences.default_payment_method";
  const method = (await work.references.load(work, "pm", [id])).get(id);
  if (method === undefined)
    refuse("payment_method_not_found", `No such payment method: '${id.slice(0, 60)}'.`, { param });
  if (method["fleet"] !== fleet) {
    refuse("payment_method_scope_invalid", "The payment method is not attached to this fleet.", {
      param,
    });
  }
}

/** What naming policies and a payment method can be refused with. */
const setsOthers = [
  "policy_not_found",
  "payment_method_not_found",
  "payment_method_scope_invalid",
] as const;

export default resource("fleets", {
  about: "A group of drivers and vehicles with policies, a way to pay and a time zone of its own.",
  renders: [
    {
      prefix: "flt",
      object: "fleet",
      expandable: { "preferences.default_payment_method": "pm" },
      load: async (work, ids) => (await store.load(work, [ids])).map(renderFleet),
    },
  ],
  routes: {
    create: post(
      "/v1/fleets",
      {
        summary: "Create a fleet",
        about: "Attach drivers and vehicles afterwards.",
        body: FleetCreate,
        adds: (input) => !namesOthers(input),
        answer: Fleet,
        refuses: setsOthers,
      },
      async (work, input) => {
        const fleet = renderFleet(await create(work, input));
        work.emit("fleet.created", fleet);
        return fleet;
      },
    ),
    list: list(
      "/v1/fleets",
      {
        summary: "List fleets",
        query: s.object({
          status: s.optional(
            s.choice(["active", "suspended", "archived"], {
              about: "Only fleets with this status.",
            }),
          ),
          driver: s.optional(
            s.id("drv", { about: "Only fleets that this driver is attached to." }),
          ),
          vehicle: s.optional(
            s.id("veh", { about: "Only the fleet that this vehicle is attached to." }),
          ),
        }),
        answer: Fleet,
      },
      async (work, filters, page) =>
        cutPage(await store.list(work, page, filters), page, (row) => row.id, renderFleet),
    ),
    retrieve: get(
      "/v1/fleets/:fleet",
      { summary: "Retrieve a fleet", answer: Fleet },
      async (work, { fleet }) =>
        renderFleet(found(await store.find(work, [fleet]), "fleet_not_found", fleet)),
    ),
    update: post(
      "/v1/fleets/:fleet",
      {
        summary: "Update a fleet",
        about: "Parameters you omit keep their current values.",
        body: FleetUpdate,
        refuses: setsOthers,
        answer: Fleet,
      },
      async (work, { fleet: id, ...input }) => {
        const { before, after } = await update(work, id, input);
        work.emit("fleet.updated", renderFleet(after), renderFleet(before));
        return renderFleet(after);
      },
    ),
    remove: remove(
      "/v1/fleets/:fleet",
      {
        summary: "Delete a fleet",
        about: "Drivers and vehicles stay, and are no longer attached to it. History keeps its id.",
        object: "fleet",
        refuses: ["charging_session_conflict", "fleet_state_conflict"],
      },
      (work, { fleet }) => actions.remove(work, fleet),
    ),
  },
});
