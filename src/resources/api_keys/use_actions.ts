// When keys were last used. Noted in memory on each request and written now and then, so that no
// request waits for it; a process that is killed loses what it noted in its last minute.
import type { Reader } from "../../db/statement.ts";
import * as store from "./store.ts";

export type KeyUses = {
  note(key: string, at: Date): void;
  /** Writes what was noted since the last time; what cannot be written is kept for the next. */
  write(everyone: Pick<Reader, "query">): Promise<void>;
};

export function openKeyUses(): KeyUses {
  let noted = new Map<string, Date>();
  return {
    note(key, at) {
      noted.set(key, at);
    },
    async write(everyone) {
      if (noted.size === 0) return;
      const batch = noted;
      noted = new Map();
      // In the order of ids, as two nodes may write at once.
      const keys = [...batch.keys()].sort();
      try {
        await store.noteUses(everyone, [keys, keys.map((key) => batch.get(key))]);
      } catch (error) {
        for (const [key, at] of batch) if (!noted.has(key)) noted.set(key, at);
        throw error;
      }
    },
  };
}
