import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { type Embedded, joinEmbedded, startEmbedded } from "./embedded.ts";
import type { Connection } from "./embedded_socket.ts";

// The same tests hold for root and for a normal user: the folder is below one that only we enter.
const root = mkdtempSync(join(tmpdir(), "charge-embedded-"));
after(() => rmSync(root, { recursive: true, force: true }));

const log = (): void => {};
const fast = { fsync: "off" };

async function ask(connection: Connection, sql: string): Promise<string[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const answer = await client.query({ text: sql, rowMode: "array" });
    return answer.rows.map((row) => row.map(String).join(" "));
  } finally {
    await client.end();
  }
}

describe("a first start in a folder that nobody else can enter", () => {
  // Deeper than a socket's path may be, with what shells and URLs stumble over.
  const dataDir = join(root, "with space", "ünïcode – 充電", "d".repeat(110));
  let server: Embedded;
  before(async () => {
    process.env.CHARGE_SECRET = "never to be seen by the database";
    server = await startEmbedded({ dataDir, log });
  });
  after(async () => {
    delete process.env.CHARGE_SECRET;
    await server.stop();
  });

  test("is durable: commits wait for the disk, pages carry checksums", async () => {
    for (const setting of ["fsync", "synchronous_commit", "full_page_writes", "data_checksums"]) {
      assert.deepEqual(await ask(server.connection, `SHOW ${setting}`), ["on"], setting);
    }
  });

  test("speaks UTF-8, orders by code point, counts in UTC", async () => {
    const [row] = await ask(
      server.connection,
      `SELECT pg_encoding_to_char(encoding), datlocprovider, lower('ÄÉ'), 'Z' < 'a',
              current_setting('timezone')
       FROM pg_database WHERE datname = current_database()`,
    );
    assert.equal(row, "UTF8 b äé true UTC");
  });

  test("listens on no address, only on a socket in a folder of its own", async () => {
    assert.deepEqual(await ask(server.connection, "SHOW listen_addresses"), [""]);
    assert.deepEqual(await ask(server.connection, "SHOW unix_socket_directories"), ["."]);
    assert.equal(statSync(join(dataDir, "postgres")).mode & 0o777, 0o700);
    assert.equal(statSync(dataDir).mode & 0o777, 0o700);
  });

  test("runs as an unprivileged user that owns the files", async () => {
    const owner = statSync(join(dataDir, "postgres")).uid;
    assert.notEqual(owner, 0);
    assert.deepEqual(await output(server.connection, "id -u"), [String(owner)]);
  });

  test("hands none of our secrets to the database", async () => {
    const environment = await output(server.connection, "env");
    assert.ok(environment.length > 0);
    assert.ok(!environment.join("\n").includes("never to be seen"));
  });

  test("brings the extensions that the platform uses", async () => {
    for (const name of ["btree_gist", "cube", "pg_trgm", "citext"]) {
      await ask(server.connection, `CREATE EXTENSION ${name}`);
    }
  });

  test("is one connection away for a second command", async () => {
    const joined = await joinEmbedded(dataDir);
    assert.ok(joined);
    assert.deepEqual(await ask(joined, "SELECT current_database(), current_user"), [
      "charge charge_owner",
    ]);
  });

  test("leaves no draft of itself beside the cluster", () => {
    assert.deepEqual(readdirSync(dataDir), ["postgres"]);
  });
});

/** What a program prints when the database's own user runs it. */
async function output(connection: Connection, program: string): Promise<string[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query("CREATE TEMP TABLE said (line text)");
    await client.query(`COPY said FROM PROGRAM '${program}'`);
    const lines = await client.query<{ line: string }>("SELECT line FROM said");
    return lines.rows.map((row) => row.line);
  } finally {
    await client.end();
  }
}

test("a stopped server leaves its data, and no socket, process or temporary folder", async () => {
  const dataDir = join(root, "e".repeat(120));
  const linksBefore = temporaryFolders();
  const first = await startEmbedded({ dataDir, log, settings: fast });
  await ask(first.connection, "CREATE TABLE kept AS SELECT 42 AS answer");
  const pid = Number.parseInt(readFileSync(join(dataDir, "postgres/postmaster.pid"), "utf8"), 10);
  await Promise.all([first.stop(), first.stop()]);
  assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  assert.ok(!readdirSync(join(dataDir, "postgres")).some((name) => name.startsWith(".s.PGSQL")));
  assert.deepEqual(temporaryFolders(), linksBefore);
  assert.equal(await joinEmbedded(dataDir), null);

  const second = await startEmbedded({ dataDir, log });
  try {
    assert.deepEqual(await ask(second.connection, "SELECT answer FROM kept"), ["42"]);
  } finally {
    await second.stop();
  }
});

const temporaryFolders = (): string[] =>
  readdirSync(tmpdir()).filter((name) => /^charge-[^-]{6}$/.test(name));

test("a database that ends by itself is told", async () => {
  const server = await startEmbedded({ dataDir: join(root, "dies"), log, settings: fast });
  const pidFile = readFileSync(join(root, "dies/postgres/postmaster.pid"), "utf8");
  process.kill(Number.parseInt(pidFile, 10), "SIGKILL");
  assert.match((await server.died).message, /SIGKILL/);
  await server.stop();
});

test("a data folder that cannot be written is refused in plain words", async () => {
  writeFileSync(join(root, "file"), "");
  await assert.rejects(startEmbedded({ dataDir: join(root, "file/below"), log }), {
    message: /Cannot write the data folder .*file\/below/,
  });
});

test("a cluster of another PostgreSQL version is refused and left alone", async () => {
  const dataDir = join(root, "dies");
  const path = join(dataDir, "postgres/PG_VERSION");
  writeFileSync(path, "17\n");
  await assert.rejects(startEmbedded({ dataDir, log }), { message: /made by PostgreSQL 17/ });
  assert.equal(readFileSync(path, "utf8"), "17\n");
});
