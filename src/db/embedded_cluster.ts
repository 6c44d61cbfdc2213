// The folder that holds the database's files: made whole or not at all, and opened for a process
// that may not be able to walk the path to it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { clusterName } from "./embedded_remains.ts";
import { owner } from "./embedded_socket.ts";
import type { Account } from "./embedded_user.ts";

const majorVersion = "18";

/** Trust is safe here: whoever enters this folder (mode 0700) could read the files as well. */
const hostAccess = "local all all trust\n";

const defaults = {
  listen_addresses: "",
  // Relative to the cluster: the server never meets the limit on a socket's path.
  unix_socket_directories: ".",
  timezone: "UTC",
  log_timezone: "UTC",
  max_connections: "100",
  shared_buffers: "128MB",
  // Plans that were made for empty tables go with the first statistics: that should not take the
  // minute that is usual. Until then deliveries cost the database three times as much.
  autovacuum_naptime: "10s",
  jit: "off", // Its library is not among the binaries.
  // Failed statements are the caller's to report: a server log would repeat people's data.
  log_min_messages: "log",
  log_error_verbosity: "terse",
  log_checkpoints: "off",
  log_line_prefix: "",
};

export function serverArguments(cluster: string, settings: Record<string, string> = {}): string[] {
  const all = { ...defaults, ...settings, cluster_name: clusterName(cluster) };
  return Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** `path` is right for a child that gets `fd` as its file descriptor 3. */
export type OpenFolder = { readonly path: string; readonly fd: number; close(): Promise<void> };

/**
 * Under another user's id a path below, say, /root cannot be walked, but a descriptor that we
 * opened can be entered: on Linux /proc/self/fd/3 leads straight to the folder.
 */
export async function openFolder(path: string, account: Account): Promise<OpenFolder> {
  const handle = await open(path);
  const throughFd = account.ids.uid !== undefined && existsSync("/proc/self/fd");
  return {
    path: throughFd ? "/proc/self/fd/3" : path,
    fd: handle.fd,
    close: () => handle.close(),
  };
}

/** Makes the cluster if there is none; refuses one of another version. */
export async function ensureCluster(
  cluster: string,
  binaries: string,
  account: Account,
  settings: Record<string, string> = {},
): Promise<void> {
  const version = await readFile(join(cluster, "PG_VERSION"), "utf8").catch(() => null);
  if (version === null) return makeCluster(cluster, binaries, account, settings.fsync !== "off");
  if (version.trim() !== majorVersion) {
    throw new Error(
      `${cluster} was made by PostgreSQL ${version.trim()}; this is ${majorVersion}. ` +
        "Bring the data over with pg_dump of the old version, or choose another data folder.",
    );
  }
}

/** In a folder beside it that is renamed when complete, so that a kill leaves no half cluster. */
async function makeCluster(
  cluster: string,
  binaries: string,
  account: Account,
  sync: boolean,
): Promise<void> {
  await removeAbandoned(cluster);
  const draft = await mkdtemp(`${cluster}.new-${process.pid}-`);
  try {
    if (account.ids.uid !== undefined) await chown(draft, account.ids.uid, account.ids.gid);
    await initdb(draft, binaries, account, sync);
    await writeFile(join(draft, "pg_hba.conf"), hostAccess);
    await rename(draft, cluster);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const code = (error as NodeJS.ErrnoException).code;
    // Another server was faster; which of the two may run is settled later.
    if (code === "ENOTEMPTY" || code === "EEXIST") return;
    throw new Error(`PostgreSQL could not be set up in ${cluster}: ${(error as Error).message}`);
  }
}

async function initdb(
  folder: string,
  binaries: string,
  account: Account,
  sync: boolean,
): Promise<void> {
  const opened = await openFolder(folder, account);
  const args = ["-D", opened.path, "-U", owner, "--auth=trust", "--encoding=UTF8", "--locale=C"];
  // Unicode letters for lower() and ILIKE, order by code point, independent of the machine.
  args.push("--locale-provider=builtin", "--builtin-locale=C.UTF-8");
  args.push("--data-checksums", "--no-instructions", ...(sync ? [] : ["--no-sync"]));
  const child = spawn(join(binaries, "bin/initdb"), args, {
    cwd: "/",
    env: { LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", "ignore", "pipe", opened.fd],
    ...account.ids,
  });
  let complaint = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  const [code] = await once(child, "close").finally(opened.close);
  if (code !== 0) throw new Error(`initdb failed: ${complaint.trim().slice(-1000)}`);
}

async function removeAbandoned(cluster: string): Promise<void> {
  const pattern = new RegExp(`^${basename(cluster)}\\.new-(\\d+)-`);
  for (const name of await readdir(dirname(cluster))) {
    const pid = pattern.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(join(dirname(cluster), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
