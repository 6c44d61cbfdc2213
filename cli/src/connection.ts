// Whose key goes where: from flags, the environment, the config file, or the credentials that a
// server on this machine wrote. A key never leaves for another place than the one it was kept for.
import { readFileSync } from "node:fs";
import { Charge } from "../../sdk/src/charge.ts";
import { type Fetch, ownSurroundings } from "../../sdk/src/surroundings.ts";
import type { Call } from "./command.ts";
import { readConfig, refuseReadableByOthers } from "./config_file.ts";
import { NotLoggedIn } from "./failure.ts";
import { UsageError } from "./usage.ts";
import type { World } from "./world.ts";

export const usualUrl = "http://127.0.0.1:4300";

export type Login = {
  readonly profile: string;
  readonly key: string;
  readonly baseUrl: string;
  /** Where the key was found, for people. */
  readonly source: string;
};

export type Connection = Login & { readonly charge: Charge; readonly live: boolean };

export function profileName({ world, flag }: Pick<Call, "world" | "flag">): string {
  const name = flag("profile") ?? (world.env["CHARGE_PROFILE"] || "default");
  if (!/^[A-Za-z0-9][\w.-]{0,39}$/.test(name)) {
    throw new UsageError(
      `A profile's name is letters, digits, - and ., not ${JSON.stringify(name)}.`,
    );
  }
  return name;
}

export const isLive = (key: string): boolean => /^ch_[a-z]+_live_/.test(key);

/** Enough of a key to tell which it is. */
export const shownKey = (key: string): string =>
  `${/^ch_[a-z]+_(test|live)_/.exec(key)?.[0] ?? ""}…${key.length > 12 ? key.slice(-4) : ""}`;

export const checkedKey = (key: string): string => {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new UsageError("This is not an API key: ch_sk_test_… is expected.");
};

export function checkedUrl(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new UsageError(`${JSON.stringify(url)} is not a URL.`);
  }
  const { protocol, username, search, hash, origin, pathname } = parsed;
  const plain = username === "" && search === "" && hash === "";
  if (!/^https?:$/.test(protocol) || !plain) {
    throw new UsageError("The platform's URL must be http or https, without user and query.");
  }
  return `${origin}${pathname.replace(/\/+$/, "")}`;
}

/** What a started server wrote for whoever sits at its machine. */
export function readCredentials(path: string): { key: string; baseUrl: string } | null {
  try {
    refuseReadableByOthers(path);
    const { test_key, base_url } = JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
    if (test_key === undefined || base_url === undefined) return null;
    return { key: checkedKey(test_key), baseUrl: checkedUrl(base_url) };
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return null;
    throw error;
  }
}

const urlFrom = ({ env }: World): string | undefined => {
  const url = env["CHARGE_BASE_URL"] || env["CHARGE_URL"];
  return url === undefined || url === "" ? undefined : checkedUrl(url);
};

function kept(world: World, profile: string): Login | null {
  const { profiles } = readConfig(world);
  const known = Object.hasOwn(profiles, profile) ? profiles[profile] : undefined;
  if (known !== undefined) {
    const { api_key, base_url } = known;
    return { profile, key: checkedKey(api_key), baseUrl: checkedUrl(base_url), source: "login" };
  }
  const path = world.env["CHARGE_CREDENTIALS"];
  if (path === undefined || path === "" || profile !== "default") return null;
  const local = readCredentials(path);
  return local === null ? null : { profile, ...local, source: path };
}

export function findLogin(call: Call): Login {
  const { world } = call;
  const profile = profileName(call);
  const [key, url] = [world.env["CHARGE_API_KEY"] || undefined, urlFrom(world)];
  if (key !== undefined) {
    const baseUrl = url ?? kept(world, profile)?.baseUrl ?? usualUrl;
    return { profile, key: checkedKey(key), baseUrl, source: "CHARGE_API_KEY" };
  }
  const login = kept(world, profile);
  if (login === null) {
    const which = profile === "default" ? "" : ` --profile ${profile}`;
    throw new NotLoggedIn(`Not logged in. Run charge login${which}, or set CHARGE_API_KEY.`);
  }
  if (url !== undefined && url !== login.baseUrl) {
    throw new NotLoggedIn(
      `The key of ${profile} is for ${login.baseUrl}, not for ${url}. ` +
        "Set CHARGE_API_KEY as well, or log in there under another --profile.",
    );
  }
  return login;
}

/** Tells of each request on standard error. */
function told(world: World, inner: Fetch): Fetch {
  return async (url, init) => {
    const from = ownSurroundings.elapsedMs();
    const { pathname, search } = new URL(url);
    const what = `${init.method ?? "GET"} ${pathname}${search}`;
    const ms = (): string => `${Math.round(ownSurroundings.elapsedMs() - from)} ms`;
    try {
      const answer = await inner(url, init);
      const id = answer.headers.get("request-id") ?? "-";
      await world.err.write(`${what} → ${answer.status} ${id} ${ms()}\n`);
      return answer;
    } catch (error) {
      await world.err.write(`${what} → no answer, ${ms()}\n`);
      throw error;
    }
  };
}

export function clientOf(call: Call, login: Login, fetch: Fetch = ownSurroundings.fetch): Charge {
  return new Charge(login.key, {
    baseUrl: login.baseUrl,
    account: call.flag("charge-account"),
    ...(call.flag("charge-version") === undefined
      ? {}
      : { apiVersion: call.flag("charge-version") }),
    fetch: call.has("verbose") ? told(call.world, fetch) : fetch,
  });
}

export function connect(call: Call, fetch?: Fetch): Connection {
  const login = findLogin(call);
  return { ...login, charge: clientOf(call, login, fetch), live: isLive(login.key) };
}
