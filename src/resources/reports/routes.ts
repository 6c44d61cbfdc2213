// The endpoints of reports.
import type { Links } from "../../files/links.ts";
import { cutPage } from "../../http/paging.ts";
import { get, list, post, type Resource, remove, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import * as s from "../../lib/schema.ts";
import * as actions from "./actions.ts";
import { startReporting } from "./automatic_actions.ts";
import { Report, ReportCreate, statuses } from "./schema.ts";
import * as store from "./store.ts";

export type Dependencies = { readonly links: Links };

export default ({ links }: Dependencies): Resource =>
  resource("reports", {
    about:
      "A file about what was charged and paid in a period: rows or sums as CSV, sums and charts " +
      "as PDF. A report shows what the asking key may read, and is made in the background.",
    renders: [
      {
        prefix: "rpt",
        object: "report",
        expandable: { account: "acct", fleet: "flt" },
        load: async (work, ids) =>
          (await store.load(work, [ids])).map((row) => actions.shown(work, links, row)),
      },
    ],
    listens: {
      "account.created": (work, { account }) =>
        work.acrossAccounts((everyone) => startReporting(everyone, work.realNow, account)),
    },
    routes: {
      create: post(
        "/v1/reports",
        {
          summary: "Create a report",
          about:
            "Answers at once, `pending`; the event `report.succeeded` says when the file is " +
            "there. The key needs the right to read what the report is about.",
          body: ReportCreate,
          example: {
            parameters: {
              type: "charging_summary",
              period_start: "2025-04-01T00:00:00.000Z",
              period_end: "2025-05-01T00:00:00.000Z",
              group_by: "vehicle",
            },
          },
          answer: Report,
          refuses: ["report_validation_error", "fleet_not_found", "permission_denied"],
        },
        async (work, input) => actions.shown(work, links, await actions.create(work, input)),
      ),
      list: list(
        "/v1/reports",
        {
          summary: "List reports",
          query: s.object({
            status: s.optional(s.choice(statuses, { about: "Only reports with this status." })),
            fleet: s.optional(s.id("flt", { about: "Only this fleet's." })),
          }),
          answer: Report,
        },
        async (work, filters, page) =>
          cutPage(
            await store.list(work, page, filters),
            page,
            (row) => row.id,
            (row) => actions.shown(work, links, row),
          ),
      ),
      retrieve: get(
        "/v1/reports/:report",
        {
          summary: "Retrieve a report",
          about: "Each read gives a new link to the file.",
          answer: Report,
        },
        async (work, { report: id }) =>
          actions.shown(work, links, found(await store.find(work, [id]), "report_not_found", id)),
      ),
      remove: remove(
        "/v1/reports/:report",
        {
          summary: "Delete a report",
          about: "Its file is removed, and with it every link to it that was given out.",
          object: "report",
        },
        (work, { report: id }) => actions.remove(work, id),
      ),
    },
  });
