import { mkdir, rm } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { type ObtainEngine, ObtainError } from "./build-engine";
import { pinnedEngine, readEngineVersion } from "./engine-version";
import { makeOnce } from "./make-once";
import type { Progress } from "./progress";

/** What it takes to fill the cache directory with an engine. */
export interface ObtainRequest {
  /** Absolute path of the cache directory. */
  readonly cache: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly progress: Progress;
  readonly download: ObtainEngine;
  readonly build: ObtainEngine;
}

/** The engine in the cache directory, or why no way to get it was open. */
export type Obtained =
  | { readonly kind: "engine"; readonly engine: { readonly command: string; readonly version: string } }
  | { readonly kind: "failed"; readonly reasons: readonly string[] };

/** Takes the pinned engine from the cache directory, which is filled first if need be, by one process at a time. */
export async function obtainEngine(request: ObtainRequest): Promise<Obtained> {
  const version = pinnedEngine();
  const folder = join(request.cache, `pulumi-${version}`);
  const engine = { command: join(folder, "bin", "pulumi"), version };
  const reasons: string[] = [];
  const make = (say: (line: string) => void): Promise<void> =>
    makeOnce({
      folder,
      isWhole: (candidate) => isEngine(candidate, version, request.environment),
      onWait: () => say("another process is getting it; waiting"),
      make: async (partial, signal) => {
        const ways = openWays(request, version);
        for (const { name, obtain, title, closed } of ways) {
          if (closed !== undefined) {
            reasons.push(`${name}: ${closed}`);
            continue;
          }
          await rm(partial, { recursive: true, force: true });
          await mkdir(join(partial, "bin"), { recursive: true });
          say(title);
          try {
            await obtain({ version, folder: partial, environment: request.environment, say, signal });
            await verify(partial, version, request.environment);
            return;
          } catch (error) {
            if (!(error instanceof ObtainError)) throw error;
            reasons.push(`${name}: ${error.message}`);
          }
        }
        throw new ObtainError("no way to get the engine is open");
      },
    });
  if (await isEngine(folder, version, request.environment)) return { kind: "engine", engine };
  try {
    await request.progress(`Getting Pulumi ${version} (once per machine)`, make);
    return { kind: "engine", engine };
  } catch (error) {
    if (error instanceof ObtainError) return { kind: "failed", reasons };
    throw error;
  }
}

interface Way {
  readonly name: string;
  readonly title: string;
  readonly obtain: ObtainEngine;
  /** Why this way is not to be tried. */
  readonly closed?: string;
}

/** Minutes × processors that a build took with an empty build cache: 5 minutes on 2 processors. */
const buildProcessorMinutes = 10;

function openWays({ environment, download, build }: ObtainRequest, version: string): readonly Way[] {
  const minutes = Math.max(1, Math.ceil(buildProcessorMinutes / cpus().length));
  return [
    {
      name: "download",
      title: "downloading it from get.pulumi.com",
      obtain: download,
      ...closedBy("NO521_DOWNLOAD", environment),
    },
    {
      name: "build",
      title: `building it with Go from github.com/pulumi/pulumi v${version}: about ${minutes} minutes on ${cpus().length} processors, plus 270 MB of modules`,
      obtain: build,
      ...closedBy("NO521_BUILD", environment),
    },
  ];
}

function closedBy(name: string, environment: NodeJS.ProcessEnv): { readonly closed?: string } {
  return environment[name] === "off" ? { closed: `switched off by ${name}=off` } : {};
}

async function isEngine(folder: string, version: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const read = await readEngineVersion(join(folder, "bin", "pulumi"), environment);
  return read.kind === "version" && read.version === version;
}

async function verify(folder: string, version: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const read = await readEngineVersion(join(folder, "bin", "pulumi"), environment);
  if (read.kind === "unusable") throw new ObtainError(read.reason);
  if (read.version !== version) throw new ObtainError(`it gives ${read.version} instead of ${version}`);
}
