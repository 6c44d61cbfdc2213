// What the parser of HTTP lets pass and other servers read otherwise: two proxies that disagree on
// a request let one be smuggled inside another (RFC 9112 §3.2, §6.3, §11.2). Pure.

export type Framed = {
  readonly httpVersion: string;
  readonly rawHeaders: readonly string[];
  readonly url?: string | undefined;
};

/** Given twice, the reader would choose; node:http takes the first, or joins them by a comma. */
const single = new Set([
  ...["authorization", "charge-account", "charge-version", "content-encoding", "content-length"],
  ...["content-type", "host", "idempotency-key", "transfer-encoding"],
]);

/** Why a request is not answered for what it seems to ask, or null. */
export function framingProblem({ httpVersion, rawHeaders, url = "/" }: Framed): string | null {
  if (httpVersion !== "1.1" && httpVersion !== "1.0") {
    return `The request says HTTP/${httpVersion}; this server speaks HTTP/1.1.`;
  }
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase();
    if (!single.has(name)) continue;
    if (seen.has(name)) return `The header ${rawHeaders[at]} is given more than once.`;
    seen.add(name);
    if (name === "transfer-encoding" && rawHeaders[at + 1]?.toLowerCase() !== "chunked") {
      return "Transfer-Encoding can only be 'chunked'.";
    }
  }
  if (httpVersion === "1.1" && !seen.has("host")) return "The header Host is missing.";
  return url.includes("#") ? "The target of a request has no fragment ('#')." : null;
}

/** `http://any.host/v1/drivers`, as a proxy is asked, means `/v1/drivers` (RFC 9112 §3.2.2). */
export const originForm = (target = "/"): string => {
  if (!/^https?:\/\//i.test(target)) return target;
  const rest = target.replace(/^https?:\/\/[^/?]*/i, "");
  return rest.startsWith("/") ? rest : `/${rest}`;
};
