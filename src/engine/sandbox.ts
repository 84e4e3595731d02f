import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { SANDBOX_KEY, SANDBOX_TOKEN } from "../../sandbox/provider/credentials";
import { cliEnvironment, type PulumiCli } from "./cli";
import { findBeside, shellQuoted } from "./executables";
import { languageHostName } from "./language-host";
import { packageRoot } from "./package-root";
import { withoutCredentials } from "./sandbox-environment";

/** Clouds that the sandbox plays. */
export const sandboxClouds = ["aws", "cloudflare"] as const;

/** One of the clouds that the sandbox plays. */
export type SandboxCloud = (typeof sandboxClouds)[number];

/** Where a sandbox is to be and who runs in it. */
export interface SandboxOptions {
  /** Folder of the sandbox, made if need be, such as `.sandbox`. */
  readonly root: string;
  readonly cli: PulumiCli;
  /** The caller's environment; only what is no credential is taken over. */
  readonly environment: NodeJS.ProcessEnv;
  /** Further versions of the SDKs, such as `{ aws: ["6.83.2"] }`, whose programs are to find the plugins too. */
  readonly sdkVersions?: Partial<Record<SandboxCloud, readonly string[]>>;
}

/** A sandbox on this machine. */
export interface Sandbox {
  readonly root: string;
  /** The engine's own folder (`PULUMI_HOME`). */
  readonly home: string;
  /** The file backend. */
  readonly state: string;
  /** One JSON file for each resource of the pretended clouds. */
  readonly cloud: string;
  readonly cli: PulumiCli;
  /** The whole environment of a process in the sandbox. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Passphrase of the sandbox's stacks: they hold no secret. */
const passphrase = "sandbox";

/** Makes the sandbox's folders and plugins, or leaves them as they are, and returns the environment to run in. */
export async function prepareSandbox(options: SandboxOptions): Promise<Sandbox> {
  const root = resolve(options.root);
  const folders = { home: join(root, "home"), state: join(root, "state"), cloud: join(root, "cloud") };
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder, { recursive: true })));
  for (const cloud of sandboxClouds) {
    const versions = new Set([installedSdk(cloud), ...(options.sdkVersions?.[cloud] ?? [])]);
    for (const version of versions) await writePlugin(folders.home, cloud, version);
  }
  return { root, ...folders, cli: options.cli, environment: sandboxEnvironment(folders, options) };
}

/**
 * Pulumi writes what it keeps of a state file into a file beside it, and not at one go: a kill in that moment leaves an
 * empty one, with which no command reads the state any more.
 *
 * @see https://pkg.go.dev/gocloud.dev/blob/fileblob#URLOpener
 */
const withoutSidecars = "metadata=skip";

function sandboxEnvironment(
  folders: Pick<Sandbox, "home" | "state" | "cloud">,
  { cli, environment }: SandboxOptions,
): NodeJS.ProcessEnv {
  const hostIsBeside = findBeside(cli.command, languageHostName) !== undefined;
  // Programs, packs and plugins run on the Node that runs us, whatever stands on PATH. Where the engine finds its host
  // through PATH, the host's folder stays in front.
  const node = dirname(process.execPath);
  const pathFolders = hostIsBeside ? [node, ...cli.pathFolders] : [...cli.pathFolders, node];
  return {
    ...cliEnvironment({ ...cli, pathFolders }, withoutCredentials(environment)),
    // A provider plugin of the user's on PATH would be taken before the sandbox's.
    ...(hostIsBeside ? { PULUMI_IGNORE_AMBIENT_PLUGINS: "true" } : {}),
    NO521_SANDBOX: folders.cloud,
    PULUMI_HOME: folders.home,
    PULUMI_BACKEND_URL: `file://${folders.state}?${withoutSidecars}`,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    // For providers that a program makes itself: what the sandbox takes and no real account does.
    AWS_ACCESS_KEY_ID: SANDBOX_KEY,
    AWS_SECRET_ACCESS_KEY: SANDBOX_KEY,
    CLOUDFLARE_API_TOKEN: SANDBOX_TOKEN,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** Reads the version of the SDK that our programs import: its programs ask for the plugin of that version. */
function installedSdk(cloud: SandboxCloud): string {
  const manifest = createRequire(join(packageRoot(), "package.json")).resolve(`@pulumi/${cloud}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  return String(version);
}

/**
 * Writes the plugin where the engine keeps those it has downloaded, so that it is used without a warning.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/plugins/
 */
async function writePlugin(home: string, cloud: SandboxCloud, version: string): Promise<void> {
  const folder = join(home, "plugins", `resource-${cloud}-v${version}`);
  const file = join(folder, `pulumi-resource-${cloud}`);
  const script = pluginScript(cloud);
  if (existsSync(file) && readFileSync(file, "utf8") === script) return;
  await mkdir(folder, { recursive: true });
  // Renamed into place, so that an engine that starts now never reads half a script.
  const partial = `${file}.${process.pid}.partial`;
  await writeFile(partial, script);
  await chmod(partial, 0o755);
  await rename(partial, file);
}

function pluginScript(cloud: SandboxCloud): string {
  const source = join(packageRoot(), "sandbox", "main.ts");
  // Where the package is installed there is no source, and what was compiled from it needs no loader.
  const command = existsSync(source)
    ? ["--require", createRequire(join(packageRoot(), "package.json")).resolve("tsx/cjs"), source]
    : [join(packageRoot(), "dist", "sandbox", "main.js")];
  return [
    "#!/bin/sh",
    `# Written by no521: the sandbox's ${cloud}.`,
    `exec ${[process.execPath, ...command, cloud].map(shellQuoted).join(" ")} "$@"`,
    "",
  ].join("\n");
}
