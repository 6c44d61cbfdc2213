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

test("what the locks of connectors need of PostgreSQL, a database's owner may install", async () => {
  const server = await testServer();
  const name = `plain_owner_${process.pid}`;
  const admin = new pg.Client(server);
  await admin.connect();
  try {
    await admin.query(`create role ${name} login nosuperuser`);
    await admin.query(`create database ${name} owner ${name}`);
    const owner = new pg.Client({ ...server, database: name });
    await owner.connect();
    await owner.query(`set session authorization ${name}`);
    await owner.query("create extension btree_gist");
    await owner.end();
  } finally {
    await admin.query(`drop database if exists ${name}`);
    await admin.query(`drop role if exists ${name}`);
    await admin.end();
  }
});
