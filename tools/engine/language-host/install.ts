import type { ServerWritableStream } from "@grpc/grpc-js";
import { status } from "@grpc/grpc-js";
import { type InstallDependenciesRequest, InstallDependenciesResponse } from "@pulumi/pulumi/proto/language_pb";
import { exitStatus } from "./children";
import type { HostContext } from "./run-program";
import { readRuntimeOptions } from "./runtime-options";

/** Runs the project's package manager, as `pulumi install` asks, and forwards what it prints. */
export function installDependencies(
  call: ServerWritableStream<InstallDependenciesRequest, InstallDependenciesResponse>,
  { children }: HostContext,
): void {
  const { packageManager } = readRuntimeOptions(call.request.getInfo()?.getOptions());
  const folder = call.request.getDirectory();
  const child = children.start(
    packageManager,
    ["install"],
    { cwd: folder, stdio: ["ignore", "pipe", "pipe"] },
    (ending) => {
      if (ending.kind === "code" && ending.code === 0) {
        call.end();
        return;
      }
      const reason = ending.kind === "not-started" ? ending.reason : `it ended with status ${exitStatus(ending)}`;
      call.emit("error", {
        code: status.UNKNOWN,
        details: `Cannot run "${packageManager} install" in "${folder}": ${reason}.`,
      });
    },
  );
  child.stdout?.on("data", (chunk: Buffer) => call.write(new InstallDependenciesResponse().setStdout(chunk)));
  child.stderr?.on("data", (chunk: Buffer) => call.write(new InstallDependenciesResponse().setStderr(chunk)));
  call.on("cancelled", () => child.kill("SIGINT"));
}
