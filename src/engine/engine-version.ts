import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gte, parse, type SemVer } from "semver";
import { packageRoot } from "./package-root";
import { runProcess } from "./run-process";

/**
 * The oldest engine that works: since 3.229.0 a preview of a refresh takes no lock of a file backend, and
 * `policy analyze` exists.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/CHANGELOG.md
 */
export const oldestEngine = "3.229.0";

/** Go package of the Pulumi CLI. */
export const enginePackage = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

const versionSeconds = 20;

/** Folder with the Go module that pins the engine. */
export function engineModuleFolder(): string {
  return join(packageRoot(), "tools", "engine");
}

/** Reads the version of the engine that is built or downloaded, such as `3.259.0`, from the Go module that pins it. */
export function pinnedEngine(): string {
  const file = join(engineModuleFolder(), "go.mod");
  const version = /^\s*github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/m.exec(readFileSync(file, "utf8"))?.[1];
  if (version === undefined) throw new Error(`"${file}" does not pin github.com/pulumi/pulumi/pkg/v3.`);
  return version;
}

/** What an executable says about itself: a version, or why it gives none. */
export type EngineVersion =
  | { readonly kind: "version"; readonly version: string }
  | { readonly kind: "unusable"; readonly reason: string };

/** Asks an executable for its version and compares it with the oldest that works. */
export async function readEngineVersion(command: string, environment: NodeJS.ProcessEnv): Promise<EngineVersion> {
  const result = await runProcess(command, ["version"], {
    environment: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeoutMilliseconds: versionSeconds * 1_000,
  });
  if (result.exitCode !== 0) {
    const why = result.reason ?? `exit status ${result.exitCode}`;
    return { kind: "unusable", reason: `"${command} version" fails (${why})` };
  }
  const printed = result.stdout.trim();
  const version = parse(printed);
  if (version === null) return { kind: "unusable", reason: `"${command} version" prints "${printed}", no version` };
  if (!isNewEnough(version)) {
    return {
      kind: "unusable",
      reason: `"${command}" is ${version.version}, and ${oldestEngine} or newer 3.x is needed`,
    };
  }
  return { kind: "version", version: version.version };
}

function isNewEnough(version: SemVer): boolean {
  return version.major === 3 && gte(version, oldestEngine);
}
