// The PostgreSQL that test files share: the one that test/run.ts started, or, when a file is run by
// itself, one of its own that ends with it.
import { after } from "node:test";
import type { Connection } from "../src/db/embedded_socket.ts";
import { startThrowaway, type Throwaway } from "./database.ts";

let own: Promise<Throwaway> | null = null;

/** A superuser's connection to the maintenance database, from which tests make their own. */
export async function testServer(): Promise<Connection> {
  const shared = process.env.CHARGE_TEST_DATABASE;
  if (shared !== undefined) return JSON.parse(shared) as Connection;
  own ??= startThrowaway();
  return (await own).admin;
}

after(async () => {
  await (await own)?.stop();
});
