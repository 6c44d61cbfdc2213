import assert from "node:assert/strict";
import { test } from "node:test";
import pg from "pg";
import { testServer } from "./postgres.ts";

test("every test file gets a real PostgreSQL in which it may make databases", async () => {
  const client = new pg.Client(await testServer());
  await client.connect();
  try {
    const name = `made_by_test_${process.pid}`;
    await client.query(`CREATE DATABASE ${name}`);
    await client.query(`DROP DATABASE ${name}`);
    const version = await client.query("SHOW server_version_num");
    assert.match(version.rows[0].server_version_num, /^18\d{4}$/);
  } finally {
    await client.end();
  }
});

test("a file's tests all reach the same server", async () => {
  assert.deepEqual(await testServer(), await testServer());
});
