// Exceptions from the tidy rules, each by name with its reason. A line that no longer holds is
// refused too, so this list only shrinks by itself.

/** Ruling 10: a noun imports only nouns before it. */
export const nouns = [
  "accounts",
  "api_keys",
  "request_logs",
  "events",
  "webhook_endpoints",
  "policies",
  "fleets",
  "drivers",
  "vehicles",
  "vehicle_telemetries",
  "networks",
  "tariffs",
  "charging_stations",
  "operators",
  "station_connections",
  "commands",
  "policy_decisions",
  "payment_methods",
  "wallets",
  "transactions",
  "top_ups",
  "estimations",
  "reservations",
  "charge_tokens",
  "charging_sessions",
  "invoices",
  "reports",
  "test_clocks",
  "test_helpers",
] as const;

/** Package → the places that may know it. Everything else goes through what they export. */
export const doors: Readonly<Record<string, RegExp>> = {
  "@aws-sdk/client-s3": /^src\/files\/s3\.ts$/,
  "@photostructure/tz-lookup": /^src\/lib\/zones\.ts$/,
  ajv: /^src\/(lib\/validate\.ts|networks\/ocpp\/)/,
  "ajv-formats": /^src\/(lib\/validate\.ts|networks\/ocpp\/)/,
  "bidi-js": /^src\/documents\/runs\.ts$/,
  "csv-parse": /^src\/imports?\//,
  fastify: /^src\/http\/server\.ts$/,
  fontkit: /^src\/documents\/opened\.ts$/,
  "libphonenumber-js": /^src\/lib\/validate\.ts$/,
  marked: /^src\/http\/docs\/guides\.ts$/,
  pdfkit: /^src\/documents\/engine\.ts$/,
  pg: /^src\/db\//,
  pino: /^src\/lib\/log\.ts$/,
  "sales-tax": /^src\/pricing\/vat\.ts$/,
  stripe: /^src\/payments\/stripe\/client\.ts$/,
  typebox: /^src\/(lib|networks\/ocpp)\/schema\.ts$/,
  undici: /^src\/http\/outbound\.ts$/,
  "ocpp-rpc": /^src\/networks\/ocpp\/official\.ts$/,
  ws: /^src\/networks\/ocpp\//,
  "node:child_process": /^src\/db\/embedded/,
  "node:cluster": /^$/,
  "node:dgram": /^$/,
  "node:dns": /^src\/http\/outbound\.ts$/,
  "node:dns/promises": /^src\/http\/outbound\.ts$/,
  "node:http": /^src\/(http|networks)\//,
  "node:https": /^src\/(http\/outbound|networks\/ocpp\/tls)\.ts$/,
  "node:net": /^src\/(db|http|networks)\/|^src\/lib\/address\.ts$/,
  "node:tls": /^src\/(http|networks\/ocpp)\//,
};

/** Requests that leave by other doors than http/outbound.ts. */
export const ownCalls: Readonly<Record<string, string>> = {
  "src/welcome.ts": "asks the server's own API, as the user will",
  "sdk/src/surroundings.ts": "the client speaks to the platform that its caller names",
};

/** Files whose name is given from outside, and by whom. */
export const givenNames: Readonly<Record<string, string>> = {
  "src/networks/ocpp/v201/get_base_report.ts": "the message GetBaseReport of OCPP 2.0.1",
  "src/networks/ocpp/v201/set_monitoring_base.ts": "the message SetMonitoringBase of OCPP 2.0.1",
};

/** Pure files by their name that know something of the world, and why they may. */
export const worldly: Readonly<Record<string, string>> = {
  "src/lib/address.ts": "only tells the family of an address, which node:net knows",
  "src/lib/log.ts": "writing the log is its only purpose",
  "src/lib/time.ts": "the one reader of the clock",
};

