// Reading, retrying and trying out deliveries of an endpoint; part of the noun's routes.
import type { ReadWork, Work } from "../../../db/work.ts";
import { cutPage } from "../../../http/paging.ts";
import { get, list, post } from "../../../http/resource.ts";
import { found } from "../../../lib/errors.ts";
import { timeOfId } from "../../../lib/id.ts";
import { keptSince } from "../../events/schema.ts";
import type { WebhookEndpointRow } from "../schema.ts";
import * as endpoints from "../store.ts";
import * as actions from "./actions.ts";
import { DeliveryTest, deliveryFilters, renderDelivery, WebhookDelivery } from "./schema.ts";
import * as store from "./store.ts";

export type Dependencies = {
  readonly sampleOf: actions.SampleOf;
  /** Refuses where this request must not make us send there (ruling 5). */
  readonly checkTarget: (work: Work, url: string) => Promise<void>;
};

const endpointOf = async (work: ReadWork, id: string): Promise<WebhookEndpointRow> =>
  found(await endpoints.find(work, [id]), "webhook_endpoint_not_found", id);

const attemptAbout =
  "Answers after the attempt, which takes up to ten seconds; `status` and the last of `attempts` " +
  "tell how it went. A failed attempt is an answer like any other.";

export const deliveryRoutes = ({ sampleOf, checkTarget }: Dependencies) => ({
  listDeliveries: list(
    "/v1/webhook_endpoints/:webhook_endpoint/deliveries",
    {
      summary: "List an endpoint's deliveries",
      about: "What was sent, or is to be sent, to the endpoint; for 30 days.",
      query: deliveryFilters,
      answer: WebhookDelivery,
    },
    async (work, { webhook_endpoint: id, event, status }, page) => {
      await endpointOf(work, id);
      const since = keptSince(work.realNow);
      const { gte } = page.created;
      const created = { ...page.created, gte: gte === null || gte < since ? since : gte };
      const at = event === undefined ? undefined : (timeOfId(event) ?? since);
      const filters = { endpoint: id, status, event, at };
      const rows = await store.list(work, { ...page, created }, filters);
      return cutPage(rows, page, (row) => row.id, renderDelivery);
    },
  ),
  retrieveDelivery: get(
    "/v1/webhook_endpoints/:webhook_endpoint/deliveries/:webhook_delivery",
    { summary: "Retrieve a delivery", answer: WebhookDelivery },
    async (work, { webhook_endpoint: id, webhook_delivery: delivery }) => {
      await endpointOf(work, id);
      return renderDelivery(await actions.get(work, id, delivery));
    },
  ),
  retryDelivery: post(
    "/v1/webhook_endpoints/:webhook_endpoint/deliveries/:webhook_delivery/retry",
    {
      summary: "Retry a delivery",
      about: `Sends it once more now, also one that has arrived or has failed. ${attemptAbout}`,
      answer: WebhookDelivery,
      refuses: ["webhook_endpoint_state_conflict", "webhook_delivery_state_conflict"],
    },
    async (work, { webhook_endpoint: id, webhook_delivery: delivery }) => {
      const endpoint = await endpointOf(work, id);
      await checkTarget(work, endpoint.url);
      return actions.retry(work, endpoint, delivery);
    },
  ),
  test: post(
    "/v1/webhook_endpoints/:webhook_endpoint/test",
    {
      summary: "Send a test event",
      about:
        "Sends an event of this type to this endpoint only, whether it wants the type or not. " +
        "Its object is a sample, `livemode` is false, and the delivery carries the header " +
        `\`Charge-Test: true\`. The event is in no log. ${attemptAbout}`,
      body: DeliveryTest,
      answer: WebhookDelivery,
      refuses: ["webhook_endpoint_state_conflict"],
    },
    async (work, { webhook_endpoint: id, type }) => {
      const endpoint = await endpointOf(work, id);
      await checkTarget(work, endpoint.url);
      return actions.test(work, endpoint, { type, sampleOf });
    },
  ),
});
