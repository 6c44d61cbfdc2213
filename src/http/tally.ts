// Counts what the server answers, by endpoint: how many with which status, and how long they took.
import {
  addDuration,
  type Durations,
  durationSamples,
  type Family,
  newDurations,
  type Sample,
} from "../lib/exposition.ts";
import type { Observe } from "./seen.ts";

export type Tally = {
  readonly observe: Observe;
  families(): readonly Family[];
};

type Endpoint = {
  readonly method: string;
  readonly route: string;
  readonly statuses: Map<number, number>;
  readonly durations: Durations;
};

export function openTally(): Tally {
  // Two maps and no joined key: this runs for every request.
  const byRoute = new Map<string | null, Map<string, Endpoint>>();
  const endpointOf = (route: string | null, method: string): Endpoint => {
    const methods = byRoute.get(route) ?? new Map<string, Endpoint>();
    if (methods.size === 0) byRoute.set(route, methods);
    const known = methods.get(method);
    if (known !== undefined) return known;
    const fresh = { statuses: new Map(), durations: newDurations(), method };
    const endpoint = { ...fresh, route: route ?? "unknown" };
    methods.set(method, endpoint);
    return endpoint;
  };
  const endpoints = (): Endpoint[] => [...byRoute.values()].flatMap((one) => [...one.values()]);
  return {
    observe({ route, method, status, durationMs }) {
      const { statuses, durations } = endpointOf(route, method);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      addDuration(durations, durationMs / 1000);
    },
    families: () => [
      {
        name: "charge_http_requests_total",
        help: "Requests answered, by endpoint and status; 429 are those over their rate limit.",
        type: "counter",
        samples: endpoints().flatMap(({ method, route, statuses }): Sample[] =>
          [...statuses].map(([status, value]) => ({
            labels: { method, route, status: String(status) },
            value,
          })),
        ),
      },
      {
        name: "charge_http_request_duration_seconds",
        help: "From the arrival of a request to its answer, by endpoint.",
        type: "histogram",
        samples: endpoints().flatMap(({ method, route, durations }) =>
          durationSamples(durations, { method, route }),
        ),
      },
    ],
  };
}
