// Hands one event to the developer's own program as the platform would: the same body, signed with
// the secret that `listen` shows.
import { ownSurroundings } from "../../sdk/src/surroundings.ts";
import { signWebhook } from "../../sdk/src/webhooks.ts";
import { UsageError } from "./usage.ts";
import { version } from "./version.ts";

const timeoutMs = 30_000;

export type Receiver = { readonly url: string; readonly secret: string };

export type Forwarded = {
  readonly headers: Readonly<Record<string, string>>;
  /** Null: nobody answered. */
  readonly status: number | null;
  readonly trouble: string | null;
  readonly ms: number;
};

/** `localhost:3000/webhooks` and `3000/webhooks` are enough to say. */
export function receiverUrl(text: string): string {
  const whole = /^\d+(\/|$)/.test(text)
    ? `http://localhost:${text}`
    : /^https?:\/\//.test(text)
      ? text
      : `http://${text}`;
  try {
    // Another scheme would become a host: http://ftp//…
    if (/^https?:\/\//.test(text) || !text.includes("://")) return new URL(whole).href;
    throw new TypeError("neither http nor https");
  } catch {
    throw new UsageError(`${JSON.stringify(text)} is not a URL to forward to.`, "listen");
  }
}

const codeOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, name } = cause as { code?: unknown; name?: unknown };
  return typeof code === "string" ? code : String(name);
};

export async function forward(
  { url, secret }: Receiver,
  { id, body }: { readonly id: string; readonly body: string },
  stop: AbortSignal,
): Promise<Forwarded> {
  const headers = {
    ...(await signWebhook(body, { id, secret })),
    "user-agent": `charge-cli/${version}`,
  };
  const from = ownSurroundings.elapsedMs();
  const told = (status: number | null, trouble: string | null): Forwarded => ({
    ...{ headers, status, trouble },
    ms: Math.round(ownSurroundings.elapsedMs() - from),
  });
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]);
    // A redirect is not followed, as the platform does not.
    const init: RequestInit = { method: "POST", redirect: "manual", headers, body, signal };
    const answer = await ownSurroundings.fetch(url, init);
    await answer.body?.cancel();
    return told(answer.status, null);
  } catch (error) {
    stop.throwIfAborted();
    return told(null, codeOf(error));
  }
}
