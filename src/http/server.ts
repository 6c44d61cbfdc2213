// The door to the HTTP library: turns declared routes into a listening server. What happens to a
// request after it was read stands in handle.ts.
import type { IncomingHttpHeaders, IncomingMessage, Server } from "node:http";
import { Readable } from "node:stream";
import fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import { longestBacklog } from "../lib/backlog.ts";
import { refuse } from "../lib/errors.ts";
import { newId } from "../lib/id.ts";
import { checker } from "../lib/validate.ts";
import {
  type AdmissionOptions,
  admission,
  askAgain,
  checkTransport,
  guestOf,
  observe,
} from "./admission.ts";
import { bindingOf } from "./answer.ts";
import { checkRight, type Principal } from "./auth.ts";
import { asRefusal, errorBody } from "./failure.ts";
import { fileOf } from "./files.ts";
import { framingProblem } from "./framing.ts";
import { handle } from "./handle.ts";
import { checkKey } from "./idempotency.ts";
import { type QueryCheck, queryCheck, readBody, readQuery, takeExpand } from "./input.ts";
import { methodsOf, withHead } from "./methods.ts";
import { type OpenAnswer, sentTo } from "./open_answer.ts";
import { readPageToken } from "./paging.ts";
import { type PlainServerOptions, plainServer } from "./plain_server.ts";
import { type Call, operationOf } from "./request.ts";
import type { Resource, Route } from "./resource.ts";
import { openStreams, standardPace, streamHeaders } from "./streaming.ts";
import { isForwarded } from "./transport.ts";
import { answerUnread } from "./unread.ts";

export type ServerOptions = AdmissionOptions &
  PlainServerOptions & {
    readonly resources: readonly Resource[];
    /** Health, figures, OpenAPI, documentation, files by link: answered without a key. By path. */
    readonly open: Readonly<Record<string, (request: IncomingMessage) => Promise<OpenAnswer>>>;
    /** Where others notify us: they have no key and sign what they send, byte for byte. */
    readonly notified: Readonly<
      Record<string, (body: Buffer, headers: IncomingHttpHeaders) => Promise<OpenAnswer>>
    >;
  };

const bodyLimit = 1024 * 1024;
const methods = ["GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"] as const;

export type HttpServer = {
  listen(port: number, host: string): Promise<{ port: number; host: string }>;
  close(): Promise<void>;
};

export function openServer(options: ServerOptions): HttpServer {
  let server: Server | null = null;
  const admit = admission(options);
  const app = fastify({
    bodyLimit,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
    genReqId: () => newId("req", options.kernel.database.clock.now()),
    requestTimeout: options.requestTimeoutMs,
    serverFactory: (handler) => {
      server = plainServer(options, handler);
      return server;
    },
    return503OnClosing: true,
    clientErrorHandler: (error, socket) =>
      answerUnread(error, socket, {
        requestId: newId("req", options.kernel.database.clock.now()),
        publicUrl: options.kernel.publicUrl(),
        methods: "DELETE, GET, HEAD, POST",
        requestTimeoutMs: options.requestTimeoutMs,
        version: options.kernel.versions.current,
      }),
    // A path that cannot be decoded reaches no hook: the key is asked for here (ruling 7).
    frameworkErrors: (error, request, reply) => {
      const refuseIt = (why: unknown) => sendError(options, why, request, reply);
      admit(request, reply).then(() => refuseIt(error), refuseIt);
    },
  });
  app.decorateRequest("guest", null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, request, reply) => sendError(options, error, request, reply));

  app.addHook("onRequest", async (request, reply) => {
    const problem = framingProblem(request.raw);
    if (problem !== null) {
      reply.header("connection", "close");
      refuse("request_invalid", problem);
    }
    // With a slash behind it the router takes a path for the same.
    const path = (request.url.split("?", 1)[0] as string).replace(/(?<=.)\/$/, "");
    const declared = request.routeOptions.url ?? "";
    const isOpen = [path, declared].some((one) => Object.hasOwn(options.open, one));
    if (isOpen) guestOf(request);
    else if (Object.hasOwn(options.notified, path)) checkTransport(options, request);
    else await admit(request, reply);
  });
  for (const [path, answer] of Object.entries(options.open)) {
    app.get(path, async (request, reply) => {
      const given = await answer(request.raw);
      observe(options, request, { status: given.status, body: "", route: path });
      const { status, headers, body } = await sentTo(request.headers, given);
      if (body instanceof Readable) cutIfIdle(options, reply);
      return reply.code(status).headers(headers).send(body);
    });
  }
  for (const [path, take] of Object.entries(options.notified)) {
    app.post(path, async (request, reply) => {
      const body = request.body instanceof Buffer ? request.body : Buffer.alloc(0);
      const { status, type, body: answer } = await take(body, request.headers);
      observe(options, request, { status, body: "", route: path });
      return reply.code(status).header("content-type", type).send(answer);
    });
  }
  const streams = openStreams(options.kernel, standardPace);
  const follow: FollowRoute = async (request, reply, call, noun) => {
    const recheck = async (): Promise<Principal> => {
      const principal = await askAgain(options, request);
      checkRight(principal.permissions, noun, call.route.right);
      return principal;
    };
    reply.headers({ ...streamHeaders, "request-id": request.id, "charge-version": call.version });
    if (request.method === "HEAD") return reply.send("");
    const gone = new AbortController();
    reply.raw.on("close", () => gone.abort());
    const header = request.headers["last-event-id"];
    const lastEventId = typeof header === "string" && header !== "" ? header : null;
    const stream = await streams.open({ call, recheck, gone: gone.signal, lastEventId });
    observe(options, request, { status: 200, body: "", route: call.route.path });
    return reply.send(stream);
  };
  const byPath = declareRoutes(app, options, follow);
  for (const path of Object.keys(options.open)) byPath.set(path, new Set(["GET"]));
  for (const path of Object.keys(options.notified)) byPath.set(path, new Set(["POST"]));
  const methodsAt = methodsOf(byPath);
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0] as string;
    const allowed = methodsAt(path);
    if (allowed.length > 0) refuseMethod(request, reply, allowed);
    refuse("route_not_found", `No endpoint ${request.method} ${path}.`);
  });

  return {
    async listen(port, host) {
      await app.listen({ port, host, backlog: longestBacklog });
      const address = server?.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      return { port: bound, host };
    },
    close() {
      // Followers never end by themselves; the others are waited for.
      streams.close();
      return app.close();
    },
  };
}

