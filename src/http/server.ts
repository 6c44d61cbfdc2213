// The door to the HTTP library: turns declared routes into a listening server. What happens to a
// request after it was read stands in handle.ts.
import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:http";
import type { Duplex } from "node:stream";
import fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import { refuse } from "../lib/errors.ts";
import { isId, newId } from "../lib/id.ts";
import { checker } from "../lib/validate.ts";
import { bindingOf } from "./answer.ts";
import { checkRight, type Keyring, type Principal } from "./auth.ts";
import { asRefusal, errorBody } from "./failure.ts";
import { handle } from "./handle.ts";
import { checkKey } from "./idempotency.ts";
import { queryCheck, readBody, readQuery, takeExpand } from "./input.ts";
import { methodsOf, withHead } from "./methods.ts";
import { type OpenAnswer, sentTo } from "./open_answer.ts";
import { readPageToken } from "./paging.ts";
import type { Call, Kernel } from "./request.ts";
import type { Resource, Route } from "./resource.ts";
import { answerUnread } from "./unread.ts";
import { checkVersion, currentVersion } from "./versions.ts";

export type ServerOptions = {
  readonly kernel: Kernel;
  readonly resources: readonly Resource[];
  readonly keyring: Keyring;
  /** The account that `Charge-Account` names, if the key's account may act for it. */
  readonly childAccount: (
    parent: string,
    child: string,
  ) => Promise<Principal["accountStatus"] | null>;
  /** Whether a plain-text request from this peer may be answered (ruling 5). */
  readonly plainTextAllowed: (request: IncomingMessage) => boolean;
  /** Health, OpenAPI and documentation: answered without a key. */
  readonly open: Readonly<Record<string, () => Promise<OpenAnswer>>>;
  /** Websocket upgrades below `/ocpp/`. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

const bodyLimit = 1024 * 1024;
const methods = ["GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"] as const;

export type HttpServer = {
  listen(port: number, host: string): Promise<{ port: number; host: string }>;
  close(): Promise<void>;
};

export function openServer(options: ServerOptions): HttpServer {
  let server: Server | null = null;
  const authenticated = authentication(options);
  const admitted = async (request: FastifyRequest): Promise<Principal> => {
    if (!options.plainTextAllowed(request.raw)) {
      refuse("https_required", "This server answers over https only.");
    }
    return authenticated(request);
  };
  const app = fastify({
    bodyLimit,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
    genReqId: () => newId("req", options.kernel.database.clock.now()),
    // Slow senders are cut: headers within 15 s, the whole request within 60 s.
    requestTimeout: 60_000,
    serverFactory: (handler) => {
      server = createServer({ headersTimeout: 15_000, requestTimeout: 60_000 }, handler);
      return server;
    },
    return503OnClosing: true,
    clientErrorHandler: (error, socket) =>
      answerUnread(error, socket, {
        requestId: newId("req", options.kernel.database.clock.now()),
        publicUrl: options.kernel.publicUrl(),
        methods: "DELETE, GET, HEAD, POST",
      }),
    // A path that cannot be decoded reaches no hook: the key is asked for here (ruling 7).
    frameworkErrors: (error, request, reply) => {
      const refuseIt = (why: unknown) => sendError(options, why, request, reply);
      admitted(request).then(() => refuseIt(error), refuseIt);
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, request, reply) => sendError(options, error, request, reply));

  app.addHook("onRequest", async (request) => {
    const path = request.url.split("?", 1)[0] as string;
    if (!Object.hasOwn(options.open, path)) principals.set(request, await admitted(request));
  });
  for (const [path, answer] of Object.entries(options.open)) {
    app.get(path, async (request, reply) => {
      const { status, headers, body } = await sentTo(request.headers, await answer());
      return reply.code(status).headers(headers).send(body);
    });
  }
  const byPath = declareRoutes(app, options);
  for (const path of Object.keys(options.open)) byPath.set(path, new Set(["GET"]));
  const methodsAt = methodsOf(byPath);
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0] as string;
    const allowed = methodsAt(path);
    if (allowed.length > 0) refuseMethod(request, reply, allowed);
    refuse("route_not_found", `No endpoint ${request.method} ${path}.`);
  });

  return {
    async listen(port, host) {
      await app.listen({ port, host });
      server?.on("upgrade", options.upgrade);
      const address = server?.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      return { port: bound, host };
    },
    close: () => app.close(),
  };
}

const principals = new WeakMap<FastifyRequest, Principal>();

function authentication(options: ServerOptions): (request: FastifyRequest) => Promise<Principal> {
  return async (request) => {
    const principal = await options.keyring.principalOf(request.headers.authorization);
    const child = request.headers["charge-account"];
    if (child === undefined || child === principal.account) return principal;
    const status =
      typeof child === "string" && isId("acct", child)
        ? await options.childAccount(principal.account, child)
        : null;
    if (status === null || status === "archived") {
      refuse("account_not_found", "Charge-Account names no account below the key's own.", {
        param: "Charge-Account",
      });
    }
    return { ...principal, account: child as string, accountStatus: status };
  };
}

function refuseMethod(
  request: FastifyRequest,
  reply: FastifyReply,
  allowed: readonly string[],
): never {
  const listed = allowed.join(", ");
  reply.header("allow", listed);
  refuse("method_not_allowed", `${request.method} is not allowed here; allowed: ${listed}.`);
}

/** Declares all endpoints; answers the methods of each path. */
function declareRoutes(
  app: ReturnType<typeof fastify>,
  options: ServerOptions,
): Map<string, Set<string>> {
  const byPath = new Map<string, Set<string>>();
  for (const resource of options.resources) {
    for (const route of resource.routes) {
      const allowed = byPath.get(route.path) ?? new Set<string>();
      byPath.set(route.path, allowed.add(route.method));
      app.route({
        method: route.method,
        url: route.path,
        handler: endpoint(options, resource, route),
      });
    }
  }
  for (const [path, allowed] of byPath) {
    const refused = methods.filter((method) => !allowed.has(method));
    app.route({
      method: refused as string[],
      url: path,
      exposeHeadRoute: false,
      handler: (request: FastifyRequest, reply: FastifyReply) =>
        refuseMethod(request, reply, withHead(allowed)),
    });
  }
  return byPath;
}

/** Whether lists of this noun take `metadata[key]`: its objects show metadata. */
const hasMetadata = (route: Route): boolean =>
  "metadata" in ((route.answer as { properties?: object }).properties ?? {});

const objectWord = (route: Route): string =>
  (route.answer as { properties?: { object?: { const?: string } } }).properties?.object?.const ??
  "";

function endpoint(options: ServerOptions, resource: Resource, route: Route) {
  const { kernel } = options;
  const query = queryCheck(route, hasMetadata(route));
  const body = route.body === null ? null : checker(route.body, "body");
  const object = objectWord(route);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const principal = principals.get(request) as Principal;
    const version = checkVersion(request.headers["charge-version"], principal.apiVersion);
    reply.header("charge-version", version);
    checkRight(principal.permissions, resource.name, route.right);
    if (route.costs && principal.accountStatus === "suspended") {
      refuse(
        "permission_denied",
        "This account is suspended: it may read, but start nothing that costs money.",
      );
    }
    const mark = request.url.indexOf("?");
    const path = mark < 0 ? request.url : request.url.slice(0, mark);
    const rawQuery = mark < 0 ? "" : request.url.slice(mark + 1);
    const call: Call = {
      route,
      object,
      principal,
      version,
      requestId: request.id,
      bearer: (request.headers.authorization ?? "").replace(/^\S+\s+/, "").trim(),
      url: path,
      ...(body === null ? readInput() : bodyInput(body)),
    };
    const outcome = await handle(kernel, { ...call, input: withPage(call) });
    if (outcome.replayed) reply.header("idempotent-replayed", "true");
    return reply
      .code(outcome.status)
      .header("request-id", request.id)
      .header("content-type", "application/json; charset=utf-8")
      .send(outcome.body);

    function readInput() {
      const read = readQuery(rawQuery, query);
      const listing = route.paged ? { path, carried: read.carried, limit: read.range.limit } : null;
      const binding = bindingOf({ principal, listing });
      const cursor = read.page === null ? null : readPageToken(kernel.vault, binding, read.page);
      return {
        idempotencyKey: null,
        expand: read.expand,
        rawBody: null,
        listing,
        input: { ...params(request), ...read.input, $page: { ...read.range, cursor } },
      };
    }
    function bodyInput(check: (value: unknown) => unknown) {
      const raw = readBody(request.body as Buffer | undefined, request.headers["content-type"]);
      const idempotencyKey = checkKey(request.headers["idempotency-key"]);
      // The checks fill in defaults: what was sent is what the fingerprint covers.
      const rawBody = idempotencyKey === null ? null : structuredClone(raw);
      const expand = takeExpand(raw, rawQuery);
      const input = { ...(check(raw) as object), ...params(request) };
      return { idempotencyKey, expand, rawBody, listing: null, input };
    }
  };
}

const withPage = (call: Call): Record<string, unknown> => {
  if (call.route.paged) return call.input;
  const { $page: _page, ...input } = call.input;
  return input;
};

/** Ids in the path; what cannot be one is told as any unknown id is, by the operation. */
function params(request: FastifyRequest): Record<string, string> {
  const given = (request.params ?? {}) as Record<string, string>;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value.replaceAll("\0", "\uFFFD")]),
  );
}

function sendError(
  options: ServerOptions,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { kernel } = options;
  const refusal = asRefusal(error, request.id, kernel.log);
  const body = errorBody(refusal, request.id, kernel.publicUrl());
  if (!reply.hasHeader("charge-version")) reply.header("charge-version", currentVersion);
  if (body.status === 401) reply.header("www-authenticate", "Bearer");
  reply
    .code(body.status)
    .header("request-id", request.id)
    .header("content-type", "application/json; charset=utf-8")
    .send(JSON.stringify(body));
}
