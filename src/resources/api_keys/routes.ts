// The endpoints of API keys. They live in the mode of the calling key.
import { cutPage } from "../../http/paging.ts";
import { get, list, post, remove, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import * as actions from "./actions.ts";
import { ApiKeyRoll, renderApiKey, shapes } from "./schema.ts";
import * as store from "./store.ts";

/** The nouns that rights are given for: all of the list. */
export type Dependencies = { readonly nouns: readonly string[] };

type Shapes = ReturnType<typeof shapes>;

/** Those whose answers show a key, this once. */
const showing = ({ ApiKeyCreate, ShownApiKey }: Shapes) => ({
  create: post(
    "/v1/api_keys",
    {
      summary: "Create an API key",
      about:
        "Without `permissions` a secret key, with them a restricted one; in the mode of the " +
        "calling key. The answer shows the key this once. No key makes one that may do more, " +
        "or lives longer, than itself. A sub-account's first key is made with its parent's " +
        "key and `Charge-Account`.",
      body: ApiKeyCreate,
      answer: ShownApiKey,
      secretAnswer: true,
    },
    async (work, input) => {
      const { row, key } = await actions.create(work, input);
      return renderApiKey(row, work.realNow, key);
    },
  ),
  roll: post(
    "/v1/api_keys/:api_key/roll",
    {
      summary: "Roll an API key",
      about:
        "Makes a new key with the same name, rights and end, and answers it; the answer shows " +
        "the key this once. The old one goes on for `expires_in` seconds: a key that rolls " +
        "itself should leave some, so that a lost answer can be asked for again under the same " +
        "`Idempotency-Key`.",
      body: ApiKeyRoll,
      refuses: ["api_key_state_conflict"],
      answer: ShownApiKey,
      secretAnswer: true,
    },
    async (work, { api_key: id, expires_in }) => {
      const { row, key } = await actions.roll(work, id, expires_in);
      return renderApiKey(row, work.realNow, key);
    },
  ),
});

const reading = ({ ApiKey }: Shapes) => ({
  list: list(
    "/v1/api_keys",
    {
      summary: "List API keys",
      about: "Those of the calling key's mode, revoked and expired ones too.",
      answer: ApiKey,
    },
    async (work, _filters, page) => {
      const rows = await store.list(work, page);
      return cutPage(
        rows,
        page,
        (row) => row.id,
        (row) => renderApiKey(row, work.realNow),
      );
    },
  ),
  retrieve: get(
    "/v1/api_keys/:api_key",
    { summary: "Retrieve an API key", answer: ApiKey },
    async (work, { api_key: id }) =>
      renderApiKey(found(await store.find(work, [id]), "api_key_not_found", id), work.realNow),
  ),
});

const changing = ({ ApiKey, ApiKeyUpdate }: Shapes) => ({
  update: post(
    "/v1/api_keys/:api_key",
    {
      summary: "Update an API key",
      about:
        "Parameters you omit keep their current values, and so does each resource that " +
        "`permissions` does not name. Takes effect at once in the process that answers, " +
        "within a second in the others of a cluster.",
      body: ApiKeyUpdate,
      refuses: ["api_key_state_conflict"],
      answer: ApiKey,
    },
    async (work, { api_key: id, ...changes }) =>
      renderApiKey(await actions.update(work, id, changes), work.realNow),
  ),
  remove: remove(
    "/v1/api_keys/:api_key",
    {
      summary: "Revoke an API key",
      about:
        "It is not valid any more, at once in the process that answers, within a second in " +
        "the others of a cluster; it stays listed as `revoked`. Not the last secret key of " +
        "the account in this mode.",
      object: "api_key",
      refuses: ["api_key_state_conflict"],
    },
    async (work, { api_key: id }) => {
      await actions.revoke(work, id);
      return id;
    },
  ),
});

export default ({ nouns }: Dependencies) => {
  const known = shapes(nouns);
  return resource("api_keys", {
    about:
      "What a request carries to say who asks. A key belongs to one account and one mode; a " +
      "secret key may do everything there, a restricted one what its permissions say.",
    renders: [
      {
        prefix: "key",
        object: "api_key",
        expandable: {},
        load: async (work, ids) =>
          (await store.load(work, [ids])).map((row) => renderApiKey(row, work.realNow)),
      },
    ],
    routes: { ...showing(known), ...reading(known), ...changing(known) },
  });
};
