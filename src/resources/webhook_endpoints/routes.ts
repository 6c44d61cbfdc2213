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
import { addMs } from "../../lib/time.ts";
import * as settings from "../accounts/settings/actions.ts";
import * as events from "../events/actions.ts";
import * as actions from "./actions.ts";
import type { SampleOf } from "./deliveries/actions.ts";
import * as deliveries from "./deliveries/actions.ts";
import { deliveryRoutes } from "./deliveries/routes.ts";
import {
  renderWebhookEndpoint,
  SecretRoll,
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
  /** For tests of endpoints: an object as an event of its kind would carry it. */
  readonly sampleOf: SampleOf;
};

/**
 * Private targets are for who sits at the machine: not for live mode, nor for a request that
 * somebody passed on (ruling 5).
 */
async function refuseTarget(work: Work, deps: Dependencies, url: string): Promise<void> {
  const allowPrivate = deps.allowPrivate && !work.livemode && !work.request.forwarded;
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
    ...{ old_secret: null, old_secret_until: null },
    ...{ status: "enabled", failing_since: null, created: work.now },
  };
}

async function update(
  work: Work,
  deps: Dependencies,
  { webhook_endpoint: id, ...input }: Update,
): Promise<WebhookEndpointRow> {
  const before = found(await store.lock(work, [id]), "webhook_endpoint_not_found", id);
  // Disabling is always allowed.
  if ((input.status ?? before.status) === "enabled") {
    await refuseTarget(work, deps, before.url);
  }
  actions.refuseUnreadable(work, input.enabled_events ?? []);
  const { metadata, ...plain } = input;
  const after: WebhookEndpointRow = merged(before, plain);
  after.metadata = mergeMetadata(before.metadata, metadata);
  await actions.change(work, before, after);
  return after;
}

type Update = s.Static<typeof WebhookEndpointUpdate> & { readonly webhook_endpoint: string };

async function roll(
  work: Work,
  { vault }: Dependencies,
  id: string,
  seconds: number,
): Promise<WebhookEndpointRow> {
  const before = found(await store.lock(work, [id]), "webhook_endpoint_not_found", id);
  const secret = vault.encrypt(secretPurpose, secretOf(randomText(32)));
  const old =
    seconds === 0
      ? { old_secret: null, old_secret_until: null }
      : { old_secret: before.secret, old_secret_until: addMs(work.realNow, 1000 * seconds) };
  await store.rollSecret(work, [id, secret, old.old_secret, old.old_secret_until]);
  return { ...before, ...old, secret };
}

type Show = (work: ReadWork, row: WebhookEndpointRow) => ReturnType<typeof renderWebhookEndpoint>;

const createRoute = (deps: Dependencies, show: Show) =>
  post(
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
  );

const rollSecret = (deps: Dependencies, show: Show) =>
  post(
    "/v1/webhook_endpoints/:webhook_endpoint/roll_secret",
    {
      summary: "Roll a webhook endpoint's secret",
      about:
        "Answers the endpoint with a new `secret`. Until the old one expires, deliveries carry a " +
        "signature by each, so that receivers can change over.",
      body: SecretRoll,
      answer: WebhookEndpoint,
      secretAnswer: true,
    },
    async (work, { webhook_endpoint: id, expires_in: seconds }) =>
      show(work, await roll(work, deps, id, seconds)),
  );

export default (deps: Dependencies) => {
  /** Who may not change the endpoint does not see what signs for it (ruling 6). */
  const show: Show = (work, row) => {
    const shown = hasRight(work.caller.permissions, "webhook_endpoints", "write");
    return renderWebhookEndpoint(row, shown ? deps.vault.decrypt(secretPurpose, row.secret) : null);
  };
  const load = async (work: ReadWork, ids: readonly string[]) =>
    (await store.load(work, [ids])).map((row) => show(work, row));
  return resource("webhook_endpoints", {
    about: "A URL of yours that events are sent to, signed, until it has taken them.",
    renders: [
      { prefix: "wh", object: "webhook_endpoint", expandable: {}, load },
      {
        ...{ prefix: "whd", object: "webhook_delivery", load: deliveries.load },
        expandable: { event: "evt", webhook_endpoint: "wh" },
      },
    ],
    waits: { webhook_attempt: deliveries.attempted },
    routes: {
      create: createRoute(deps, show),
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
        async (work, input) => show(work, await update(work, deps, input)),
      ),
      rollSecret: rollSecret(deps, show),
      ...deliveryRoutes({
        sampleOf: deps.sampleOf,
        checkTarget: (work, url) => refuseTarget(work, deps, url),
      }),
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
