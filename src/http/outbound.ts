// Requests to addresses that strangers gave us (webhooks). The address that is checked is the
// address that is connected to: names are resolved here, once per connection, and the socket gets
// the result. No redirects, no proxies, a limit on time and size.
import { Resolver, lookup as systemLookup } from "node:dns/promises";
import { Agent, type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps, Agent as TlsAgent } from "node:https";
import type { LookupFunction } from "node:net";
import { literalHost, reachOf } from "../lib/address.ts";
import { elapsedMs } from "../lib/time.ts";

export type OutboundRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** From the first step to the last byte of the answer. */
  readonly timeoutMs: number;
  /** How much of the answer's body is kept; what follows is not read. */
  readonly keepBytes: number;
} & Reach;

/** What an operator or an account lets through beyond https to public addresses. */
export type Reach = {
  /** Plain http. */
  readonly allowHttp: boolean;
  /** Private addresses; link-local and metadata addresses never. */
  readonly allowPrivate: boolean;
};

export type OutboundAnswer = {
  readonly status: number;
  /** The body, as text that may be shown. */
  readonly head: string;
  /** The same as it came. */
  readonly bytes: Buffer;
  readonly durationMs: number;
};

/**
 * No answer came: refused by our rules, by the network, or too late. `message` is for the
 * endpoint's owner.
 */
export class OutboundFault extends Error {
  override readonly name = "OutboundFault";
}

/** This process is ending; nothing can be said of the request. */
export class OutboundClosed extends Error {
  override readonly name = "OutboundClosed";
}

export type Resolve = (host: string) => Promise<readonly string[]>;

export type Outbound = {
  /** Rejects with OutboundFault or OutboundClosed. */
  send(request: OutboundRequest): Promise<OutboundAnswer>;
  /** Cuts what is under way; later sends reject at once. */
  close(): void;
};

/**
 * Asks the name servers without the thread pool, so that one name that answers slowly holds up no
 * other; names that only the machine knows (its hosts file) are asked of the system.
 */
export function openResolver(): Resolve {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  return async (host) => {
    if (host === "localhost" || host.endsWith(".localhost")) return ["127.0.0.1", "::1"];
    const asked = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const found = asked.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
    if (found.length > 0) return found;
    const late = asked.some((one) => one.status === "rejected" && one.reason?.code === "ETIMEOUT");
    if (late) throw new OutboundFault("The host's name could not be resolved in time.");
    return (await systemLookup(host, { all: true })).map(({ address }) => address);
  };
}

/** Refuses a URL that names what no request may reach; names are checked when they are resolved. */
export function checkTarget(text: string, { allowHttp, allowPrivate }: Reach): URL {
  if (!URL.canParse(text)) throw new OutboundFault("The URL cannot be read.");
  const url = new URL(text);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && allowHttp)) {
    throw new OutboundFault("The URL must begin with https://.");
  }
  if (url.username !== "" || url.password !== "") {
    throw new OutboundFault("The URL must not carry a user name or a password.");
  }
  if (!allowPrivate && foreignPorts.has(Number(url.port))) {
    throw new OutboundFault(`Port ${url.port} belongs to another protocol than HTTP.`);
  }
  const local = /(^|\.)localhost\.?$/.test(url.hostname);
  if (local && !allowPrivate) throw new OutboundFault(forbidden);
  const address = literalHost(url);
  if (address !== null) checkAddress(address, allowPrivate);
  return url;
}

/** Where other protocols listen that would take a request for their own (as browsers have it). */
const foreignPorts: ReadonlySet<number> = new Set([
  ...[1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101],
  ...[102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389],
  ...[427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636],
  ...[989, 990, 993, 995, 1719, 1720, 1723, 2049, 3306, 3659, 4045, 4190, 5060, 5061, 5432, 6000],
  ...[6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080, 11_211, 27_017],
]);

const forbidden = "The URL leads to a private, loopback, link-local or otherwise reserved address.";

function checkAddress(address: string, allowPrivate: boolean): void {
  const reach = reachOf(address);
  if (reach === "never" || (reach === "private" && !allowPrivate))
    throw new OutboundFault(forbidden);
}

/** What sockets ask for the address of a name: one bad address among good ones spoils them all. */
function guardedLookup(resolve: Resolve, allowPrivate: boolean): LookupFunction {
  return (host, options, done) => {
    const answer = async (): Promise<{ address: string; family: 4 | 6 }[]> => {
      const addresses = await resolve(host.toLowerCase().replace(/\.$/, ""));
      for (const address of addresses) checkAddress(address, allowPrivate);
      return addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    };
    answer().then(
      (all) => {
        const first = all[0];
        if (first === undefined) done(new OutboundFault("The host has no address."), "", 0);
        else if (options.all === true) done(null, all);
        else done(null, first.address, first.family);
      },
      (error) => done(error as Error, "", 0),
    );
  };
}

type Lane = { readonly http: Agent; readonly https: TlsAgent; readonly lookup: LookupFunction };

