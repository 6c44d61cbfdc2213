// A migrated database with its nouns: what every command needs, the server and the others.
import { type Config, readConfig } from "./config.ts";
import { openDatabase } from "./db/database.ts";
import { applicationRole, migrate } from "./db/migrate.ts";
import { type Connection, startDatabase } from "./db/open.ts";
import { openPool, type Pool } from "./db/pool.ts";
import { openPulse, type Pulse } from "./db/pulse.ts";
import type { Announce, Database } from "./db/work.ts";
import { type Links, openLinks } from "./files/links.ts";
import { catalogue, dispatchTo, references } from "./http/catalogue.ts";
import { openApiText as openApiOf } from "./http/openapi/document.ts";
import type { Resource } from "./http/resource.ts";
import { sampleObject } from "./http/samples.ts";
import { type Change, openVersions, publishedChanges, type Versions } from "./http/versions.ts";
import type { Log } from "./lib/log.ts";
import { openVault, type Vault } from "./lib/secret.ts";
import { type Clock, systemClock } from "./lib/time.ts";
import { tokenizers } from "./payments/open.ts";
import * as events from "./resources/events/actions.ts";
import { resources } from "./resources/index.ts";
import * as webhooks from "./resources/webhook_endpoints/actions.ts";

export type PlatformOptions = {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  /** The versions of the API. */
  readonly changes: readonly Change[];
};

/**
 * The nouns, with what some of them need from outside. Without a server nothing is linked to.
 */
export function nounsOf(
  config: Config,
  vault: Vault,
  versions: Versions,
  links: Links = openLinks(vault, systemClock, () => ""),
): readonly Resource[] {
  const given = { config, vault, versions, links };
  const knowing = (nouns: readonly string[]) => resourcesOf(given, nouns);
  // Keys have rights on every noun of the list, their own included: it is made to be read first.
  return knowing(knowing([]).map(({ name }) => name));
}

type Given = {
  readonly config: Config;
  readonly vault: Vault;
  readonly versions: Versions;
  readonly links: Links;
};

function resourcesOf(
  { config, vault, versions, links }: Given,
  nouns: readonly string[],
): readonly Resource[] {
  const made: readonly Resource[] = resources({
    apiKeys: { nouns },
    stationConnections: { vault },
    commands: { vault },
    webhookEndpoints: {
      ...{ vault, versions, allowPrivate: config.webhookAllowPrivate },
      sampleOf: (word) => sampleObject(made, word),
    },
    paymentMethods: {
      tokenizers: tokenizers(config, vault),
      cardNumbersLive: config.cardNumbersLive,
    },
    reports: { links },
  });
  return made;
}

/** The OpenAPI document of all nouns. Only shapes are read and nothing runs, so any settings do. */
export function openApiText(): string {
  const config = readConfig({
    CHARGE_SECRET: "0".repeat(32),
    CHARGE_DATABASE_URL: "postgres://none",
  });
  const versions = openVersions(publishedChanges);
  return openApiOf(nounsOf(config, openVault(config.secret), versions), versions);
}

const announce: Announce = async (work, emissions, unwanted) => {
  await webhooks.fanOut(work, await events.record(work, emissions, unwanted));
};

/** How clients reach the server, which may be known only when it listens. */
type Reached = {
  publicUrl(): string;
  /** Resolves when it is known. */
  readonly known: Promise<void>;
  /** It listens there. */
  set(url: string): void;
};

function openReached({ publicUrl }: Config): Reached {
  const { promise: known, resolve } = Promise.withResolvers<void>();
  let url = publicUrl;
  if (url !== null) resolve();
  return {
    publicUrl: () => url ?? "",
    known,
    set(bound) {
      url ??= bound;
      resolve();
    },
  };
}

export type OpenedDatabase = {
  readonly connection: Connection;
  readonly database: Database;
  readonly pool: Pool;
  readonly vault: Vault;
  readonly versions: Versions;
  readonly nouns: readonly Resource[];
  readonly links: Links;
  readonly reached: Reached;
  /** Says which objects the commits of this process changed. */
  readonly pulse: Pulse;
  readonly died: Promise<Error>;
  close(): Promise<void>;
};

/** A migrated database with its pool: what every command needs, the server and the others. */
export async function openApplicationDatabase(
  options: PlatformOptions & { readonly join?: boolean },
): Promise<OpenedDatabase> {
  const { config, clock, log } = options;
  const server = await startDatabase(config, log, options.join === true);
  try {
    await migrate(server.connection);
    const pool = await openPool({
      database: server.connection,
      role: applicationRole,
      shared: 4,
      exclusive: 24,
      log,
    });
    const pulse = openPulse();
    const vault = openVault(config.secret);
    const versions = openVersions(options.changes);
    const reached = openReached(config);
    const links = openLinks(vault, clock, reached.publicUrl);
    const nouns = nounsOf(config, vault, versions, links);
    const database = openDatabase({
      ...{ pool, clock, announce },
      references: references(catalogue(nouns)),
      dispatch: dispatchTo(nouns),
      committed: pulse.beat,
    });
    return {
      connection: server.connection,
      ...{ database, pool, vault, versions, nouns, pulse, died: server.died, links, reached },
      async close() {
        await pool.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
