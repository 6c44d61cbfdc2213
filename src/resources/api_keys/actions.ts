// Making API keys. The key is answered once and only its digest is kept.
import type { Reader } from "../../db/statement.ts";
import { newId, randomText } from "../../lib/id.ts";
import { sha256 } from "../../lib/secret.ts";
import * as store from "./store.ts";

/** A new secret key; this is the only time it is seen. */
export async function createSecretKey(
  everyone: Pick<Reader, "query">,
  now: Date,
  account: string,
  livemode: boolean,
): Promise<string> {
  const prefix = livemode ? "ch_sk_live_" : "ch_sk_test_";
  const key = `${prefix}${randomText(32)}`;
  await store.insert(everyone, [
    ...[newId("key", now), account, livemode, "First key", sha256(key)],
    ...[prefix, key.slice(-4), null, now],
  ]);
  return key;
}