/** Answers a call with server-sent events. */
type FollowRoute = (
  request: FastifyRequest,
  reply: FastifyReply,
  call: Call,
  noun: string,
) => Promise<FastifyReply>;

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
  follow: FollowRoute,
): Map<string, Set<string>> {
  const byPath = new Map<string, Set<string>>();
  for (const resource of options.resources) {
    for (const route of resource.routes) {
      const allowed = byPath.get(route.path) ?? new Set<string>();
      byPath.set(route.path, allowed.add(route.method));
      app.route({
        method: route.method,
        url: route.path,
        handler: endpoint(options, resource, route, follow),
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

function endpoint(options: ServerOptions, resource: Resource, route: Route, follow: FollowRoute) {
  const { kernel } = options;
  const query = queryCheck(route, hasMetadata(route));
  const body = route.body === null ? null : checker(route.body, "body");
  const object = objectWord(route);
  const operation = operationOf(route);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const guest = guestOf(request);
    const principal = guest.principal as Principal;
    const version = guest.version as string;
    const raise = kernel.versions.raise(operation, version);
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
      forwarded: isForwarded(request.raw),
      ...(body === null ? readInput() : bodyInput(body)),
    };
    if (route.follow !== null) return follow(request, reply, call, resource.name);
    if (route.serves !== null) return serve(options, request, reply, call);
    const outcome = await handle(kernel, { ...call, input: withPage(call) });
    if (outcome.replayed) reply.header("idempotent-replayed", "true");
    const { status, replayed, body: answer } = outcome;
    observe(options, request, {
      ...{ status, replayed, body: answer, route: route.path, secretAnswer: route.secretAnswer },
      code: status < 400 ? null : codeOf(answer),
    });
    return reply
      .code(outcome.status)
      .header("request-id", request.id)
      .header("charge-version", outcome.version)
      .header("content-type", "application/json; charset=utf-8")
      .send(outcome.body);

    function readInput() {
      const read = readQuery(rawQuery, raise === null ? query : raised(query, raise));
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
      const raw = readBody(request.body as Buffer | undefined, request.headers);
      const idempotencyKey = checkKey(request.headers["idempotency-key"]);
      // The checks fill in defaults: what was sent is what the fingerprint covers.
      const rawBody = idempotencyKey === null ? null : structuredClone(raw);
      const expand = takeExpand(raw, rawQuery);
      const given = raise === null ? raw : raise(raw);
      const input = { ...(check(given) as object), ...params(request) };
      return { idempotencyKey, expand, rawBody, listing: null, input };
    }
  };
}

/** Answers a call with a file. */
async function serve(
  options: ServerOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  call: Call,
): Promise<FastifyReply> {
  const { headers, body } = await fileOf(options.kernel, { ...call, input: withPage(call) });
  observe(options, request, { status: 200, body: "", route: call.route.path });
  reply.headers({ ...headers, "request-id": request.id, "charge-version": call.version });
  cutIfIdle(options, reply);
  if (request.method !== "HEAD") return reply.send(body);
  body.destroy();
  return reply.send("");
}

/** A client that takes nothing of a file for so long is cut off; also of its last bytes. */
const cutIfIdle = ({ requestTimeoutMs }: ServerOptions, reply: FastifyReply): void => {
  reply.raw.setTimeout(requestTimeoutMs);
};

/** A query's check that takes the filters as an older version wrote them. */
const raised = (query: QueryCheck, raise: (input: Input) => Input): QueryCheck => ({
  ...query,
  check: (given) => query.check(raise(given as Input)),
});

type Input = Readonly<Record<string, unknown>>;

/** A refusal that the operation decided is bytes by now. */
const codeOf = (answer: string): string | null =>
  /"code":"(\w+)"/.exec(answer.slice(0, 500))?.[1] ?? null;

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
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { kernel } = options;
  const refusal = asRefusal(thrown, request.id, kernel.log);
  const error = errorBody(refusal, request.id, kernel.publicUrl());
  const version = guestOf(request).version ?? kernel.versions.current;
  const route = request.routeOptions?.url ?? null;
  const operation = route === null ? null : operationOf({ method: request.method, path: route });
  const body = JSON.stringify(kernel.versions.told(error, operation, version));
  observe(options, request, { status: error.status, body, route, code: error.code });
  if (error.status === 401) reply.header("www-authenticate", "Bearer");
  if (error.status === 429 && !reply.hasHeader("retry-after")) reply.header("retry-after", "1");
  reply
    .code(error.status)
    .header("request-id", request.id)
    .header("charge-version", version)
    .header("content-type", "application/json; charset=utf-8")
    .send(body);
}
