// Making a report: its rows go from one snapshot of the database straight into the file. A process
// that dies on the way leaves nothing to be seen; the next one begins again. And the reports that
// nobody asks for, at the midnights of their owners.
import type { Database } from "../../db/work.ts";
import type { Files } from "../../files/files.ts";
import type { Links } from "../../files/links.ts";
import { type Job, type Task, untilDone } from "../../jobs/runner.ts";
import type { Log } from "../../lib/log.ts";
import { parseTimestamp } from "../../lib/time.ts";
import { fail, fileNameOf, makeTask, removeTask, succeed } from "./actions.ts";
import { automaticTask, makeDue } from "./automatic_actions.ts";
import { contentOf, mediaTypes } from "./content_actions.ts";
import { fileTypes } from "./schema.ts";
import * as store from "./store.ts";

export type Dependencies = {
  readonly database: Database;
  readonly files: Files;
  readonly links: Links;
  readonly log: Log;
  /** Resolves when links can be made. */
  readonly linkable: Promise<void>;
};

/** Tries before a report has failed: a process that dies of one must not die of it for ever. */
const mostTries = 5;
const waitsMs = [2000, 15_000, 60_000, 300_000];

async function make(deps: Dependencies, job: Job): Promise<void> {
  const { database, files, links, log } = deps;
  await deps.linkable;
  const id = String(job.payload["report"]);
  const report = await store.find(job.read(), [id]);
  if (report === null) {
    // Deleted; an earlier try may have come as far as its file.
    for (const type of fileTypes) await files.remove(fileNameOf({ id, type }));
    return job.finish(async () => undefined);
  }
  if (report.status === "succeeded" || report.status === "failed") {
    return job.finish(async () => undefined);
  }
  const giveUp = () => job.finish((work) => fail(work, links, id));
  if (job.attempts > mostTries) return giveUp();
  await job.step((work) => store.begin(work, [id]));
  let size = 0;
  try {
    size = await database.snapshot(job, (reader) =>
      files.put(fileNameOf(report), {
        ...{ type: mediaTypes[report.type], signal: job.signal },
        parts: contentOf(reader, report, job.signal),
      }),
    );
  } catch (error) {
    if (job.attempts < mostTries || job.signal.aborted) throw error;
    log.error({ err: error, report: id }, "a report could not be made");
    return giveUp();
  }
  await job.finish((work) => succeed(work, links, { report, size }));
}

/** When it ran last; an installation that is older than these reports has never done it. */
function sinceOf({ payload }: Job): Date | null {
  const { since } = payload;
  return typeof since === "string" ? parseTimestamp(since) : null;
}

export const tasks = (deps: Dependencies): Task[] => [
  {
    name: makeTask,
    retryMs: (attempts) => waitsMs[Math.min(attempts, waitsMs.length) - 1] ?? 2000,
    // Each holds a connection and a part of a core.
    concurrency: 2,
    run: (job) => make(deps, job),
  },
  {
    name: removeTask,
    retryMs: untilDone,
    concurrency: 2,
    async run(job) {
      await deps.files.remove(String(job.payload["file"]));
      await job.finish(async () => undefined);
    },
  },
  {
    name: automaticTask,
    retryMs: untilDone,
    concurrency: 4,
    run: (job) => job.finish((work) => makeDue(work, sinceOf(job) ?? work.now)),
  },
];
