// Liveness and readiness, for what watches the process. Answered without a key and in plain text
// (ruling 5).
import type { Log } from "../lib/log.ts";
import type { OpenAnswer } from "./open_answer.ts";

export type Watched = {
  /** Whether what a start prepares is there, and the database has this code's schema. */
  readonly ready: () => Promise<boolean>;
  readonly log: Log;
};

const answer = (status: number, word: string): OpenAnswer => ({
  status,
  type: "application/json",
  body: JSON.stringify({ status: word }),
  headers: { "cache-control": "no-store" },
});

export const health = ({ ready, log }: Watched): Record<string, () => Promise<OpenAnswer>> => ({
  "/healthz": async () => answer(200, "ok"),
  "/readyz": async () => {
    try {
      return (await ready()) ? answer(200, "ready") : answer(503, "starting");
    } catch (error) {
      log.warn({ err: error }, "not ready: the database does not answer");
      return answer(503, "database_unavailable");
    }
  },
});
