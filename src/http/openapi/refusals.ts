// Which error codes each operation can answer, by status: what the kernel refuses for its kind of
// route, the object that its path names, and what the route itself declares. Pure.
import { type ErrorCode, errorCodes } from "../../lib/errors.ts";
import type { NamedRoute, Resource, Route } from "../resource.ts";
import { errorResponse } from "./error_object.ts";
import type { Json } from "./schemas.ts";

/** Answered before an operation is found, or instead of one: no operation has them. */
export const outsideCodes: readonly ErrorCode[] = [
  ...(["request_invalid", "request_timeout", "headers_too_large"] as const),
  ...(["route_not_found", "method_not_allowed"] as const),
];

const always: readonly ErrorCode[] = [
  ...(["parameter_unknown", "parameter_invalid", "version_invalid"] as const),
  ...(["unsupported_expand_value", "api_key_missing", "api_key_invalid"] as const),
  ...(["permission_denied", "https_required", "account_not_found"] as const),
  ...(["rate_limit_exceeded", "internal_error", "service_unavailable"] as const),
];

const forChanges: readonly ErrorCode[] = ["payload_too_large", "unsupported_media_type"];

const forBodies: readonly ErrorCode[] = [
  ...(["body_invalid", "idempotency_key_invalid", "idempotency_key_in_use"] as const),
  "idempotency_key_reused",
];

const order = Object.keys(errorCodes) as readonly ErrorCode[];

/** Every code that this operation can answer, in the order of the list of codes. */
export function codesOf(route: Route): readonly ErrorCode[] {
  const named = pathNames(route.path).map((name) => `${name}_not_found`);
  const codes = new Set<string>([
    ...always,
    ...(route.method === "GET" ? [] : forChanges),
    ...(route.method === "POST" ? forBodies : []),
    ...(asksForSomething(route.body) || asksForSomething(route.query) ? ["parameter_missing"] : []),
    ...(route.paged ? ["page_token_invalid"] : []),
    ...named,
    ...route.refuses,
  ]);
  return order.filter((code) => codes.has(code));
}

export const pathNames = (path: string): string[] =>
  [...path.matchAll(/:(\w+)/g)].map((match) => match[1] as string);

/** Somewhere in it stands a parameter that must be given. */
const asksForSomething = (schema: unknown): boolean =>
  schema !== null && /"required":\["/.test(JSON.stringify(schema));

/** The refusals of an operation as OpenAPI responses, by status. */
export function failuresOf(route: Route): Json {
  const codes = codesOf(route);
  const statuses = [...new Set(codes.map((code) => errorCodes[code].status))];
  return {
    ...Object.fromEntries(
      statuses.map((status) => [
        status,
        responseOf(codes.filter((code) => errorCodes[code].status === status)),
      ]),
    ),
    default: { $ref: "#/components/responses/error" },
  };
}

const responseOf = (codes: readonly ErrorCode[]): Json => {
  const shared = Object.entries(sharedSets).find(([, set]) => String(set) === String(codes));
  return shared === undefined
    ? errorResponse(codes)
    : { $ref: `#/components/responses/${shared[0]}` };
};

/** What most operations answer alike stands in the document once. */
const sharedSets: Readonly<Record<string, readonly ErrorCode[]>> = {
  error_400: [
    ...(["parameter_unknown", "parameter_invalid", "version_invalid"] as const),
    "unsupported_expand_value",
  ],
  error_400_list: [
    ...(["parameter_unknown", "parameter_invalid", "page_token_invalid"] as const),
    ...(["version_invalid", "unsupported_expand_value"] as const),
  ],
  error_401: ["api_key_missing", "api_key_invalid"],
  error_403: ["permission_denied", "https_required"],
  error_404: ["account_not_found"],
  error_409: ["idempotency_key_in_use"],
  error_413: ["payload_too_large"],
  error_415: ["unsupported_media_type"],
  error_422: ["idempotency_key_reused"],
  error_429: ["rate_limit_exceeded"],
  error_500: ["internal_error"],
  error_503: ["service_unavailable"],
};

export const sharedFailures = (): Json => ({
  ...Object.fromEntries(
    Object.entries(sharedSets).map(([name, codes]) => [name, errorResponse(codes)]),
  ),
  error: errorResponse(outsideCodes),
});

export type OperationName = {
  readonly noun: string;
  readonly id: string;
  readonly summary: string;
  readonly method: string;
  readonly path: string;
};

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (big) => `_${big.toLowerCase()}`);

export const operationId = (noun: string, route: NamedRoute): string =>
  `${noun}_${snake(route.operation)}`;

/** Code → the operations that can answer it; a code of which there is none is not in the map. */
export function operationsByCode(
  resources: readonly Resource[],
): ReadonlyMap<ErrorCode, readonly OperationName[]> {
  const found = new Map<ErrorCode, OperationName[]>();
  for (const { name: noun, routes } of resources) {
    for (const route of routes) {
      const { summary, method, path } = route;
      const operation = { noun, id: operationId(noun, route), summary, method, path };
      for (const code of codesOf(route)) found.set(code, [...(found.get(code) ?? []), operation]);
    }
  }
  return found;
}
