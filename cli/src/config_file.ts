// The file that keeps keys between commands: `$XDG_CONFIG_HOME/charge/config.json`, readable by its
// owner only. One profile per name; webhook secrets stand apart, so that they outlive a logout.
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failed } from "./failure.ts";
import type { World } from "./world.ts";

export type Profile = {
  readonly api_key: string;
  readonly base_url: string;
};

export type Config = {
  readonly profiles: Readonly<Record<string, Profile>>;
  readonly webhook_secrets: Readonly<Record<string, string>>;
};

const empty: Config = { profiles: {}, webhook_secrets: {} };

export function configPath({ env, home }: World): string {
  const root = env["XDG_CONFIG_HOME"] || join(home, ".config");
  return join(root, "charge", "config.json");
}

/** Windows has no such bits; there the user's own folder is what protects it. */
export function refuseReadableByOthers(path: string): void {
  const mode = statSync(path).mode & 0o777;
  if (process.platform === "win32" || (mode & 0o077) === 0) return;
  const shown = mode.toString(8);
  throw new Failed(`${path} holds keys and others may use it (${shown}): chmod 600 ${path}`);
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;

export function readConfig(world: World): Config {
  const path = configPath(world);
  try {
    refuseReadableByOthers(path);
    const { profiles, webhook_secrets } = JSON.parse(readFileSync(path, "utf8")) as Partial<Config>;
    return { profiles: profiles ?? {}, webhook_secrets: webhook_secrets ?? {} };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return empty;
    if (error instanceof SyntaxError) throw new Failed(`${path} is not JSON.`);
    throw error;
  }
}

/** Whole or not at all, and never readable by others in between. */
function writeConfig(world: World, config: Config): void {
  const path = configPath(world);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

export function keepProfile(world: World, name: string, profile: Profile): void {
  const config = readConfig(world);
  writeConfig(world, { ...config, profiles: { ...config.profiles, [name]: profile } });
}

/** Whether there was one. */
export function forgetProfile(world: World, name: string): boolean {
  const config = readConfig(world);
  const { [name]: known, ...profiles } = config.profiles;
  if (known !== undefined) writeConfig(world, { ...config, profiles });
  return known !== undefined;
}

/** The secret that `listen` signs with: of 24 random bytes, made once per profile. */
export function webhookSecret(world: World, name: string): string {
  const config = readConfig(world);
  const known = config.webhook_secrets[name];
  if (known !== undefined) return known;
  const secret = `whsec_${randomBytes(24).toString("base64")}`;
  const webhook_secrets = { ...config.webhook_secrets, [name]: secret };
  writeConfig(world, { ...config, webhook_secrets });
  return secret;
}