/** Statements across accounts: `rowsAcrossAccounts` by name, and why no account can be named. */
export const acrossAccounts: Readonly<Record<string, string>> = {
  "accounts.child": "a parent acts for a child; checked before the child's scope is entered",
  "accounts.children": "a child's row in its modes is beyond its parent's scope; says the parent",
  "accounts.depth": "the accounts above one are beyond its scope",
  "accounts.effective_status": "the accounts above one are beyond its scope, and count for it",
  "accounts.insert": "a new account has no scope yet",
  "accounts.installation": "asks which account the installation belongs to",
  "accounts.lock_installation": "nodes that start together make one first account",
  "accounts.subtree": "the accounts below one's children are beyond its scope",
  "api_keys.find_by_digest": "the key is what says whose it is",
  "api_keys.insert_first": "the first keys of a new account, before anybody can be its caller",
  "api_keys.note_uses": "the uses that a process saw, of keys of any account, are written at once",
  "charge_tokens.at_station": "at a shared station the cards of all accounts may charge",
  "commands.waiting_at": "a charger that comes back names nobody",
  "charge_tokens.by_uid": "a charger knows a card's number and nothing of accounts",
  "events.news": "one look for all the streams of a process, whoever follows",
  "events.settled": "one order for the events of all accounts",
  "rate_limits.forget_tokens": "buckets of keys, whoever has the keys",
  "rate_limits.take_tokens": "buckets of all keys that were used just now, in one statement",
  "request_logs.insert_many": "lines of all accounts are written together, outside of requests",
  "idempotency.remove_expired": "records of a day ago are removed for everybody at once",
  "reports.forget_file": "files of all accounts grow old",
  "reports.old_files": "files of all accounts grow old",
  "invoices.missing_numbers": "the check of the whole ledger",
  "invoices.wrong_sums": "the check of the whole ledger",
  "invoices.wrongly_owed": "the check of the whole ledger",
  "ledger.broken_runs": "the check of the whole ledger",
  "ledger.held_of_nothing": "the check of the whole ledger",
  "ledger.overdrawn": "the check of the whole ledger",
  "ledger.unbalanced_postings": "the check of the whole ledger",
  "ledger.wrong_balances": "the check of the whole ledger",
  "stripe.forget_events": "notifications of a month ago are removed for everybody at once",
  "stripe.whose": "a notification names a payment and nobody whose it is",
  "reservations.stray_holds": "the check of the whole ledger",
  "sessions.stray_holds": "the check of the whole ledger",
  "transactions.changed_outside": "the check of the whole ledger",
  "transactions.miscounted": "the check of the whole ledger",
  "transactions.stray_holds": "the check of the whole ledger",
  "transactions.wrongly_earned": "the check of the whole ledger",
  "transactions.wrongly_refunded": "the check of the whole ledger",
  "transactions.wrongly_returned": "the check of the whole ledger",
  "transactions.unbooked": "the check of the whole ledger",
  "top_ups.stray": "the check of the whole ledger",
  "top_ups.unbooked": "the check of the whole ledger",
  "wallets.ownerless": "the check of the whole ledger",
  "connections.by_identity": "a charger that connects says nothing but its identity",
  "connections.forget_pending": "strangers belong to the installation, whoever made their station",
  "connections.note_pending": "a stranger belongs to no account yet; the installation's keeps it",
  "messages.insert_many": "frames of all accounts are written together, by their stations",
  "networks.find_anywhere": "the command line names a network, not an account",
  "networks.insert_for": "a new account's networks, before anybody can be its caller",
  "networks.installation": "asks which network the installation's imports go to",
  "connections.clocks_together": "clocks of chargers of any account are written together",
  "connections.seen_together": "signs of life of lines of any account are written together",
  "connections.skew_of": "a charger's report names its station and nothing of accounts",
  "connections.holder": "an order knows its station, not whose it is",
  "connections.of_dead_nodes": "whose chargers' process died, in every account",
  "nodes.answer": "processes belong to no account",
  "nodes.answers": "processes belong to no account",
  "nodes.ask": "processes belong to no account",
  "nodes.forget": "processes belong to no account",
  "nodes.processes": "processes belong to no account",
  "nodes.living": "processes belong to no account",
  "nodes.playing": "processes belong to no account",
  "nodes.remove_expired": "processes belong to no account",
  "nodes.take": "processes belong to no account",
  "nodes.take_role": "processes belong to no account",
  "nodes.withdraw": "processes belong to no account",
  "connections.silent_since": "whose chargers fell silent, in every account",
  "station_transactions.last_at_evse": "a charger's past at an EVSE, whoever charged there",
  "station_transactions.told_live": "a charger's clock is that of whoever charges there",
  "station_transactions.unwanted_at": "a charger that comes back knows nothing of accounts",
  "stations.concerned": "whom news of a shared station concerns is in many accounts",
  "stations.free_simulated": "the simulated hardware of all accounts ends with the process",
  "stations.owner": "a charger's report names nobody",
  "stations.owners": "the same of many chargers at once",
  "jobs.depths": "figures for whoever runs the installation",
  "jobs.free_dead": "a dead process held jobs of any account",
  "jobs.next_due": "the queue belongs to all",
  "jobs.put_back": "the queue belongs to all; the job is named by its id and holder",
  "jobs.take": "the queue belongs to all; the job then runs in its own account's scope",
  "times.moved_since": "every process knows the times of all accounts that have their own",
  "jobs.waiting": "figures for whoever runs the installation",
  "evidence.early": "a charger knows its transaction and nothing of accounts",
  "evidence.forget": "one schedule for what chargers told in all accounts",
  "station_transactions.unended": "a charger knows its transaction and nothing of accounts",
  "station_transactions.known_reference": "a charger knows its transaction and nothing of accounts",
  "station_transactions.next_start": "who charged next at an EVSE may be anybody",
  "sessions.watched": "one watchdog for the sessions of all accounts",
  "sessions.quiet": "one watchdog for the sessions of all accounts",
  "whose.under_way_at": "a stop that names nothing may be of anybody at the station",
  "whose.readings": "chargers know their transactions and nothing of accounts",
  "whose.reference": "a charger knows its transaction and nothing of accounts",
  "station_transactions.known": "a charger knows its transaction and nothing of accounts",
  "sessions.open_on_network": "a process takes up everybody's sessions when it starts",
  "sessions.open_in_accounts": "an account is archived with all below it, in both modes",
  "whose.evse": "a charger knows its EVSE and nothing of accounts",
  "whose.tag": "a charger knows a card's number and nothing of accounts",
  "whose.transaction": "a charger knows its transaction and nothing of accounts",
};

