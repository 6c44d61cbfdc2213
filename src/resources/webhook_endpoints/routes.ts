// The endpoints of webhook endpoints. The secret is kept encrypted and shown in each answer to who
// may write them.
import type { ReadWork, Work } from "../../db/work.ts";
import { hasRight } from "../../http/auth.ts";
import { checkTarget, OutboundFault } from "../../http/outbound.ts";
import { cutPage } from "../../http/paging.ts";
import { get, list, post, remove, resource } from "../../http/resource.ts";
import type { Versions } from "../../http/versions.ts";
import { found, refuse } from "../../lib/errors.ts";
import { randomText } from "../../lib/id.ts";
import { merged } from "../../lib/merge.ts";
import { mergeMetadata } from "../../lib/metadata.ts";
import type * as s from "../../lib/schema.ts";
import type { Vault } from "../../lib/secret.ts";
import * as settings from "../accounts/settings/actions.ts";
import * as events from "../events/actions.ts";
import * as actions from "./actions.ts";
import {
  renderWebhookEndpoint,
  WebhookEndpoint,
  type WebhookEndpointCreate,
  type WebhookEndpointRow,
  WebhookEndpointUpdate,
  webhookEndpointCreate,
} from "./schema.ts";
import { secretOf, secretPurpose } from "./signing.ts";
import * as store from "./store.ts";

export type Dependencies = {
  readonly vault: Vault;
  readonly versions: Versions;
  /** Whether test-mode endpoints may be http and private, whatever the account has set. */
  readonly allowPrivate: boolean;
};

async function refuseTarget(work: Work, deps: Dependencies, url: string): Promise<void> {
  const allowPrivate = deps.allowPrivate && !work.livemode;
  const allowHttp = allowPrivate || (await settings.webhookHttpAllowed(work));
  try {
    checkTarget(url, { allowHttp, allowPrivate });
  } catch (error) {
    if (!(error instanceof OutboundFault)) throw error;
    refuse("parameter_invalid", `Invalid url: ${error.message}`, { param: "url" });
  }
}

async function create(
  work: Work,
  deps: Dependencies,
  input: WebhookEndpointCreate,
): Promise<WebhookEndpointRow> {
  await refuseTarget(work, deps, input.url);
  actions.refuseUnreadable(work, input.enabled_events);
  const { url, enabled_events, description } = input;
  const id = work.newId("wh");
  const metadata = mergeMetadata({}, input.metadata);
  const secret = deps.vault.encrypt(secretPurpose, secretOf(randomText(32)));
  const written = await store.insert(work, [
    ...[id, url, enabled_events, input.api_version ?? null, description],
    ...[JSON.stringify(metadata), secret, work.now],
  ]);
  await events.setSubscription(work, id, enabled_events);
  const api_version = written?.api_version as string;
  return {
    ...{
      id,
      livemode: work.livemode,
      url,
      enabled_events,
      api_version,
      description,
      metadata,
      secret,
    },
    ...{ status: "enabled", failing_since: null, created: work.now },
  };
}

async function update(
  work: Work,
  id: string,
  input: s.Static<typeof WebhookEndpointUpdate>,
): Promise<WebhookEndpointRow> {
  const before = found(await store.lock(work, [id]), "webhook_endpoint_not_found", id);
  actions.refuseUnreadable(work, input.enabled_events ?? []);
  const { metadata, ...plain } = input;
  const after: WebhookEndpointRow = merged(before, plain);
  after.metadata = mergeMetadata(before.metadata, metadata);
  await actions.change(work, before, after);
  return after;
}

export default (deps: Dependencies) => {
  const show = (work: ReadWork, row: WebhookEndpointRow) => {
    // Whoever may only read could pass off events of their own as ours (ruling 6).
    const maySee = hasRight(work.caller.permissions, "webhook_endpoints", "write");
    return renderWebhookEndpoint(
      row,
      maySee ? deps.vault.decrypt(secretPurpose, row.secret) : null,
    );
  };
  const load = async (work: ReadWork, ids: readonly string[]) =>
    (await store.load(work, [ids])).map((row) => show(work, row));
  return resource("webhook_endpoints", {
    about: "A URL of yours that events are sent to, signed, until it has taken them.",
    renders: [{ prefix: "wh", object: "webhook_endpoint", expandable: {}, load }],
    routes: {
      create: post(
        "/v1/webhook_endpoints",
        {
          summary: "Create a webhook endpoint",
          about:
            "From then on the wanted events are sent there by POST, signed with the endpoint's " +
            "`secret`.",
          body: webhookEndpointCreate(deps.versions),
          answer: WebhookEndpoint,
          secretAnswer: true,
        },
        async (work, input) => show(work, await create(work, deps, input)),
      ),
      list: list(
        "/v1/webhook_endpoints",
        { summary: "List webhook endpoints", answer: WebhookEndpoint },
        async (work, _filters, page) =>
          cutPage(
            await store.list(work, page),
            page,
            (row) => row.id,
            (row) => show(work, row),
          ),
      ),
      retrieve: get(
        "/v1/webhook_endpoints/:webhook_endpoint",
        { summary: "Retrieve a webhook endpoint", answer: WebhookEndpoint },
        async (work, { webhook_endpoint: id }) =>
          show(work, found(await store.find(work, [id]), "webhook_endpoint_not_found", id)),
      ),
      update: post(
        "/v1/webhook_endpoints/:webhook_endpoint",
        {
          summary: "Update a webhook endpoint",
          about: "Parameters you omit keep their current values.",
          body: WebhookEndpointUpdate,
          answer: WebhookEndpoint,
          secretAnswer: true,
        },
        async (work, { webhook_endpoint: id, ...input }) =>
          show(work, await update(work, id, input)),
      ),
      remove: remove(
        "/v1/webhook_endpoints/:webhook_endpoint",
        {
          summary: "Delete a webhook endpoint",
          about: "What still waited for it ends as failed.",
          object: "webhook_endpoint",
        },
        async (work, { webhook_endpoint: id }) => {
          await actions.remove(work, id);
          return id;
        },
      ),
    },
  });
};
