// Takes in stations of a register, many in one transaction. Reading registers is src/imports.
import type { Work } from "../../../db/work.ts";
import { present } from "../../../lib/assert.ts";
import { found } from "../../../lib/errors.ts";
import { project } from "../../../lib/projection.ts";
import { sha256 } from "../../../lib/secret.ts";
import { operatorId } from "../../../lib/slug.ts";
import * as accounts from "../../accounts/store.ts";
import type { NetworkRow } from "../../networks/schema.ts";
import * as networks from "../../networks/store.ts";
import * as tariffs from "../../tariffs/actions.ts";
import { simulatorTariffs } from "../../tariffs/short_form.ts";
import { currentOf, type NewConnector } from "../own/connectors.ts";
import type { Address, Capabilities } from "../schema.ts";
import * as store from "./store.ts";

export type ImportedStation = {
  /** The source's own id, or what stands for it. */
  readonly sourceId: string;
  readonly name: string;
  readonly operator: string;
  readonly address: Address;
  readonly latitude: number;
  readonly longitude: number;
  readonly timezone: string;
  readonly connectors: readonly NewConnector[];
};

export type Imported = {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
};

/** Registers say nothing of these; the platform itself can keep a connector free. */
const unknownCapabilities: Capabilities = {
  "24_7_access": false,
  ...{ amenities: [], payment_methods: [], requires_membership: false, reservable: true },
};

export async function importStations(
  work: Work,
  from: { readonly network: string; readonly source: string },
  stations: readonly ImportedStation[],
): Promise<Imported> {
  const id = from.network;
  const network = found(await networks.find(work, [id]), "network_not_found", id);
  const simulated = network.kind === "simulator";
  const own = simulated ? null : present(await accounts.currency(work), "the account");
  const currency = own?.default_currency ?? simulatorTariffs.AC.currency;
  const written = await store.put(work, [
    ...[id, network.shared, from.source, currency, work.now, simulated],
    JSON.stringify(stations.map((one) => columns(work, one))),
  ]);
  const bySource = new Map(stations.map((one) => [one.sourceId, one]));
  const tariffOf = await tariffsBy(work, network);
  const connectors = written.flatMap(({ id: station, source_id }) =>
    present(bySource.get(source_id), "the imported station").connectors.map((one, index) => ({
      ...one,
      ...{ station, position: index + 1, tariff: tariffOf(one) },
    })),
  );
  const status = simulated ? "available" : "unknown";
  await store.putConnectors(work, [network.shared, status, JSON.stringify(connectors)]);
  const added = written.filter((one) => one.added).length;
  return { added, changed: written.length - added, unchanged: stations.length - written.length };
}

function columns(work: Work, station: ImportedStation) {
  const { sourceId, connectors, ...plain } = station;
  return {
    ...plain,
    ...project(station),
    id: work.newId("chst"),
    source_id: sourceId,
    digest: sha256(JSON.stringify([plain, connectors])),
    operator_id: operatorId(station.operator),
    capabilities: unknownCapabilities,
  };
}

async function tariffsBy(work: Work, network: NetworkRow) {
  if (network.kind !== "simulator") return () => null;
  const ids = {
    AC: await tariffs.defaultOf(work, network.id, "AC"),
    DC: await tariffs.defaultOf(work, network.id, "DC"),
  };
  return ({ type }: Pick<NewConnector, "type">): string => ids[currentOf(type)];
}
