import {
  credentials,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceError,
  type sendUnaryData,
} from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  GetRequiredPackagesResponse,
  LanguageHandshakeResponse,
  type RunRequest,
  RunResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Answer, Ask } from "../drift/beside";
import type { Question } from "../drift/questions";
import { decode } from "../graph/from-state";
import { isProperties, type Value } from "../graph/value";
import type { ProcessResult } from "./run-process";
import { type RunStackOptions, runCli, type StackTarget } from "./stack";

/** What is asked of the providers of a stack. */
export interface ProviderTalk<Result> {
  /** URNs of resources, one of each provider that is asked: the engine starts their providers. */
  readonly resources: readonly string[];
  /** URN of a provider → its id, as the state has them. */
  readonly providerIds: ReadonlyMap<string, string>;
  talk(ask: Ask): Promise<Result>;
}

/** What came of it; without a result the engine never got so far. */
export interface Talked<Result> {
  readonly result: Result | undefined;
  readonly run: ProcessResult;
}

/**
 * Asks the stack's own providers, with the configuration and the credentials that they have in the stack.
 *
 * The engine previews a program that is this process: it declares nothing, asks, and then calls the preview off, so that
 * nothing is planned. A preview takes no lock and writes no state.
 */
export async function askProviders<Result>(
  target: StackTarget,
  { resources, providerIds, talk }: ProviderTalk<Result>,
  options: Pick<RunStackOptions, "signal" | "timeoutMilliseconds" | "isBeside"> = {},
): Promise<Talked<Result>> {
  let result: Result | undefined;
  const server = await serve(async (monitor) => {
    result = await talk((question) => invoke(monitor, question, providerIds));
  });
  try {
    const targets = resources.flatMap((urn) => ["--target", urn]);
    const args = ["preview", "--refresh", "--stack", target.stack, "--client", `127.0.0.1:${server.port}`, ...targets];
    const run = await runCli(target, args, options);
    return { result, run };
  } finally {
    server.close();
  }
}

async function serve(
  program: (monitor: ResourceMonitorClient) => Promise<void>,
): Promise<{ readonly port: number; close(): void }> {
  const server = new Server();
  server.addService(LanguageRuntimeService, {
    handshake: unary(() => new LanguageHandshakeResponse()),
    getPluginInfo: unary(() => new PluginInfo().setVersion("1.0.0")),
    getRequiredPackages: unary(() => new GetRequiredPackagesResponse()),
    cancel: unary(() => new Empty()),
    run: unary(async (request: RunRequest) => {
      const monitor = new ResourceMonitorClient(request.getMonitorAddress(), credentials.createInsecure(), messages);
      try {
        await program(monitor);
      } finally {
        monitor.close();
      }
      // The program says that it has told everything already, so that the engine plans nothing.
      return new RunResponse().setBail(true);
    }),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { port, close: () => server.forceShutdown() };
}

/** A zone or a group may have more to tell than the four megabytes that a message has by default. */
const messages = { "grpc.max_receive_message_length": -1 };

function unary<Request, Response>(work: (request: Request) => Response | Promise<Response>) {
  return (call: ServerUnaryCall<Request, Response>, answer: sendUnaryData<Response>): void => {
    Promise.resolve()
      .then(() => work(call.request))
      .then(
        (response) => answer(null, response),
        (error: unknown) => answer({ details: error instanceof Error ? error.message : String(error) }),
      );
  };
}

function invoke(
  monitor: ResourceMonitorClient,
  { provider, token, args }: Question,
  ids: ReadonlyMap<string, string>,
): Promise<Answer> {
  const request = new ResourceInvokeRequest()
    .setTok(token)
    .setArgs(Struct.fromJavaScript(JSON.parse(JSON.stringify(args))))
    .setProvider(`${provider}::${ids.get(provider) ?? ""}`);
  return new Promise((resolve) => {
    monitor.invoke(request, (error: ServiceError | null, response: InvokeResponse) => {
      resolve(error === null ? answerOf(response) : { kind: "failed", says: error.details });
    });
  });
}

function answerOf(response: InvokeResponse): Answer {
  const [failure] = response.getFailuresList();
  if (failure !== undefined) return { kind: "failed", says: failure.getReason() };
  const value = decode((response.getReturn()?.toJavaScript() ?? {}) as Value);
  return isProperties(value) ? { kind: "answer", value } : { kind: "failed", says: "the answer is no object" };
}
