// The client as its users get it: built, packed, and installed without a network in a folder of
// its own.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const sdk = join(import.meta.dirname, "..");
const modules = join(sdk, "../node_modules");
const tsc = join(modules, "typescript/bin/tsc");

export type Ran = { readonly code: number; readonly out: string };

const ran = (call: Promise<{ stdout: string; stderr: string }>): Promise<Ran> =>
  call.then(
    ({ stdout, stderr }) => ({ code: 0, out: `${stdout}${stderr}` }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      out: `${error.stdout}${error.stderr}`,
    }),
  );

async function must(call: Promise<Ran>): Promise<string> {
  const { code, out } = await call;
  if (code !== 0) throw new Error(out);
  return out;
}

export type Installed = {
  /** Where the package's user works; `node_modules/charge-sdk` lies in it. */
  readonly folder: string;
  readonly packageFolder: string;
  /** What the tarball holds. */
  readonly files: readonly string[];
  /** Runs a file of the folder in Node. */
  node(file: string, env: Record<string, string>): Promise<Ran>;
  /** Compiles files of the folder as a user does who checks libraries, too. */
  compile(files: readonly string[], resolution: "nodenext" | "bundler"): Promise<Ran>;
  remove(): void;
};

const compilerOptions = (resolution: "nodenext" | "bundler") => ({
  ...{ target: "es2022", strict: true, exactOptionalPropertyTypes: true, noEmit: true },
  ...{ skipLibCheck: false, moduleDetection: "force" },
  // One of them knows the browser, the other one Node: the client's types ask for neither.
  ...(resolution === "nodenext"
    ? { module: "nodenext", lib: ["es2022"], types: ["node"], typeRoots: [`${modules}/@types`] }
    : { module: "esnext", lib: ["es2022", "dom"], types: [] }),
  moduleResolution: resolution,
});

export async function installPackage(): Promise<Installed> {
  const root = mkdtempSync(join(tmpdir(), "charge-sdk-"));
  const [source, folder] = [join(root, "source"), join(root, "user")];
  const kept = (path: string): boolean => !/\/(dist|test|generator)$|\.test\.ts$/.test(path);
  cpSync(sdk, source, { recursive: true, filter: kept });
  await must(ran(run(process.execPath, [tsc, "-p", source])));
  const npm = (args: string[], cwd: string) => must(ran(run("npm", args, { cwd })));
  await npm(["pack", "--ignore-scripts", "--silent", "--pack-destination", root], source);
  const tarball = readdirSync(root).find((name) => name.endsWith(".tgz")) as string;
  cpSync(join(sdk, "test/user_package.json"), join(folder, "package.json"));
  await npm(["install", "--offline", "--no-audit", "--no-fund", join(root, tarball)], folder);
  const packageFolder = join(folder, "node_modules/charge-sdk");
  return {
    folder,
    packageFolder,
    files: (readdirSync(packageFolder, { recursive: true }) as string[]).sort(),
    node: (file, env) =>
      ran(run(process.execPath, [file], { cwd: folder, env: { ...process.env, ...env } })),
    compile(files, resolution) {
      const config = { compilerOptions: compilerOptions(resolution), files };
      const name = `tsconfig.${resolution}.json`;
      writeFileSync(join(folder, name), JSON.stringify(config));
      return ran(run(process.execPath, [tsc, "-p", name], { cwd: folder }));
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
