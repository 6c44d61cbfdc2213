// The program as a package: built, packed, installed without a network in a folder of its own, run;
// and every example of its README.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { type TestPlatform, testPlatform } from "../../test/platform.ts";
import { version } from "../src/version.ts";

const run = promisify(execFile);
const repository = join(import.meta.dirname, "../..");
const modules = join(repository, "node_modules");

/** Builds in a copy, so that nothing is left behind in the repository. */
async function install(root: string): Promise<string> {
  const source = join(root, "source");
  const user = join(root, "user");
  const kept = (path: string): boolean => !/\/(dist|test)$|\.test\.ts$/.test(path);
  cpSync(join(repository, "cli"), join(source, "cli"), { recursive: true, filter: kept });
  cpSync(join(repository, "sdk/src"), join(source, "sdk/src"), { recursive: true, filter: kept });
  cpSync(join(repository, "sdk/package.json"), join(source, "sdk/package.json"));
  const tsc = [join(modules, "typescript/bin/tsc"), "-p", "cli"];
  await run(process.execPath, [...tsc, "--typeRoots", join(modules, "@types")], { cwd: source });
  const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", root];
  await run("npm", pack, { cwd: join(source, "cli") });
  const tarball = readdirSync(root).find((name) => name.endsWith(".tgz")) as string;
  mkdirSync(user);
  writeFileSync(join(user, "package.json"), '{"private": true}');
  const quiet = ["--offline", "--no-audit", "--no-fund"];
  await run("npm", ["install", ...quiet, join(root, tarball)], { cwd: user });
  return user;
}

type Example = { readonly name: string; readonly text: string; readonly runs: boolean };

/** The README's shell examples; what needs a person, or does not end, is marked. */
const examples = (): Example[] => {
  const readme = readFileSync(join(repository, "cli/README.md"), "utf8");
  return [...readme.matchAll(/(<!-- not run -->\n)?```sh\n([\s\S]*?)```/g)].map(
    ([, mark, text = ""]) => ({
      name: text.split("\n").find((line) => !line.startsWith("#")) ?? "",
      text,
      runs: mark === undefined,
    }),
  );
};

describe("the package", () => {
  const root = mkdtempSync(join(tmpdir(), "charge-cli-package-"));
  let user: string;
  let platform: TestPlatform;
  let env: NodeJS.ProcessEnv;
  const receiver = createServer((_request, response) => response.end());
  before(async () => {
    [user, platform] = await Promise.all([install(root), testPlatform()]);
    await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
    const bin = join(user, "node_modules/.bin");
    const path = [bin, dirname(process.execPath), process.env["PATH"]].join(delimiter);
    env = {
      ...{ PATH: path, HOME: root, XDG_CONFIG_HOME: root },
      ...{ CHARGE_API_KEY: platform.first.testKey, CHARGE_BASE_URL: platform.url },
      RECEIVER: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
    };
  });
  after(async () => {
    receiver.close();
    await platform?.close();
    rmSync(root, { recursive: true, force: true });
  });

  it("holds the program, its licence, and nothing else, and needs nothing", () => {
    const folder = join(user, "node_modules/charge-cli");
    const files = (readdirSync(folder, { recursive: true }) as string[]).sort();
    assert.deepEqual(
      files.filter((path) => !path.startsWith("dist")),
      ["LICENSE", "README.md", "package.json"],
    );
    assert.deepEqual(
      files.filter((path) => /\.ts$|test/.test(path)),
      [],
    );
    const text = readFileSync(join(folder, "package.json"), "utf8");
    const manifest = JSON.parse(text) as Record<string, unknown>;
    assert.equal(manifest["version"], version);
    for (const key of ["dependencies", "peerDependencies", "optionalDependencies"]) {
      assert.equal(manifest[key], undefined);
    }
  });

  it("runs as charge", async () => {
    const { stdout } = await run("charge", ["--version"], { env });
    assert.equal(stdout, `${version}\n`);
    await run("charge", ["drivers", "create", "--name", "Packed", "--email", "p@example.com"], {
      env,
    });
    const listed = await run("charge", ["drivers", "list"], { env });
    assert.match(listed.stdout, /^ID +NAME +EMAIL +STATUS +CREATED\ndrv_\w+ +Packed/);
  });

  it("runs from the repository with the keys of a server on this machine", async () => {
    const data = join(root, "data");
    mkdirSync(data);
    const keys = { test_key: platform.first.testKey, base_url: platform.url };
    writeFileSync(join(data, "credentials.json"), JSON.stringify(keys));
    chmodSync(join(data, "credentials.json"), 0o600);
    const own = { PATH: env["PATH"], HOME: data, CHARGE_DATA_DIR: data };
    const words = ["run", "--silent", "charge", "--", "status", "--json"];
    const { stdout } = await run("npm", words, { cwd: repository, env: own });
    assert.equal((JSON.parse(stdout) as { account: string }).account, platform.first.account);
  });

  for (const { name, text, runs } of examples()) {
    if (!runs) continue;
    it(`has a README whose example runs: ${name}`, async () => {
      writeFileSync(join(root, "example.sh"), `set -eu\n${text}`);
      const ran = await run("sh", [join(root, "example.sh")], { env, cwd: root });
      assert.ok(ran.stdout !== "", ran.stderr);
    });
  }

  it("has a README with examples", () => {
    assert.ok(examples().filter(({ runs }) => runs).length >= 6);
  });
});
