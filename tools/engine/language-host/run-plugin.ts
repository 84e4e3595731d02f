import type { ServerWritableStream } from "@grpc/grpc-js";
import { type RunPluginRequest, RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";
import { exitStatus } from "./children";
import type { HostContext } from "./run-program";
import { findSdkEntry } from "./sdk";

/** Runs a policy pack or a provider plugin and forwards its output, until it ends or the engine hangs up. */
export function runPlugin(
  call: ServerWritableStream<RunPluginRequest, RunPluginResponse>,
  { children }: HostContext,
): void {
  const { request } = call;
  const folder = request.getInfo()?.getProgramDirectory() ?? request.getProgram();
  const isPack = request.getKind() === "analyzer";
  const entry = findSdkEntry(isPack ? "run-policy-pack" : "run-plugin", sdkFolders(request, folder));
  if (entry.kind === "missing") {
    call.write(new RunPluginResponse().setStderr(Buffer.from(`${entry.message}\n`)));
    call.write(new RunPluginResponse().setExitcode(1));
    call.end();
    return;
  }
  // As Pulumi's own host has it: a pack gets its folder last and runs in it, a plugin gets it first and runs where the
  // engine says.
  const scriptArguments = isPack ? [...request.getArgsList(), folder] : [folder, ...request.getArgsList()];
  const child = children.startNode(
    [entry.file, ...scriptArguments],
    { cwd: isPack ? folder : request.getPwd(), env: environmentOf(request), stdio: ["ignore", "pipe", "pipe"] },
    (ending) => {
      if (ending.kind === "not-started") {
        call.write(new RunPluginResponse().setStderr(Buffer.from(`Cannot start Node: ${ending.reason}.\n`)));
      }
      call.write(new RunPluginResponse().setExitcode(exitStatus(ending)));
      call.end();
    },
  );
  child.stdout?.on("data", (chunk: Buffer) => call.write(new RunPluginResponse().setStdout(chunk)));
  child.stderr?.on("data", (chunk: Buffer) => call.write(new RunPluginResponse().setStderr(chunk)));
  // Hanging up is how the engine stops a plugin.
  call.on("cancelled", () => child.kill("SIGKILL"));
}

/**
 * Lists where the SDK may come from. A pack that was built into one file has no `node_modules`, so the program's copy
 * serves it (the engine calls from there), and else the copy that this host was installed with.
 */
function sdkFolders(request: RunPluginRequest, folder: string): readonly string[] {
  const installed = process.env.NO521_SDK;
  return [...new Set([folder, request.getPwd(), ...(installed ? [installed] : [])])];
}

/** The request's list is the whole environment: the engine has put into it what the plugin may see. */
function environmentOf(request: RunPluginRequest): NodeJS.ProcessEnv {
  return Object.fromEntries(
    request.getEnvList().map((entry) => {
      const equals = entry.indexOf("=", 1);
      return equals < 0 ? [entry, ""] : [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}
