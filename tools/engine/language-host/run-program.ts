import { type RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import type { Children, Ending } from "./children";
import { type RuntimeOptions, readRuntimeOptions } from "./runtime-options";
import { findSdkEntry } from "./sdk";

/** What the host knows for as long as it lives. */
export interface HostContext {
  /** Address of the engine's own service, such as `127.0.0.1:40001`. */
  readonly engineAddress: string;
  readonly children: Children;
}

/**
 * Exit status by which the SDK says that the person has seen the error already, so that the engine adds nothing.
 *
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/nodejs/cmd/run/index.ts
 */
const errorAlreadyShown = 32;

/** Runs a Pulumi program to its end and says whether the engine may believe what it registered. */
export async function runProgram(request: RunRequest, { engineAddress, children }: HostContext): Promise<RunResponse> {
  if (request.getAttachDebugger()) return failed("Cannot attach a debugger: this language host does not support it.");
  const program = programOf(request);
  const options = readRuntimeOptions(request.getInfo()?.getOptions());
  const entry = findSdkEntry("run", [program.directory]);
  if (entry.kind === "missing") return failed(entry.message);
  const nodeArguments = [...options.nodeArguments, entry.file, ...programArguments(request, program, engineAddress)];
  const ending = await new Promise<Ending>((resolve) => {
    children.startNode(
      nodeArguments,
      // What the program prints reaches the engine through the host's own streams, as diagnostics of the stack.
      { cwd: program.directory, env: programEnvironment(request, options), stdio: ["ignore", "inherit", "inherit"] },
      resolve,
    );
  });
  return responseOf(ending);
}

interface Program {
  readonly root: string;
  readonly directory: string;
  readonly entryPoint: string;
}

function programOf(request: RunRequest): Program {
  const described = request.getInfo();
  return {
    root: described?.getRootDirectory() ?? request.getPwd(),
    directory: described?.getProgramDirectory() ?? request.getPwd(),
    entryPoint: described?.getEntryPoint() || request.getProgram() || ".",
  };
}

function programArguments(request: RunRequest, program: Program, engineAddress: string): readonly string[] {
  const flags: readonly (readonly [string, string])[] = [
    ["--monitor", request.getMonitorAddress()],
    ["--engine", engineAddress],
    ["--organization", request.getOrganization()],
    ["--project", request.getProject()],
    ["--root-directory", program.root],
    ["--stack", request.getStack()],
    ["--pwd", program.directory],
    ["--parallel", String(request.getParallel())],
  ];
  return [
    ...flags.filter(([, value]) => value !== "").flat(),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    program.entryPoint,
    ...request.getArgsList(),
  ];
}

function programEnvironment(request: RunRequest, options: RuntimeOptions): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
  // Only the options decide: what a caller's environment says would hold for every program it runs.
  delete environment.PULUMI_NODEJS_TYPESCRIPT;
  delete environment.PULUMI_NODEJS_TSCONFIG_PATH;
  if (options.typescript) environment.PULUMI_NODEJS_TYPESCRIPT = "true";
  if (options.tsconfig !== undefined) environment.PULUMI_NODEJS_TSCONFIG_PATH = options.tsconfig;
  return environment;
}

/**
 * Converts the program's end to the engine's answer. Everything but status 0 is an error: an engine that is told
 * "success" after half a program takes the resources that were not registered as gone, and deletes them.
 */
function responseOf(ending: Ending): RunResponse {
  switch (ending.kind) {
    case "code":
      if (ending.code === 0) return new RunResponse();
      if (ending.code === errorAlreadyShown) return new RunResponse().setBail(true);
      return failed(`Program exited with non-zero exit code: ${ending.code}`);
    case "signal":
      return failed(`Program was killed by signal ${ending.signal} before it had registered all its resources.`);
    case "not-started":
      return failed(`Cannot start Node to run the program: ${ending.reason}.`);
  }
}

function failed(message: string): RunResponse {
  return new RunResponse().setError(message);
}
