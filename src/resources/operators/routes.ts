// The endpoints of operators. Listed by id: they have no time of birth.
import { cutPage } from "../../http/paging.ts";
import { get, list, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import * as s from "../../lib/schema.ts";
import { operatorId } from "../../lib/slug.ts";
import { Operator, renderOperator } from "./schema.ts";
import * as store from "./store.ts";

const literally = (text: string): string => text.replace(/[\\%_]/g, "\\$&");

export default resource("operators", {
  about: "Who stands behind stations, as far as the names that stations show tell.",
  routes: {
    list: list(
      "/v1/operators",
      {
        summary: "List operators",
        about: "Of all stations that the account sees, ordered by id.",
        query: s.object({
          query: s.optional(
            s.text(200, { about: "Only those with this in their name or id.", example: "example" }),
          ),
        }),
        answer: Operator,
        undated: true,
      },
      async (work, { query }, page) => {
        const name = query === undefined ? null : literally(query);
        const slug = query === undefined ? null : literally(operatorId(query));
        const read = page.cursor?.direction === "before" ? store.listBefore : store.listAfter;
        const rows = await read(work, [name, slug, page.cursor?.key ?? null, page.limit + 1]);
        return cutPage(rows, page, (row) => row.id, renderOperator);
      },
    ),
    retrieve: get(
      "/v1/operators/:operator",
      { summary: "Retrieve an operator", answer: Operator },
      async (work, { operator: id }) =>
        renderOperator(found(await store.find(work, [id]), "operator_not_found", id)),
    ),
  },
});
