// The endpoints of networks.
import { cutPage } from "../../http/paging.ts";
import { get, list, post, resource } from "../../http/resource.ts";
import { found, refuse } from "../../lib/errors.ts";
import { merged, same } from "../../lib/merge.ts";
import * as s from "../../lib/schema.ts";
import { createStandard } from "./actions.ts";
import { Network, NetworkCreate, type NetworkRow, NetworkUpdate, renderNetwork } from "./schema.ts";
import * as store from "./store.ts";

export default resource("networks", {
  about:
    "What carries orders to stations and reports from them: real chargers over OCPP, or " +
    "simulated ones. A new account has one of each in test mode.",
  renders: [
    {
      prefix: "net",
      object: "network",
      expandable: {},
      load: async (work, ids) => (await store.load(work, [ids])).map(renderNetwork),
    },
  ],
  listens: {
    // It is never the installation's: that account was there before it.
    "account.created": (work, { account }) =>
      work.acrossAccounts((everyone) =>
        createStandard(everyone, work.realNow, account, { shared: false }),
      ),
  },
  routes: {
    create: post(
      "/v1/networks",
      {
        summary: "Create a network",
        about: "The network lives in the mode of the key. Simulators exist in test mode only.",
        body: NetworkCreate,
        answer: Network,
      },
      async (work, input) => {
        if (input.kind === "simulator" && work.livemode) {
          refuse("parameter_invalid", "Invalid kind: simulator networks exist in test mode only.", {
            param: "kind",
          });
        }
        const id = work.newId("net");
        const { kind, name, status, operator = name } = input;
        await store.insert(work, [id, kind, name, operator, status, work.now]);
        const row = { id, kind, name, operator, status, shared: false };
        return renderNetwork({ ...row, created: work.now, updated: work.now });
      },
    ),
    list: list(
      "/v1/networks",
      {
        summary: "List networks",
        query: s.object({
          kind: s.optional(
            s.choice(["simulator", "ocpp"], { about: "Only networks of this kind." }),
          ),
          status: s.optional(
            s.choice(["active", "inactive"], { about: "Only networks with this status." }),
          ),
        }),
        answer: Network,
      },
      async (work, filters, page) =>
        cutPage(await store.list(work, page, filters), page, (row) => row.id, renderNetwork),
    ),
    retrieve: get(
      "/v1/networks/:network",
      { summary: "Retrieve a network", answer: Network },
      async (work, { network }) =>
        renderNetwork(found(await store.find(work, [network]), "network_not_found", network)),
    ),
    update: post(
      "/v1/networks/:network",
      {
        summary: "Update a network",
        about: "Parameters you omit keep their current values.",
        body: NetworkUpdate,
        answer: Network,
      },
      async (work, { network: id, ...input }) => {
        const before = found(await store.lock(work, [id]), "network_not_found", id);
        const after: NetworkRow = merged(before, input);
        if (same(before, after)) return renderNetwork(before);
        after.updated = work.now;
        await store.update(work, [id, after.name, after.operator, after.status, after.updated]);
        return renderNetwork(after);
      },
    ),
  },
});
