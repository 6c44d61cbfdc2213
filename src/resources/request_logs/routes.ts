// Reading the request log. Lines are written by actions.ts, outside of any request.
import type { ReadWork } from "../../db/work.ts";
import { cutPage } from "../../http/paging.ts";
import { get, list, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import { timeOfId } from "../../lib/id.ts";
import * as s from "../../lib/schema.ts";
import { addMs } from "../../lib/time.ts";
import { keptMs, RequestLog, type RequestLogRow, renderRequestLog } from "./schema.ts";
import * as store from "./store.ts";

const shownTo = (work: ReadWork) => (row: RequestLogRow) =>
  renderRequestLog(row, work.caller.permissions === null);

const firstShown = (work: ReadWork): Date => addMs(work.realNow, -keptMs);

/** `404`, or `4xx` for all of a kind. Errors have an index of their own. */
function statusFilter(status: string | undefined): Record<string, number> {
  if (status === undefined) return {};
  const error = Number(status[0]) >= 4;
  if (status.endsWith("xx")) return { [error ? "error_class" : "class"]: Number(status[0]) };
  return { [error ? "error_status" : "status"]: Number(status) };
}

const about =
  "Every request that carried a good key, newest first, for 30 days, refused ones as well. A " +
  "request appears about a second after its answer. Reads of the log itself are not in it.";

export default resource("request_logs", {
  about: "What was asked of the API and answered, for 30 days, with secrets struck out.",
  renders: [
    {
      prefix: "req",
      object: "request_log",
      expandable: {},
      load: async (work, ids) =>
        (await store.load(work, [ids, firstShown(work)])).map(shownTo(work)),
    },
  ],
  routes: {
    list: list(
      "/v1/request_logs",
      {
        summary: "List requests",
        about,
        query: s.object({
          method: s.optional(
            s.choice(["GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"], {
              about: "Only requests with this method.",
              example: "POST",
            }),
          ),
          path: s.optional(
            s.text(1000, { about: "Only requests of this very path.", example: "/v1/drivers" }),
          ),
          status: s.optional(
            s.text(3, {
              pattern: "^[1-5](\\d\\d|xx)$",
              about: "Only answers with this status, or of a kind such as `4xx`.",
              example: "4xx",
            }),
          ),
          error_code: s.optional(
            s.text(60, { about: "Only this error.", example: "parameter_invalid" }),
          ),
          api_key: s.optional(s.id("key", { about: "Only requests with this API key." })),
          idempotency_key: s.optional(
            s.text(255, {
              about: "Only requests with this `Idempotency-Key`.",
              example: "order-4711",
            }),
          ),
          object_id: s.optional(
            s.text(100, {
              about: "Only requests about this object.",
              example: "drv_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd",
            }),
          ),
        }),
        answer: RequestLog,
      },
      async (work, { status, ...filters }, page) => {
        const all = { ...filters, ...statusFilter(status), since: firstShown(work) };
        const rows = await store.list(work, page, all);
        return cutPage(rows, page, (row) => row.id, shownTo(work));
      },
    ),
    retrieve: get(
      "/v1/request_logs/:request_log",
      {
        summary: "Retrieve a request",
        about: "The line of the request whose answer carried this `Request-Id`.",
        answer: RequestLog,
      },
      async (work, { request_log: id }) => {
        const line = await store.find(work, [id, timeOfId(id), firstShown(work)]);
        return shownTo(work)(found(line, "request_log_not_found", id));
      },
    ),
  },
});
