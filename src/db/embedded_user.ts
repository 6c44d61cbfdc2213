// Who runs the database. PostgreSQL refuses to run as root, so root lends it an unprivileged user:
// the owner of the files that are there, else one of its own, made if needed.
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

export type Account = {
  /** For `spawn`: empty when the database runs as ourselves. */
  readonly ids: { readonly uid: number; readonly gid: number } | Record<string, never>;
};

const userName = "charge";
/** Service users that systems bring along, should the system refuse us a user of our own. */
const otherNames = ["postgres", "_postgres", "nobody"];
const adders: [string, string[]][] = [
  ["useradd", ["--system", "--no-create-home", "--home-dir", "/", "--shell", "/bin/false"]],
  ["adduser", ["-S", "-D", "-H", "-h", "/", "-s", "/bin/false"]], // BusyBox
];

export async function chooseAccount(cluster: string): Promise<Account> {
  const owner = await stat(cluster).catch(() => null);
  const self = process.getuid?.() ?? 0;
  if (self !== 0) {
    if (owner !== null && owner.uid !== self) {
      throw new Error(
        `The database in ${cluster} belongs to user ${owner.uid}; run as that user or as root.`,
      );
    }
    return { ids: {} };
  }
  if (owner !== null && owner.uid !== 0) return { ids: { uid: owner.uid, gid: owner.gid } };
  return { ids: (await lookUp(userName)) ?? (await addUser()) ?? (await anyOther()) };
}

type Ids = { uid: number; gid: number };

async function lookUp(name: string): Promise<Ids | null> {
  try {
    const [uid, gid] = await Promise.all([
      run("id", ["-u", name]).then((out) => Number(out.stdout)),
      run("id", ["-g", name]).then((out) => Number(out.stdout)),
    ]);
    return uid > 0 ? { uid, gid } : null;
  } catch {
    return null;
  }
}

/** Another process may add it at the same time; what counts is that it is there afterwards. */
async function addUser(): Promise<Ids | null> {
  for (const [command, args] of adders) {
    await run(command, [...args, userName]).catch(() => null);
    const ids = await lookUp(userName);
    if (ids !== null) return ids;
  }
  return null;
}

async function anyOther(): Promise<Ids> {
  for (const name of otherNames) {
    const ids = await lookUp(name);
    if (ids !== null) return ids;
  }
  throw new Error(
    "PostgreSQL does not run as root, and no unprivileged user could be found or made. Run as a " +
      "normal user, or name a database in CHARGE_DATABASE_URL.",
  );
}
