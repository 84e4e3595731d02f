import { type ServerUnaryCall, type ServerWritableStream, type sendUnaryData, status } from "@grpc/grpc-js";
import {
  type AboutRequest,
  AboutResponse,
  DependencyInfo,
  type GetProgramDependenciesRequest,
  GetProgramDependenciesResponse,
  GetRequiredPackagesResponse,
  type InstallDependenciesRequest,
  type InstallDependenciesResponse,
  LanguageHandshakeResponse,
  type RunPluginRequest,
  type RunPluginResponse,
  type RunRequest,
  type RunResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { version } from "@pulumi/pulumi/version";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { programDependencies } from "./dependencies";
import { installDependencies } from "./install";
import { runPlugin } from "./run-plugin";
import { type HostContext, runProgram } from "./run-program";

type Unary<Request, Response> = (call: ServerUnaryCall<Request, Response>, answer: sendUnaryData<Response>) => void;

/**
 * Answers what the engine asks of a language host. What is not here, the engine gets as "unimplemented"; it asks for
 * those only to generate code.
 *
 * No package is reported as required: the engine then loads each provider when the first resource needs it.
 */
export function languageRuntime(context: HostContext) {
  return {
    handshake: unary<unknown, LanguageHandshakeResponse>(() => new LanguageHandshakeResponse()),
    getPluginInfo: unary<unknown, PluginInfo>(() => new PluginInfo().setVersion(version)),
    getRequiredPackages: unary<unknown, GetRequiredPackagesResponse>(() => new GetRequiredPackagesResponse()),
    run: unary<RunRequest, RunResponse>((request) => runProgram(request, context)),
    about: unary<AboutRequest, AboutResponse>(() =>
      new AboutResponse().setExecutable(process.execPath).setVersion(process.version),
    ),
    getProgramDependencies: unary<GetProgramDependenciesRequest, GetProgramDependenciesResponse>(dependenciesOf),
    runPlugin: streaming<RunPluginRequest, RunPluginResponse>((call) => runPlugin(call, context)),
    installDependencies: streaming<InstallDependenciesRequest, InstallDependenciesResponse>((call) =>
      installDependencies(call, context),
    ),
    cancel: unary<unknown, Empty>(() => {
      context.children.killAll("SIGINT");
      return new Empty();
    }),
  };
}

function dependenciesOf(request: GetProgramDependenciesRequest): GetProgramDependenciesResponse {
  const folder = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  return new GetProgramDependenciesResponse().setDependenciesList(
    programDependencies(folder, request.getTransitivedependencies()).map((dependency) =>
      new DependencyInfo().setName(dependency.name).setVersion(dependency.version),
    ),
  );
}

/** Wraps a plain function as a call; what it throws becomes the call's error. */
function unary<Request, Response>(
  handle: (request: Request) => Response | Promise<Response>,
): Unary<Request, Response> {
  return (call, answer) => {
    const handled = new Promise<Response>((resolve) => resolve(handle(call.request)));
    handled.then(
      (response) => answer(null, response),
      (error: unknown) => answer({ code: status.UNKNOWN, details: messageOf(error) }),
    );
  };
}

function streaming<Request, Response>(handle: (call: ServerWritableStream<Request, Response>) => void) {
  return (call: ServerWritableStream<Request, Response>): void => {
    try {
      handle(call);
    } catch (error) {
      call.emit("error", { code: status.UNKNOWN, details: messageOf(error) });
    }
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
