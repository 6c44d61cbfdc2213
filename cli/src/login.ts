// login, logout and status: whose key the other commands use.
import { Charge } from "../../sdk/src/charge.ts";
import { type Call, type Command, speaking } from "./command.ts";
import { configPath, forgetProfile, keepProfile } from "./config_file.ts";
import {
  checkedKey,
  checkedUrl,
  connect,
  isLive,
  profileName,
  readCredentials,
  shownKey,
  usualUrl,
} from "./connection.ts";
import { showObject } from "./show.ts";
import { UsageError } from "./usage.ts";

const profileFlag = speaking.filter(({ name }) => name === "profile");

type Account = { readonly id: string; readonly name: string };

async function keyGiven(call: Call): Promise<string> {
  const flag = call.flag("api-key");
  if (flag !== undefined && flag !== "-") return flag;
  const answer =
    flag === "-" ? null : await call.world.ask("API key (not shown): ", { hidden: true });
  return (answer ?? (await call.world.readInput())).trim();
}

async function wanted(call: Call): Promise<{ key: string; baseUrl: string }> {
  const { env } = call.world;
  const file = call.flag("credentials");
  const known = file === undefined ? null : readCredentials(file);
  if (file !== undefined && known === null) throw new UsageError(`There are no keys in ${file}.`);
  const given = call.flag("base-url") ?? (env["CHARGE_BASE_URL"] || env["CHARGE_URL"]);
  const baseUrl = checkedUrl(given || known?.baseUrl || usualUrl);
  const key = known?.key ?? (await keyGiven(call));
  if (key === "") throw new UsageError("No key was given.", "login");
  return { key: checkedKey(key), baseUrl };
}

/** A key that crosses a network in the clear is not secret any more. */
const isBare = (url: string): boolean =>
  !/^https:|^http:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:|\/|$)/.test(url);

const login: Command = {
  words: ["login"],
  takes: [],
  about: "Keep an API key for the other commands",
  more: [
    "Asks for the key without showing it, checks it, and keeps it in a file that only you can " +
      "read. The key can also be piped in: charge login < key.txt.",
  ],
  flags: [
    { name: "api-key", value: "KEY", about: "The key; other users of the machine may see it." },
    { name: "base-url", value: "URL", about: `Where the platform is; default: ${usualUrl}.` },
    { name: "credentials", value: "FILE", about: "Takes both from a server's credentials.json." },
    ...profileFlag,
  ],
  async run(call) {
    const { world } = call;
    const profile = profileName(call);
    const { key, baseUrl } = await wanted(call);
    if (isBare(baseUrl)) await world.err.write(`${baseUrl} is not encrypted: keys can be read.\n`);
    const charge = new Charge(key, { baseUrl });
    const { signal } = world;
    const account = await charge.request<Account>(
      { method: "GET", path: "/v1/account" },
      { signal },
    );
    keepProfile(world, profile, { api_key: key, base_url: baseUrl });
    await showObject(call, {
      profile,
      account: account.id,
      name: account.name,
      mode: isLive(key) ? "live" : "test",
      key: shownKey(key),
      base_url: baseUrl,
      config: configPath(world),
    });
  },
};

const logout: Command = {
  words: ["logout"],
  takes: [],
  about: "Forget a kept API key",
  more: ["The key itself stays valid; revoke it with charge api_keys delete."],
  flags: profileFlag,
  async run(call) {
    const profile = profileName(call);
    const known = forgetProfile(call.world, profile);
    await showObject(call, { profile, forgotten: known });
  },
};

const status: Command = {
  words: ["status"],
  takes: [],
  about: "Show whose key is used, and where it goes; also whoami",
  flags: speaking,
  async run(call) {
    const { charge, profile, baseUrl, key, source, live } = connect(call);
    const { signal } = call.world;
    const account = await charge.request<Account>(
      { method: "GET", path: "/v1/account" },
      { signal },
    );
    await showObject(call, {
      ...{ profile, account: account.id, name: account.name, mode: live ? "live" : "test" },
      ...{ key: shownKey(key), key_from: source, base_url: baseUrl },
    });
  },
};

export const loginCommands: readonly Command[] = [login, logout, status];
