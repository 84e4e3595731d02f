import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bundleLanguageHost } from "../engine/bundle";
import { bundleAlone, bundleCommands, bundlePack, compile } from "./bundles";
import { writeDeclarations } from "./declarations";
import { writeNotices } from "./notices";

const repository = join(__dirname, "../..");

/**
 * Compiles what users install into a folder, which it replaces: the components with their types, the commands, the
 * sandbox, the language host, and the policy pack as a folder of its own. Nothing in it needs a loader or a compiler.
 */
export async function buildPackage(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    await Promise.all([buildPrograms(partial), buildWithPackages(partial), buildPack(join(partial, "policies"))]);
    await chmod(partial, 0o755);
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** What runs with the packages beside it: the components with their types, and the sandbox. */
async function buildPrograms(folder: string): Promise<void> {
  const entries = ["entry", "pulumi-cloud"];
  await Promise.all([
    ...entries.map((name) => compile(`infra/${name}.ts`, join(folder, "infra", `${name}.js`))),
    compile("sandbox/main.ts", join(folder, "sandbox", "main.js")),
  ]);
  // One after the other: both mention some modules.
  for (const name of entries) await writeDeclarations(`infra/${name}.ts`, folder);
}

/** What carries packages: the commands, and what runs where it may read none, beside the engine and in a check. */
async function buildWithPackages(folder: string): Promise<void> {
  const command = join(folder, "cli.js");
  const bundled = await Promise.all([
    bundleCommands(command),
    bundleLanguageHost(join(folder, "language-host.cjs")),
    bundleAlone("src/engine/recorder.ts", join(folder, "recorder.js")),
  ]);
  await chmod(command, 0o755);
  const outputs = Object.fromEntries(bundled.flatMap((each) => Object.entries(each.outputs)));
  await writeNotices({ inputs: {}, outputs }, join(folder, "THIRD-PARTY-NOTICES.txt"));
}

/** Builds the policy pack into a folder that runs wherever it is copied. */
export async function buildPack(folder: string): Promise<void> {
  const bundled = await bundlePack(join(folder, "main.js"));
  await Promise.all([
    writeNotices(bundled, join(folder, "THIRD-PARTY-NOTICES.txt")),
    cp(join(repository, "LICENSE"), join(folder, "LICENSE")),
    cp(join(repository, "policies", "PulumiPolicy.yaml"), join(folder, "PulumiPolicy.yaml")),
    writeFile(join(folder, "package.json"), await packManifest()),
  ]);
}

/**
 * The manifest gives Pulumi the version that it shows, and to those who copy the folder and install there the SDK with
 * which Pulumi's own language host starts a pack.
 */
async function packManifest(): Promise<string> {
  const own = JSON.parse(await readFile(join(repository, "policies", "package.json"), "utf8"));
  const { version, dependencies } = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
  const sdk = "@pulumi/pulumi";
  return `${JSON.stringify({ ...own, version, dependencies: { [sdk]: dependencies[sdk] } }, null, 2)}\n`;
}
