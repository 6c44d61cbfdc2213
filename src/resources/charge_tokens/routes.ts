// The endpoints of charge tokens.
import { violated, type Work } from "../../db/work.ts";
import { cutPage } from "../../http/paging.ts";
import { get, list, post, remove, resource } from "../../http/resource.ts";
import { found, refuse } from "../../lib/errors.ts";
import { merged } from "../../lib/merge.ts";
import { mergeMetadata } from "../../lib/metadata.ts";
import * as s from "../../lib/schema.ts";
import { parseTimestamp } from "../../lib/time.ts";
import * as drivers from "../drivers/store.ts";
import { ChargeToken, renderToken, TokenCreate, type TokenRow, TokenUpdate } from "./schema.ts";
import * as store from "./store.ts";

const dateOf = (text: string | null): Date | null => (text === null ? null : parseTimestamp(text));

async function create(work: Work, input: s.Static<typeof TokenCreate>): Promise<TokenRow> {
  found(await drivers.find(work, [input.driver]), "driver_not_found", input.driver, "driver");
  await refuseUnknown(work, input);
  const { metadata, expires_at, group, ...plain } = input;
  const row: TokenRow = {
    ...{
      ...plain,
      card_group: group,
      account_id: work.account,
      livemode: work.livemode,
      id: work.newId("ctk"),
    },
    ...{ expires_at: dateOf(expires_at), metadata: mergeMetadata({}, metadata) },
    ...{ created: work.now, updated: work.now },
  };
  try {
    await store.insert(work, [
      ...[row.id, row.uid, row.type, row.driver, row.vehicle, row.payment_method, row.status],
      ...[row.expires_at, JSON.stringify(row.metadata), row.created],
      ...[row.card_group, row.master_pass],
    ]);
  } catch (error) {
    if (violated(error) !== "charge_tokens_uid") throw error;
    refuse("charge_token_state_conflict", "Another charge token holds this card already.", {
      param: "uid",
    });
  }
  return row;
}

async function update(
  work: Work,
  id: string,
  input: s.Static<typeof TokenUpdate>,
): Promise<TokenRow> {
  const before = found(await store.lock(work, [id]), "charge_token_not_found", id);
  await refuseUnknown(work, input);
  const { metadata, expires_at, group, ...plain } = input;
  const after: TokenRow = merged(before, plain);
  if (group !== undefined) after.card_group = group;
  after.metadata = mergeMetadata(before.metadata, metadata);
  if (expires_at !== undefined) after.expires_at = dateOf(expires_at);
  after.updated = work.now;
  await store.update(work, [
    ...[id, after.vehicle, after.payment_method, after.status, after.expires_at],
    ...[JSON.stringify(after.metadata), after.updated, after.card_group, after.master_pass],
  ]);
  return after;
}

/**
 * Whether vehicle and method may be used together is decided when the card is, by the session's
 * checks.
 */
async function refuseUnknown(
  work: Work,
  input: { vehicle?: string | null; payment_method?: string | null },
): Promise<void> {
  if (
    input.vehicle &&
    (await work.references.firstMissing(work, "veh", [input.vehicle])) !== null
  ) {
    refuse("vehicle_not_found", `No such vehicle: '${input.vehicle}'.`, { param: "vehicle" });
  }
  if (
    input.payment_method &&
    (await work.references.firstMissing(work, "pm", [input.payment_method])) !== null
  ) {
    refuse("payment_method_not_found", `No such payment method: '${input.payment_method}'.`, {
      param: "payment_method",
    });
  }
}

export default resource("charge_tokens", {
  about: "A card or a Plug & Charge contract that starts sessions at the charger itself.",
  renders: [
    {
      prefix: "ctk",
      object: "charge_token",
      expandable: { driver: "drv", payment_method: "pm", vehicle: "veh" },
      load: async (work, ids) => (await store.load(work, [ids])).map(renderToken),
    },
  ],
  routes: {
    create: post(
      "/v1/charge_tokens",
      {
        summary: "Create a charge token",
        about: "A card that starts sessions at chargers, with the same checks as the API.",
        body: TokenCreate,
        refuses: [
          "driver_not_found",
          "vehicle_not_found",
          "payment_method_not_found",
          "charge_token_state_conflict",
        ],
        answer: ChargeToken,
      },
      async (work, input) => renderToken(await create(work, input)),
    ),
    list: list(
      "/v1/charge_tokens",
      {
        summary: "List charge tokens",
        query: s.object({
          driver: s.optional(s.id("drv", { about: "Only cards of this driver." })),
          status: s.optional(
            s.choice(["active", "blocked"], { about: "Only cards with this status." }),
          ),
          uid: s.optional(
            s.text(36, {
              about: "Only the card with this number, letter case aside.",
              example: "04A2B3C4D5E6F7",
            }),
          ),
        }),
        answer: ChargeToken,
      },
      async (work, filters, page) =>
        cutPage(await store.list(work, page, filters), page, (row) => row.id, renderToken),
    ),
    retrieve: get(
      "/v1/charge_tokens/:charge_token",
      { summary: "Retrieve a charge token", answer: ChargeToken },
      async (work, { charge_token: id }) =>
        renderToken(found(await store.find(work, [id]), "charge_token_not_found", id)),
    ),
    update: post(
      "/v1/charge_tokens/:charge_token",
      {
        summary: "Update a charge token",
        about: "Card number, type and driver stay. Parameters you omit keep their current values.",
        body: TokenUpdate,
        example: { status: "blocked" },
        refuses: ["vehicle_not_found", "payment_method_not_found"],
        answer: ChargeToken,
      },
      async (work, { charge_token: id, ...input }) => renderToken(await update(work, id, input)),
    ),
    remove: remove(
      "/v1/charge_tokens/:charge_token",
      {
        summary: "Delete a charge token",
        about: "The card starts nothing from then on; its number is free again.",
        object: "charge_token",
      },
      async (work, { charge_token: id }) =>
        found(await store.remove(work, [id]), "charge_token_not_found", id).id,
    ),
  },
});
