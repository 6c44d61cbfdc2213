// What a charger reports beside charging finds its place in the station's own account.
import type { Database } from "../../db/work.ts";
import type { Fact } from "../../networks/fact.ts";
import * as stations from "../charging_stations/actions.ts";
import * as notices from "./notices/actions.ts";
import * as variables from "./variables/actions.ts";

type Reported = Extract<Fact, { kind: "variables" | "notice" }>;

export async function report(database: Database, station: string, fact: Reported): Promise<void> {
  const owner = await stations.ownerOf(database, station);
  await database.transaction(owner, (work) =>
    fact.kind === "notice"
      ? notices.keep(work, station, fact)
      : variables.keep(work, [{ station, variables: fact.variables }]),
  );
}
