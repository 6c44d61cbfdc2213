// What the process tells whoever runs it, at /metrics: its answers, its queue, its connections, its
// own state. Read over loopback, or by who has the token (ruling 5).
import type { IncomingMessage } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Pool } from "./db/pool.ts";
import type { Database } from "./db/work.ts";
import type { OpenAnswer } from "./http/open_answer.ts";
import type { Tally } from "./http/tally.ts";
import * as jobs from "./jobs/store.ts";
import { refuse } from "./lib/errors.ts";
import { contentType, counter, exposition, type Family, gauge } from "./lib/exposition.ts";
import { sameText } from "./lib/secret.ts";
import { elapsedMs } from "./lib/time.ts";
import { deliverTask } from "./resources/webhook_endpoints/actions.ts";

export type Watched = {
  readonly tally: Tally;
  readonly database: Database;
  readonly pool: Pick<Pool, "use">;
  /** Lines of the request log that were lost. */
  readonly linesLost: () => number;
  /** Frames of chargers that the trace lost. */
  readonly framesLost: () => number;
  readonly token: string | null;
  /** Whether both ends of a request are this machine's own. */
  readonly isLocal: (request: IncomingMessage) => boolean;
  /** Whether a token may be taken in plain text from this peer. */
  readonly plainTextAllowed: (request: IncomingMessage) => boolean;
};

type Delay = ReturnType<typeof monitorEventLoopDelay>;

type Answer = (request: IncomingMessage) => Promise<OpenAnswer>;

export type Figures = { readonly open: Readonly<Record<string, Answer>>; close(): void };

export function openFigures(watched: Watched): Figures {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  return {
    open: {
      "/metrics": async (request) => {
        admit(watched, request);
        const families = [
          ...watched.tally.families(),
          ...(await queueFigures(watched.database)),
          ...ownFigures(watched, delay),
        ];
        const headers = { "cache-control": "no-store" };
        return { status: 200, type: contentType, body: exposition(families), headers };
      },
    },
    close: () => delay.disable(),
  };
}

function admit({ token, isLocal, plainTextAllowed }: Watched, request: IncomingMessage): void {
  if (isLocal(request)) return;
  if (!plainTextAllowed(request)) refuse("https_required", "/metrics is read over https only.");
  const given = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1];
  if (token !== null && given !== undefined && sameText(given, token)) return;
  refuse("permission_denied", "/metrics is read over loopback, or with CHARGE_METRICS_TOKEN.");
}

async function queueFigures(database: Database): Promise<Family[]> {
  const depths = await jobs.depths(database.everyone(), [database.clock.now()]);
  const of = (task: string) => depths.find((one) => one.task === task);
  const byTask = (name: string, help: string, value: (one: jobs.Depth) => number): Family => ({
    ...{ name, help, type: "gauge" },
    samples: depths.map((one) => ({ labels: { task: one.task }, value: value(one) })),
  });
  return [
    byTask("charge_jobs_waiting", "Jobs that wait for their time or turn.", (one) => one.waiting),
    byTask("charge_jobs_running", "Jobs that some process runs.", (one) => one.running),
    byTask("charge_jobs_failed", "Jobs that were given up.", (one) => one.failed),
    byTask("charge_jobs_late_seconds", "How long the oldest due job waits.", (one) => one.late),
    gauge(
      "charge_webhook_lag_seconds",
      "How long the oldest webhook delivery that is due waits for its attempt.",
      of(deliverTask)?.late ?? 0,
    ),
  ];
}

function ownFigures({ pool, database, linesLost, framesLost }: Watched, delay: Delay): Family[] {
  const { exclusive, idle, waiting } = pool.use();
  const memory = process.memoryUsage();
  const cpu = process.cpuUsage();
  const connections = [
    { labels: { state: "used" }, value: exclusive - idle },
    { labels: { state: "idle" }, value: idle },
  ];
  const p99 = delay.percentile(99) / 1e9;
  const max = delay.max / 1e9;
  delay.reset();
  return [
    {
      name: "charge_database_connections",
      help: "Connections for transactions.",
      ...{ type: "gauge", samples: connections },
    },
    gauge("charge_database_waiting", "Works that wait for a connection.", waiting),
    counter("charge_database_statements_total", "Statements sent.", database.sent()),
    counter("charge_request_log_lost_total", "Lines of the request log lost.", linesLost()),
    counter("charge_station_messages_lost_total", "Frames of the trace lost.", framesLost()),
    gauge("process_resident_memory_bytes", "Resident memory.", memory.rss),
    gauge("nodejs_heap_used_bytes", "Heap in use.", memory.heapUsed),
    counter("process_cpu_seconds_total", "CPU time.", (cpu.user + cpu.system) / 1e6),
    gauge("process_uptime_seconds", "Time since the start.", elapsedMs() / 1000),
    gauge("nodejs_eventloop_lag_p99_seconds", "Since the last reading.", p99),
    gauge("nodejs_eventloop_lag_max_seconds", "Since the last reading.", max),
  ];
}
