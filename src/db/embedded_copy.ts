// A copy of PostgreSQL's programs outside the installation, shared by every clone of the same
// version. It is used only when nobody but us can have written it.
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
} from "node:fs/promises";
import { dirname, join } from "node:path";

/** Needed to compile against PostgreSQL, not to run it. */
const unused = /\.a$|^pkgconfig$|^pgxs$/;

/** Where in `place` the copy of these programs lies; made when it is missing. */
export async function ensureCopy(native: string, place: string): Promise<string> {
  const copy = join(place, `charge-postgresql-${await versionOf(native)}`);
  if (await isComplete(native, copy)) return copy;
  const draft = await mkdtemp(`${copy}-`);
  try {
    await copyFolder(native, draft);
    // Another process may have been faster, and run from its copy by now.
    if (!(await isComplete(native, copy))) await replace(draft, copy);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return copy;
}

async function versionOf(native: string): Promise<string> {
  const text = await readFile(join(dirname(native), "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** Refuses a folder that somebody else prepared; false when it is missing or damaged. */
async function isComplete(native: string, copy: string): Promise<boolean> {
  const folder = await lstat(copy).catch(() => null);
  if (folder === null) return false;
  const foreign = !folder.isDirectory() || folder.uid !== process.getuid?.();
  if (foreign || (folder.mode & 0o022) !== 0) {
    throw new Error(`${copy} was not made by this user; remove it.`);
  }
  for (const part of ["bin", "lib", "lib/postgresql"]) {
    for (const entry of await readdir(join(native, part), { withFileTypes: true })) {
      if (!entry.isFile() || unused.test(entry.name)) continue;
      const wanted = await lstat(join(native, part, entry.name));
      const found = await lstat(join(copy, part, entry.name)).catch(() => null);
      if (found?.size !== wanted.size) return false;
    }
  }
  return true;
}

/** A rename takes a missing or empty folder's place at once; a damaged copy is put aside first. */
async function replace(draft: string, copy: string): Promise<void> {
  try {
    await rename(draft, copy);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
    const aside = `${draft}-old`;
    await rename(copy, aside);
    await rename(draft, copy);
    await rm(aside, { recursive: true, force: true });
  }
}

/** Symbolic links are left out: whoever made the original made them from a list that we copy. */
async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (unused.test(entry.name)) continue;
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) await copyFolder(source, target);
    if (!entry.isFile()) continue;
    await copyFile(source, target);
    await chmod(target, (await lstat(source)).mode & 0o100 ? 0o755 : 0o644);
  }
}
