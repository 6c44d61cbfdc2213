// The books of a database whose server may be gone: every broken law, as check-ledger finds them.

import { checkBooks } from "../src/books.ts";
import { readConfig } from "../src/config.ts";
import { publishedChanges } from "../src/http/versions.ts";
import { openLog } from "../src/lib/log.ts";
import { systemClock } from "../src/lib/time.ts";
import { openApplicationDatabase } from "../src/opening.ts";

export async function booksOf(databaseUrl: string, secret: string): Promise<unknown[]> {
  const config = readConfig({ CHARGE_DATABASE_URL: databaseUrl, CHARGE_SECRET: secret });
  const opened = await openApplicationDatabase({
    ...{ config, clock: systemClock, log: openLog("silent"), join: true },
    changes: publishedChanges,
  });
  try {
    return await checkBooks(opened.database.everyone());
  } finally {
    await opened.close();
  }
}