/** Sockets are kept and used again, but never one that was opened under looser rules. */
function openLane(resolve: Resolve, allowPrivate: boolean): Lane {
  const settings = {
    keepAlive: true,
    maxFreeSockets: 8,
    scheduling: "lifo" as const,
    timeout: 30_000,
  };
  return {
    http: new Agent(settings),
    https: new TlsAgent({ ...settings, maxCachedSessions: 1000 }),
    lookup: guardedLookup(resolve, allowPrivate),
  };
}

export function openOutbound(resolve: Resolve): Outbound {
  const lanes = { open: openLane(resolve, true), guarded: openLane(resolve, false) };
  let closed = false;
  const underWay = new Set<() => void>();

  const attempt = (input: OutboundRequest, started: number): Promise<OutboundAnswer> => {
    const url = checkTarget(input.url, input);
    const { http, https, lookup } = input.allowPrivate ? lanes.open : lanes.guarded;
    const secure = url.protocol === "https:";
    const body = typeof input.body === "string" ? Buffer.from(input.body) : input.body;
    const options = {
      method: "POST",
      headers: { ...input.headers, "content-length": body.length },
      lookup,
    };
    const request = secure
      ? requestHttps(url, { ...options, agent: https })
      : requestHttp(url, { ...options, agent: http });
    return settled({
      request,
      input,
      started,
      underWay,
      send: () => request.end(body),
    });
  };

  return {
    async send(input) {
      if (closed) throw new OutboundClosed("closing");
      const started = elapsedMs();
      try {
        return await attempt(input, started);
      } catch (error) {
        if (!(error instanceof StaleSocket)) throw error;
        return attempt(input, started);
      }
    },
    close() {
      closed = true;
      for (const stop of underWay) stop();
      for (const { http, https } of Object.values(lanes)) {
        http.destroy();
        https.destroy();
      }
    },
  };
}

/**
 * A kept socket had been closed by the other side: the request was not seen, so it goes out again.
 */
class StaleSocket extends Error {}

type Sending = {
  readonly request: ClientRequest;
  readonly input: OutboundRequest;
  readonly started: number;
  /** How to stop what is on its way. */
  readonly underWay: Set<() => void>;
  readonly send: () => void;
};

function settled({ request, input, started, underWay, send }: Sending): Promise<OutboundAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<OutboundAnswer>();
  const stop = (): void => reject(new OutboundClosed("closing"));
  const left = input.timeoutMs - (elapsedMs() - started);
  const timer = setTimeout(
    () => reject(new OutboundFault(`No complete answer within ${input.timeoutMs / 1000} s.`)),
    left,
  );
  underWay.add(stop);
  request.on("error", (error) => reject(faultOf(error, request)));
  let answered = false;
  request.on("close", () => {
    if (!answered) reject(new OutboundFault("The connection was closed before an answer came."));
  });
  request.on("response", (response) => {
    answered = true;
    readStart(response, input.keepBytes).then((bytes) => {
      resolve({
        status: response.statusCode ?? 0,
        head: shown(bytes),
        bytes,
        durationMs: Math.round(elapsedMs() - started),
      });
    }, reject);
  });
  send();
  return promise
    .catch((error) => {
      request.destroy();
      throw error;
    })
    .finally(() => {
      clearTimeout(timer);
      underWay.delete(stop);
    });
}

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: "The connection was refused.",
  ECONNRESET: "The connection was reset.",
  ENOTFOUND: "The host's name does not exist.",
  EHOSTUNREACH: "The host cannot be reached.",
  ENETUNREACH: "The host's network cannot be reached.",
  ETIMEDOUT: "The connection timed out.",
  HPE_HEADER_OVERFLOW: "The answer's headers are too large.",
};

function faultOf(error: NodeJS.ErrnoException, request: ClientRequest): Error {
  if (error instanceof OutboundFault) return error;
  if (request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE"))
    return new StaleSocket();
  const code = error.code ?? "unknown";
  if (/CERT|TLS|SSL|UNABLE_TO|SELF_SIGNED/.test(code)) {
    return new OutboundFault(`The TLS connection failed (${code}).`);
  }
  return new OutboundFault(sentences[code] ?? `The request failed (${code}).`);
}

const controls = /[^\P{Cc}\t\r\n]/gu;

/** Half a character at the cut becomes U+FFFD; so does what could do something to a terminal. */
const shown = (bytes: Buffer): string => bytes.toString("utf8").replaceAll(controls, "\uFFFD");

/** Reads an answer up to `keepBytes`; a longer one is cut off, and its socket with it. */
function readStart(response: IncomingMessage, keepBytes: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const parts: Buffer[] = [];
  let size = 0;
  const done = (): void => resolve(Buffer.concat(parts).subarray(0, keepBytes));
  response.on("data", (part: Buffer) => {
    parts.push(part);
    size += part.length;
    if (size < keepBytes) return;
    done();
    response.destroy();
  });
  response.once("end", done);
  // After the end, or the cut, it changes nothing any more.
  response.on("error", () => undefined);
  response.once("close", () =>
    reject(new OutboundFault("The connection broke in the middle of the answer.")),
  );
  return promise;
}
