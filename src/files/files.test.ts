// What both places for files promise, told of both; then what each does by itself.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { openS3Double, type S3Double, s3Key } from "../../test/s3_double.ts";
import { randomText } from "../lib/id.ts";
import type { Files, FilesConfig } from "./files.ts";
import { openFiles } from "./open.ts";

const mebibyte = 1024 * 1024;
const nextName = () => `reports/rpt_${randomText(32)}.csv`;

async function* pieces(...all: readonly (Buffer | string | Error)[]): AsyncGenerator<Buffer> {
  for (const one of all) {
    if (one instanceof Error) throw one;
    yield Buffer.from(one);
  }
}

const never = new AbortController().signal;
const put = (files: Files, name: string, parts: AsyncIterable<Buffer>, signal = never) =>
  files.put(name, { type: "text/csv", parts, signal });

async function textOf(files: Files, name: string, from = 0, to?: number): Promise<string> {
  const size = (await files.size(name)) ?? 0;
  const chunks: Buffer[] = [];
  for await (const chunk of await files.read(name, { from, to: to ?? size - 1 })) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

let folder = "";
let double: S3Double;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "charge-files-"));
  double = await openS3Double();
});
after(async () => {
  await double.close();
  await rm(folder, { recursive: true });
});

const s3Config = (): FilesConfig => ({
  ...{ kind: "s3", bucket: "depot", prefix: "charge/", region: "eu-central-1" },
  ...{ endpoint: double.endpoint, credentials: s3Key },
});

const kinds: Readonly<Record<string, () => FilesConfig>> = {
  "a folder": () => ({ kind: "folder", folder }),
  S3: s3Config,
};

for (const [kind, config] of Object.entries(kinds)) {
  describe(`a file in ${kind}`, () => {
    let files: Files;
    before(async () => {
      files = await openFiles(config());
    });
    beforeEach(() => {
      double.fails = () => false;
    });

    it("is given back as it came, with its size, whole and in spans", async () => {
      const name = nextName();
      assert.equal(await put(files, name, pieces("id,né\r\n", "1,2\r\n")), 13);
      assert.equal(await files.size(name), 13);
      assert.equal(await textOf(files, name), "id,né\r\n1,2\r\n");
      assert.equal(await textOf(files, name, 8, 10), "1,2");
    });

    it("may be empty, and may be larger than the parts that it is sent in", async () => {
      const empty = nextName();
      assert.equal(await put(files, empty, pieces()), 0);
      assert.equal(await files.size(empty), 0);
      const large = nextName();
      const letters = [..."abcdefghij"].map((one) => Buffer.alloc(2 * mebibyte + 1, one));
      assert.equal(await put(files, large, pieces(...letters)), 20 * mebibyte + 10);
      assert.ok((await textOf(files, large)) === Buffer.concat(letters).toString());
    });

    it("that breaks off is never seen, and leaves nothing behind", async () => {
      for (const bytes of [10, 9 * mebibyte]) {
        const name = nextName();
        const broken = pieces(Buffer.alloc(bytes, "x"), new Error("the end"));
        await assert.rejects(put(files, name, broken), /the end/);
        assert.equal(await files.size(name), null);
      }
      assert.deepEqual(double.uploads.size, 0);
      assert.deepEqual(
        (await readdir(join(folder, "reports")).catch(() => [])).filter(partial),
        [],
      );
    });

    it("is broken off by a signal, also while it waits", async () => {
      const name = nextName();
      const ending = new AbortController();
      double.holds = (seen) => (seen.startsWith("PUT") ? new Promise(() => undefined) : null);
      async function* endless(): AsyncGenerator<Buffer> {
        for (;;) {
          yield Buffer.alloc(mebibyte);
          await new Promise((done) => setTimeout(done, 1));
        }
      }
      const broken = assert.rejects(put(files, name, endless(), ending.signal));
      setTimeout(() => ending.abort(), 100);
      await broken;
      double.holds = () => null;
      assert.equal(await files.size(name), null);
      assert.equal(double.uploads.size, 0);
    });

    it("is replaced as a whole: the old one stands until the new one is complete", async () => {
      const name = nextName();
      await put(files, name, pieces("old"));
      await assert.rejects(put(files, name, pieces("ne", new Error("the end"))));
      assert.equal(await textOf(files, name), "old");
      await put(files, name, pieces("new"));
      assert.equal(await textOf(files, name), "new");
    });

    it("can be removed, more than once", async () => {
      const name = nextName();
      await put(files, name, pieces("1"));
      await files.remove(name);
      await files.remove(name);
      assert.equal(await files.size(name), null);
    });

    it("has a name that leads nowhere else", async () => {
      const long = "a".repeat(32);
      for (const name of [
        "../secret",
        `reports/../rpt_${long}.csv`,
        `rpt_${long}.csv`,
        "",
        "a/b",
      ]) {
        await assert.rejects(async () => put(files, name, pieces("1")), /not a file/);
        await assert.rejects(async () => files.size(name), /not a file/);
      }
    });
  });
}

const partial = (name: string) => name.endsWith(".partial");

describe("a folder of files", () => {
  it("is its owner's alone", async () => {
    const files = await openFiles({ kind: "folder", folder });
    const name = nextName();
    await put(files, name, pieces("1"));
    assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
  });

  it("loses what a try left that died with its process, at the next try", async () => {
    const files = await openFiles({ kind: "folder", folder });
    const name = nextName();
    await mkdir(join(folder, "reports"), { recursive: true });
    await writeFile(join(folder, `${name}.Xy3.partial`), "half");
    assert.equal(await files.size(name), null);
    await put(files, name, pieces("whole"));
    assert.deepEqual((await readdir(join(folder, "reports"))).filter(partial), []);
  });
});

describe("S3 storage", () => {
  it("is sent what is small in one request, and what is large in parts of 8 MiB", async () => {
    const files = await openFiles(s3Config());
    double.seen.length = 0;
    await put(files, nextName(), pieces("1"));
    assert.deepEqual(double.seen, ["GET prefix,uploads", "PUT "]);
    double.seen.length = 0;
    await put(files, nextName(), pieces(Buffer.alloc(17 * mebibyte)));
    const part = "PUT partNumber,uploadId";
    const begun = ["GET prefix,uploads", "POST uploads"];
    assert.deepEqual(double.seen, [...begun, part, part, part, "POST uploadId"]);
    assert.ok([...double.objects.keys()].every((key) => key.startsWith("depot/charge/reports/")));
  });

  it("is rid of an upload that died with its process, at the next try", async () => {
    const files = await openFiles(s3Config());
    const name = nextName();
    const object = `depot/charge/${name}`;
    double.uploads.set("dead", { object, parts: new Map([[1, Buffer.from("half")]]) });
    double.uploads.set("other", { object: `${object}.x`, parts: new Map() });
    await put(files, name, pieces("whole"));
    assert.deepEqual([...double.uploads.keys()], ["other"]);
    double.uploads.clear();
  });

  it("that fails for a moment is asked again; that refuses the key is an error", async () => {
    const files = await openFiles(s3Config());
    let failures = 0;
    double.fails = (seen) => seen === "PUT " && ++failures <= 2;
    assert.equal(await put(files, nextName(), pieces("1")), 1);
    double.fails = () => false;
    const wrong = { ...s3Key, secretAccessKey: "another" };
    const stranger = await openFiles({ ...s3Config(), credentials: wrong } as FilesConfig);
    await assert.rejects(put(stranger, nextName(), pieces("1")), /No\./);
    await assert.rejects(stranger.size(nextName()));
  });
});
