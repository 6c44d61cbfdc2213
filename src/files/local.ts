// Files in a folder of this machine. A file is written beside its place under a name of its own,
// brought to the disk, and put in its place by renaming, which readers see as one step.
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { randomText } from "../lib/id.ts";
import { checkFileName, type Files } from "./files.ts";

export function localFiles(folder: string): Files {
  const placeOf = (name: string): string => {
    checkFileName(name);
    return join(folder, name);
  };
  return {
    async put(name, { parts, signal }) {
      const place = placeOf(name);
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      await clearAway(place);
      const partial = `${place}.${randomText(8)}.partial`;
      try {
        const size = await write(partial, parts, signal);
        await rename(partial, place);
        await persist(dirname(place));
        return size;
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
    },
    async size(name) {
      try {
        return (await stat(placeOf(name))).size;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async read(name, { from, to }) {
      return createReadStream(placeOf(name), { start: from, end: to });
    },
    remove: (name) => rm(placeOf(name), { force: true }),
  };
}

const isMissing = (error: unknown): boolean => (error as { code?: unknown }).code === "ENOENT";

async function write(
  path: string,
  parts: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<number> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(parts, { signal });
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** What a try that ended with its process has left. One that still writes fails at its end. */
async function clearAway(place: string): Promise<void> {
  const [folder, name] = [dirname(place), basename(place)];
  for (const one of await readdir(folder)) {
    if (one.startsWith(`${name}.`) && one.endsWith(".partial")) {
      await rm(join(folder, one), { force: true });
    }
  }
}

/** Renaming lasts through a power cut once the folder itself is on the disk. */
async function persist(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
