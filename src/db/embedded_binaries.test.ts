import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { findBinaries, packagedBinaries } from "./embedded_binaries.ts";
import { ensureCopy } from "./embedded_copy.ts";
import { type Account, chooseAccount } from "./embedded_user.ts";

const run = promisify(execFile);
const asRoot = process.getuid?.() === 0;
const folder = mkdtempSync(join(tmpdir(), "charge-binaries-"));
const dataDir = join(folder, "data");
const packaged = join(folder, "package", "native");
// Never a real version: the machine's own copies stay out of it.
const version = `0.0.0-test.${process.pid}`;
let account: Account;

before(async () => {
  account = await chooseAccount(join(folder, "none"));
  mkdirSync(dataDir);
  const original = packagedBinaries();
  const filter = (path: string): boolean => !lstatSync(path).isSymbolicLink();
  cpSync(original, packaged, { recursive: true, filter });
  writeFileSync(join(folder, "package/package.json"), JSON.stringify({ version }));
});
after(() => {
  for (const path of [dirname(packaged), folder]) {
    chmodSync(path, 0o700);
    rmSync(path, { recursive: true, force: true });
  }
  if (asRoot) rmSync(`/var/cache/charge-postgresql-${version}`, { recursive: true, force: true });
});

async function runsAsAccount(native: string): Promise<void> {
  for (const program of ["postgres", "initdb"]) {
    const options = { cwd: "/", env: {}, ...account.ids };
    const { stdout } = await run(join(native, "bin", program), ["--version"], options);
    assert.match(stdout, /\(PostgreSQL\) 18\./);
  }
}

/** Names that the package's list promises in `lib`. */
const promisedLinks = (): string[] =>
  (
    JSON.parse(readFileSync(join(packaged, "pg-symlinks.json"), "utf8")) as { target: string }[]
  ).map((link) => link.target.replace("native/", ""));

test("programs without links and execute bits run, also when several start at once", async () => {
  chmodSync(join(packaged, "bin/postgres"), 0o644);
  chmodSync(join(packaged, "bin/initdb"), 0o644);
  const found = await Promise.all([1, 2, 3].map(() => findBinaries(account, dataDir, packaged)));
  assert.equal(new Set(found).size, 1);
  const native = found[0]!;
  await runsAsAccount(native);
  assert.ok(promisedLinks().length > 0);
  for (const link of promisedLinks())
    assert.ok(lstatSync(join(native, link)).isSymbolicLink(), link);
  // The folder is ours alone: root's account cannot enter it and gets a copy; a user needs none.
  assert.equal(native === packaged, !asRoot);
});

test("programs in a place that cannot be written or entered run from a copy", async () => {
  for (const link of promisedLinks()) rmSync(join(packaged, link), { force: true });
  const lib = join(packaged, "lib");
  chmodSync(lib, 0o500);
  const native = await findBinaries(account, dataDir, packaged);
  chmodSync(lib, 0o700);
  assert.notEqual(native, packaged);
  await runsAsAccount(native);
});

test("a copy is only used when nobody else can have written it", async () => {
  const place = join(folder, "place");
  mkdirSync(place);
  const planted = join(place, `charge-postgresql-${version}`);
  mkdirSync(planted, { mode: 0o777 });
  chmodSync(planted, 0o777);
  await assert.rejects(ensureCopy(packaged, place), { message: /was not made by this user/ });
  if (asRoot) {
    chmodSync(planted, 0o755);
    chownSync(planted, 65534, 65534);
    await assert.rejects(ensureCopy(packaged, place), { message: /was not made by this user/ });
  }
  assert.deepEqual(readdirSync(place), [`charge-postgresql-${version}`]);
});

test("a damaged copy is replaced", async () => {
  const place = join(folder, "other");
  mkdirSync(place);
  const copy = await ensureCopy(packaged, place);
  truncateSync(join(copy, "bin/postgres"), 1000);
  assert.equal(await ensureCopy(packaged, place), copy);
  assert.equal(
    lstatSync(join(copy, "bin/postgres")).size,
    lstatSync(join(packaged, "bin/postgres")).size,
  );
  assert.equal(lstatSync(copy).mode & 0o777, 0o755);
  assert.deepEqual(readdirSync(place), [`charge-postgresql-${version}`]);
});
