// Whether holds for reservations belong to some that need them, over all accounts. For the
// check-ledger command and tests.
import type { Reader } from "../../db/statement.ts";
import { type Finding, finding } from "../../ledger/check.ts";
import * as store from "./store.ts";

export const checkReservations = async (everyone: Pick<Reader, "query">): Promise<Finding[]> =>
  (await store.strayHolds(everyone)).map(finding("a reservation's hold ends with it"));
