import { join } from "node:path";
import { engineModuleFolder, enginePackage } from "./engine-version";
import { findOnPath } from "./executables";
import { runProcess } from "./run-process";

/** Puts the CLI of the version into the folder as `bin/pulumi`, or throws an `ObtainError`. */
export type ObtainEngine = (request: {
  readonly version: string;
  /** Existing, empty folder. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}) => Promise<void>;

/** Says why one way to get the engine is closed; the message is a clause without a stop. */
export class ObtainError extends Error {
  override readonly name: string = "ObtainError";
}

const buildMinutes = 45;

/** Go 1.21 and later fetch a newer toolchain on their own where the module asks for one. */
const fewestGoMinor = 21;

/**
 * Builds the CLI with `go build` from the modules that `go.sum` names by their hashes.
 *
 * The version is stamped in, because Pulumi's Automation API refuses a CLI that does not know its version.
 */
export const buildEngine: ObtainEngine = async ({ version, folder, environment, say, signal }) => {
  const go = await findGo(environment);
  const stamp = `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  const result = await runProcess(
    go,
    ["build", "-trimpath", "-ldflags", `-s -w -X ${stamp}`, "-o", join(folder, "bin", "pulumi"), enginePackage],
    {
      cwd: engineModuleFolder(),
      environment,
      timeoutMilliseconds: buildMinutes * 60_000,
      signal,
      onStderr: (text) => say(text.trimEnd().split("\n").at(-1) ?? ""),
    },
  );
  if (result.exitCode === 0) return;
  const why = result.reason ?? lastLines(result.stderr, 3);
  throw new ObtainError(`"go build" fails: ${why}`);
};

/** Finds a Go that can build the engine. */
async function findGo(environment: NodeJS.ProcessEnv): Promise<string> {
  if (process.platform === "win32") throw new ObtainError("the build is for Linux and macOS");
  const go = findOnPath("go", environment);
  if (go === undefined) throw new ObtainError(`there is no "go" on PATH`);
  const { stdout } = await runProcess(go, ["version"], { environment, timeoutMilliseconds: 20_000 });
  const minor = Number(/\bgo1\.(\d+)/.exec(stdout)?.[1] ?? fewestGoMinor);
  if (minor < fewestGoMinor) throw new ObtainError(`"${go}" is Go 1.${minor}, too old to build the engine`);
  return go;
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join(" / ");
}