/** Statements that do not say `account_id` and `livemode` of every table they touch. */
export const unscoped: Readonly<Record<string, string>> = {
  "accounts.currency": "an account is its own scope: its id is the account",
  "accounts.lock_own": "an account is its own scope: its id is the account",
  "accounts.own": "an account is its own scope: its id is the account",
  "accounts.update": "an account is its own scope: its id is the account",
  "payment_methods.find": "joins accounts, whose id is the account",
  "payment_methods.load": "joins accounts, whose id is the account",
  "payment_methods.lock": "joins accounts, whose id is the account",
  "wallets.find": "joins accounts, whose id is the account",
  "wallets.load": "joins accounts, whose id is the account",
  "wallets.of_owner": "joins accounts, whose id is the account",
  "connections.approve": "a stranger is of no mode",
  "connections.identify": "the conflict names the row by both",
  "connections.pending": "strangers are of no mode",
  "variables.put": "the conflict names the row by both",
  "imports.put": "the conflict names the row by both",
  "ledger.post": "balances are written from values that begin with both",
};

/** Tables whose name does not tell their noun, or that another folder writes than it tells. */
export const tableOwners: Readonly<Record<string, string>> = {
  account_modes: "src/resources/accounts",
  connector_bookings: "src/resources/charging_stations",
  pending_connections: "src/resources/station_connections",
  station_messages: "src/resources/station_connections",
  station_notices: "src/resources/station_connections",
  station_variables: "src/resources/station_connections",
  station_favourites: "src/resources/charging_stations",
  station_watches: "src/resources/charging_stations",
  idempotency_keys: "src/http",
  account_times: "src/db",
  jobs: "src/jobs",
  node_calls: "src/nodes",
  node_roles: "src/nodes",
  rate_limit_buckets: "src/http",
  charging_session_periods: "src/resources/charging_sessions/periods",
  meter_values: "src/resources/charging_sessions/meter_values",
  payment_holds: "src/resources/transactions",
  payment_sightings: "src/resources/transactions",
  transaction_openings: "src/resources/charging_sessions/openings",
  stripe_events: "src/payments/stripe",
  stripe_orders: "src/payments/stripe",
  station_evidence: "src/resources/charging_sessions/evidence",
  station_transactions: "src/resources/charging_sessions/station_transactions",
  test_processor_authorizations: "src/payments/test",
  test_processor_orders: "src/payments/test",
  test_helper_actions: "src/resources/test_helpers",
  webhook_deliveries: "src/resources/webhook_endpoints",
};

/** Where the machine's clock, or the database's, may be read. */
export const clockReaders: Readonly<Record<string, string>> = {
  "src/db/embedded_remains.ts": "how old a lost process is, only the database can tell",
  "src/http/store.ts": "rate limits are shared by nodes whose clocks differ",
  "src/db/migrate.ts": "when a migration was applied is the database's own affair",
  "src/lib/time.ts": "the one reader of the clock",
  "sdk/src/surroundings.ts": "the client's one reader of the clock",
};

/** `export … from`: a file that passes on what another one has. */
export const reexports: Readonly<Record<string, string>> = {
  "src/lib/schema.ts": "the door to the schema library passes on its types",
  "sdk/src/entry.ts": "the door of a package that is published",
  "sdk/src/table.ts": "the second door of a package that is published",
};

/** Files under src that only tests import. */
export const testsOwn: Readonly<Record<string, string>> = {
  "src/pricing/record.ts": "roaming comes later; that a price can be told to a partner is held now",
  "src/payments/contract.ts": "the stories that every processor must pass lie beside them",
  "src/networks/contract.ts": "the stories that every network must pass lie beside the networks",
  "src/networks/contract_commands.ts": "as contract.ts: those of commands",
};

/** Lint suppressions: file and rule. */
export const suppressions: Readonly<Record<string, string>> = {
  "sdk/src/page.ts lint/suspicious/noThenProperty": "awaiting a list gives its first page",
  "src/db/work.ts lint/suspicious/noEmptyInterface": "the nouns fill it by declaration merging",
};

/** Tests that are skipped where they cannot be told: test's file and condition. */
export const skips: Readonly<Record<string, string>> = {};

/** Codes of the contract whose endpoints come with a later issue. */
export const laterCodes: Readonly<Record<string, string>> = {
  vehicle_owner_not_found: "of the contract's list; part 2 gives attaching another code",
};
