import { delimiter, dirname, join, resolve } from "node:path";
import { UserError } from "../user-error";
import { buildEngine, type ObtainEngine } from "./build-engine";
import { cacheFolder } from "./cache-folder";
import { downloadEngine } from "./download-engine";
import { oldestEngine, readEngineVersion } from "./engine-version";
import { findBeside, findOnPath, isExecutable } from "./executables";
import { installHost, languageHostName } from "./language-host";
import { obtainEngine } from "./obtain-engine";
import { packageRoot } from "./package-root";
import type { Progress } from "./progress";

/** A Pulumi CLI that works together with a Node language host. */
export interface PulumiCli {
  /** Absolute path of the executable. */
  readonly command: string;
  /** Such as `3.259.0`. */
  readonly version: string;
  readonly origin: "PULUMI_CLI" | "PATH" | "cache";
  /** What every process of the engine needs in its environment; `PATH` is not in it, see `pathFolders`. */
  readonly environment: { readonly NO521_NODE: string; readonly NO521_SDK: string };
  /** Folders that stand first on `PATH`. */
  readonly pathFolders: readonly string[];
}

/** How the CLI is looked for. */
export interface FindCliOptions {
  /** The caller's environment: `PATH`, `PULUMI_CLI`, `NO521_CACHE`, `NO521_DOWNLOAD`, `NO521_BUILD`. */
  readonly environment: NodeJS.ProcessEnv;
  /** Shows a download or a build. */
  readonly progress: Progress;
  readonly download?: ObtainEngine;
  readonly build?: ObtainEngine;
}

/** A CLI that was found, or why this place has none. */
type Candidate =
  | { readonly kind: "found"; readonly cli: PulumiCli }
  | { readonly kind: "passed-over"; readonly reasons: readonly string[] };

/**
 * Finds the Pulumi CLI: `PULUMI_CLI`, then `pulumi` on `PATH` if it is new enough and has its own language host, then
 * the user's cache directory, which is filled once by Pulumi's download or by a build from Pulumi's Go modules.
 *
 * @throws {UserError} if `PULUMI_CLI` names no usable CLI, or if no place has one; the message lists the reasons
 */
export async function findCli(options: FindCliOptions): Promise<PulumiCli> {
  const explicit = options.environment.PULUMI_CLI;
  if (explicit) return useExplicit(resolve(explicit), options.environment);
  const reasons: string[] = [];
  for (const look of [lookOnPath, lookInCache]) {
    const candidate = await look(options);
    if (candidate.kind === "found") return candidate.cli;
    reasons.push(...candidate.reasons);
  }
  throw new UserError(
    `There is no Pulumi CLI: ${reasons.join("; ")}.`,
    `Install Pulumi ${oldestEngine} or newer (https://www.pulumi.com/docs/install/), or install Go 1.26 ` +
      "(https://go.dev/doc/install), from which it is built once; then run the command again.",
  );
}

/** Adds to an environment what the engine's processes need. */
export function cliEnvironment(cli: PulumiCli, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = [...cli.pathFolders, environment.PATH ?? ""].filter((folder) => folder !== "");
  return { ...environment, ...cli.environment, PATH: path.join(delimiter) };
}

async function useExplicit(command: string, environment: NodeJS.ProcessEnv): Promise<PulumiCli> {
  const fix = `Set PULUMI_CLI to the path of a Pulumi CLI of version ${oldestEngine} or newer, or unset it.`;
  if (!isExecutable(command)) throw new UserError(`PULUMI_CLI is "${command}", which is no executable file.`, fix);
  const read = await readEngineVersion(command, environment);
  if (read.kind === "unusable") throw new UserError(`PULUMI_CLI cannot be used: ${read.reason}.`, fix);
  return withHost({ command, version: read.version, origin: "PULUMI_CLI" }, environment);
}

async function lookOnPath({ environment }: FindCliOptions): Promise<Candidate> {
  const command = findOnPath("pulumi", environment);
  if (command === undefined) return passedOver(`there is no "pulumi" on PATH`);
  const read = await readEngineVersion(command, environment);
  if (read.kind === "unusable") return passedOver(`on PATH, ${read.reason}`);
  if (findHost(command, environment) === undefined) {
    return passedOver(`on PATH, "${command}" has no "${languageHostName}" beside it or on PATH`);
  }
  const cli = await withHost({ command, version: read.version, origin: "PATH" }, environment);
  return { kind: "found", cli };
}

async function lookInCache(options: FindCliOptions): Promise<Candidate> {
  const { environment, progress, download = downloadEngine, build = buildEngine } = options;
  const cache = cacheFolder(environment);
  const obtained = await obtainEngine({ cache, environment, progress, download, build });
  if (obtained.kind === "failed") return { kind: "passed-over", reasons: obtained.reasons };
  const cli = await withHost({ ...obtained.engine, origin: "cache" }, environment);
  return { kind: "found", cli };
}

/** Completes a CLI with the language host that it brings, or with ours. */
async function withHost(
  engine: Pick<PulumiCli, "command" | "version" | "origin">,
  environment: NodeJS.ProcessEnv,
): Promise<PulumiCli> {
  const ours = { NO521_NODE: process.execPath, NO521_SDK: packageRoot() };
  const host =
    engine.origin === "cache" ? findBeside(engine.command, languageHostName) : findHost(engine.command, environment);
  if (host !== undefined) return { ...engine, environment: ours, pathFolders: [dirname(host)] };
  const folder = await installHost(engine, cacheFolder(environment), environment);
  return { ...engine, command: join(folder, "pulumi"), environment: ours, pathFolders: [folder] };
}

function findHost(command: string, environment: NodeJS.ProcessEnv): string | undefined {
  return findBeside(command, languageHostName) ?? findOnPath(languageHostName, environment);
}

function passedOver(reason: string): Candidate {
  return { kind: "passed-over", reasons: [reason] };
}
