// The client as a package: packed, installed offline, compiled against, run.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { type TestPlatform, testPlatform } from "../../test/platform.ts";
import { version } from "../src/version.ts";
import { refusedLines, typeCases } from "./compiled.ts";
import { type Installed, installPackage } from "./package.ts";

const resolutions = ["nodenext", "bundler"] as const;

const script = `
import { Charge, InvalidRequestError } from "charge-sdk";
import { operations } from "charge-sdk/operations";
const charge = new Charge(process.env.CHARGE_API_KEY, { baseUrl: process.env.CHARGE_URL });
const made = await charge.drivers.create({ name: "Packed", email: "a@example.com" });
const names = [];
for await (const { name } of charge.drivers.list({ limit: 1 })) names.push(name);
const error = await charge.fleets.retrieve("flt_x").catch((why) => why);
console.log(JSON.stringify({
  id: made.id, names, refused: error instanceof InvalidRequestError, operations: operations.length,
}));
`;

/** The README's examples; each stands for itself, with the client that the first one makes. */
const examples = (): { text: string; runs: boolean }[] => {
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
  const prelude = /```ts\n(import \{ Charge[\s\S]*?\}\);\n)/.exec(readme)?.[1] as string;
  return [...readme.matchAll(/(<!-- compiled only -->\n)?```ts\n([\s\S]*?)```/g)].map(
    ([, mark, text = ""]) => ({
      text: text.startsWith(prelude) ? text : `${prelude}${text}`,
      runs: mark === undefined,
    }),
  );
};

describe("the package", () => {
  let installed: Installed;
  let platform: TestPlatform;
  const keys = () => ({
    CHARGE_API_KEY: platform.first.testKey,
    CHARGE_URL: platform.url,
  });
  before(async () => {
    [installed, platform] = await Promise.all([installPackage(), testPlatform()]);
  });
  after(async () => {
    installed?.remove();
    await platform?.close();
  });

  it("holds the client, its types, its licence, and nothing else", () => {
    const files = installed.files.filter((path) => !path.startsWith("dist"));
    assert.deepEqual(files, ["LICENSE", "README.md", "package.json"]);
    const kinds = new Set(installed.files.map((path) => path.replace(/^[^.]*/, "")));
    assert.deepEqual([...kinds].sort(), ["", ".d.ts", ".js", ".js.map", ".json", ".md"]);
    const manifest = JSON.parse(
      readFileSync(join(installed.packageFolder, "package.json"), "utf8"),
    ) as Record<string, unknown>;
    assert.equal(manifest["version"], version);
    for (const key of ["dependencies", "peerDependencies", "optionalDependencies"]) {
      assert.equal(manifest[key], undefined);
    }
  });

  it("needs nothing that only Node has", () => {
    const scripts = installed.files.filter((path) => path.endsWith(".js"));
    assert.ok(scripts.length > 15);
    for (const path of scripts) {
      const text = readFileSync(join(installed.packageFolder, path), "utf8");
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "").replace(/"(\\.|[^"\\])*"/g, '""');
      const imports = [...text.matchAll(/^(?:import|export)[^"]*from "([^"]+)"/gm)];
      for (const [, from = ""] of imports) assert.match(from, /^\.\.?\/[\w/]+\.js$/, path);
      const nodes = /(?<![.\w])(process|Buffer|require|global|setImmediate|__dirname)(?!\w|["?]?:)/;
      assert.doesNotMatch(code, nodes, path);
      assert.doesNotMatch(code, /\beval\(|new Function/, path);
    }
  });

  it("has a small core: all that is not generated is less than 15 kB", () => {
    const carried = installed.files
      .filter((path) => path.endsWith(".js"))
      .filter((path) => !/generated\/|(call|table)\.js$/.test(path))
      .map((path) => readFileSync(join(installed.packageFolder, path)));
    const size = gzipSync(Buffer.concat(carried)).length;
    assert.ok(size < 15_000, `${size} bytes, gzipped`);
  });

  it("works in Node against a platform", async () => {
    writeFileSync(join(installed.folder, "script.js"), script);
    const { code, out } = await installed.node("script.js", keys());
    assert.equal(code, 0, out);
    const told = JSON.parse(out) as Record<string, unknown>;
    assert.match(String(told["id"]), /^drv_/);
    assert.deepEqual([told["names"], told["refused"]], [["Packed"], true]);
    assert.ok(Number(told["operations"]) > 60);
  });

  for (const resolution of resolutions) {
    it(`takes and refuses what its types say, under moduleResolution ${resolution}`, async () => {
      writeFileSync(join(installed.folder, "cases.ts"), typeCases);
      const { out } = await installed.compile(["cases.ts"], resolution);
      const lines = [...out.matchAll(/^(\S+)\((\d+),\d+\): error/gm)];
      const elsewhere = lines.filter(([, file]) => file !== "cases.ts");
      assert.deepEqual(elsewhere, [], out);
      const refused = [...new Set(lines.map(([, , line]) => Number(line)))];
      assert.deepEqual(refused, refusedLines, out);
    });
  }

  it("has a README whose examples compile", async () => {
    const all = examples();
    assert.ok(all.length >= 8);
    const files = all.map(({ text }, at) => {
      writeFileSync(join(installed.folder, `example_${at}.ts`), text);
      return `example_${at}.ts`;
    });
    const { code, out } = await installed.compile(files, "nodenext");
    assert.equal(code, 0, out);
  });

  for (const [at, { runs }] of examples().entries()) {
    if (!runs) continue;
    it(`has a README whose example ${at + 1} runs`, async () => {
      const { text } = examples()[at] as { text: string };
      writeFileSync(join(installed.folder, `running_${at}.ts`), text);
      const { code, out } = await installed.node(`running_${at}.ts`, keys());
      assert.equal(code, 0, out);
    });
  }
});
