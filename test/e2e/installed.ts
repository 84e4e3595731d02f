import { cp, mkdir, mkdtemp, readdir, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { packageRoot } from "../../src/engine/package-root";
import { type ProcessResult, runProcess } from "../../src/engine/run-process";
import type { Sandbox } from "../../src/engine/sandbox";

/** This package as a stranger has it: packed, and unpacked into a project elsewhere. */
export interface Installed {
  /** Absolute path of the project, in which nothing but the package and its dependencies is installed. */
  readonly project: string;
  /** `node_modules/no521` of the project. */
  readonly package: string;
  readonly tarball: string;
  /** Where it was packed. */
  readonly copy: string;
  /** Absolute path of the folder that holds everything, to be removed. */
  readonly folder: string;
}

/** Not packed, or made by packing; a second `dist` of another build must not get into the tarball. */
const leftBehind = /^(node_modules|\.git|\.sandbox|coverage|test|dist)(\.|$)/;

/**
 * Packs a copy of the working tree with `npm pack`, which builds it, and installs the tarball without a network.
 *
 * Dependencies are links to those of the repository, and only those that the manifest promises: an import of anything
 * else fails.
 */
export async function installPackage(): Promise<Installed> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "no521-package-")));
  const copy = join(folder, "copy");
  const tarball = await packCopy(copy, folder);
  const project = join(folder, "project");
  const modules = join(project, "node_modules");
  const installed = join(modules, "no521");
  await mkdir(installed, { recursive: true });
  await expectSuccess("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"], project);
  const { dependencies } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) await linkInto(modules, name);
  await mkdir(join(modules, ".bin"));
  await symlink(join(installed, "dist", "cli.js"), join(modules, ".bin", "no521"));
  return { project, package: installed, tarball, copy, folder };
}

async function packCopy(copy: string, destination: string): Promise<string> {
  const repository = packageRoot();
  await cp(repository, copy, {
    recursive: true,
    filter: (source) => !leftBehind.test(relative(repository, source).split(sep)[0] ?? ""),
  });
  await symlink(join(repository, "node_modules"), join(copy, "node_modules"));
  await expectSuccess("npm", ["pack", "--offline", "--pack-destination", destination], copy);
  const [tarball, ...others] = (await readdir(destination)).filter((name) => name.endsWith(".tgz"));
  if (tarball === undefined || others.length > 0)
    throw new Error(`"npm pack" made no single tarball: ${others.join(", ")}.`);
  return join(destination, tarball);
}

async function linkInto(modules: string, name: string): Promise<void> {
  await mkdir(dirname(join(modules, name)), { recursive: true });
  await symlink(join(packageRoot(), "node_modules", name), join(modules, name));
}

/** Runs a command that has to succeed, and gives what it printed. */
export async function expectSuccess(command: string, args: readonly string[], cwd: string): Promise<ProcessResult> {
  const result = await runProcess(command, args, { cwd, environment: process.env, timeoutMilliseconds: 100_000 });
  if (result.exitCode === 0) return result;
  throw new Error(
    `"${command} ${args.join(" ")}" fails (${result.reason ?? result.exitCode}):\n${result.stdout}\n${result.stderr}`,
  );
}

/** Lets the engine find the plugins of the installed package instead of the repository's, in every version. */
export async function useInstalledPlugins({ home }: Sandbox, installed: Installed): Promise<void> {
  const program = join(installed.package, "dist", "sandbox", "main.js");
  for (const folder of await readdir(join(home, "plugins"))) {
    const cloud = folder.split("-")[1];
    const script = `#!/bin/sh\nexec "${process.execPath}" "${program}" ${cloud} "$@"\n`;
    await writeFile(join(home, "plugins", folder, `pulumi-resource-${cloud}`), script);
  }
}
