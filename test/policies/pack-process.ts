import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  type AnalyzeDiagnostic,
  AnalyzeRequest,
  type AnalyzeResponse,
  type AnalyzerInfo,
  AnalyzerPropertyDependencies,
  AnalyzerProviderResource,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
  PolicyConfig,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { ResourceNode } from "../../src/graph/resource";
import { isList, isProperties, notKnown, type Properties, type Value } from "../../src/graph/value";

/** A pack that runs as the engine runs it, in a process of its own. */
export interface PackProcess {
  info(): Promise<AnalyzerInfo.AsObject>;
  /** Disables policies by their names. */
  disable(...policies: readonly string[]): Promise<void>;
  /** Configures one policy as `--policy-pack-config` does. */
  configure(policy: string, properties: Readonly<Record<string, JavaScriptValue>>): Promise<void>;
  /** Shows the resources one at a time, then all of them, as a preview does; gives what the pack says. */
  preview(resources: readonly ResourceNode[]): Promise<readonly Said[]>;
  /** Shows the resources one at a time, as an update does before it makes each; gives what the pack says. */
  analyze(resources: readonly ResourceNode[]): Promise<readonly Said[]>;
  /** What it has written on standard error. */
  remarks(): string;
  stop(): Promise<void>;
}

/** One diagnostic of a pack. */
export interface Said {
  readonly policy: string;
  readonly level: "advisory" | "mandatory";
  readonly urn: string;
  readonly message: string;
}

/** Starts a pack from its folder without an engine. */
export async function startPack(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<PackProcess> {
  const entry = createRequire(__filename).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const child = spawn(process.execPath, [entry, "127.0.0.1:1", folder], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let remarks = "";
  child.stderr.on("data", (text: Buffer) => {
    remarks += text.toString();
  });
  const exited = once(child, "exit");
  const port = await Promise.race([
    once(child.stdout, "data").then(([text]) => String(text).trim()),
    exited.then(() => Promise.reject(new Error(`The pack did not start: ${remarks}`))),
  ]);
  const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  return {
    info: async () =>
      (await promisify<Empty, AnalyzerInfo>(client.getAnalyzerInfo.bind(client))(new Empty())).toObject(),
    disable: (...policies) => configure(client, policies, EnforcementLevel.DISABLED, {}),
    configure: (policy, properties) => configure(client, [policy], EnforcementLevel.MANDATORY, properties),
    preview: (resources) => preview(client, resources),
    analyze: async (resources) => diagnosticsOf(await analyzeEach(client, resources)),
    remarks: () => remarks,
    stop: async () => {
      client.close();
      child.kill();
      await exited;
    },
  };
}

async function configure(
  client: AnalyzerClient,
  policies: readonly string[],
  level: EnforcementLevel,
  properties: Readonly<Record<string, JavaScriptValue>>,
): Promise<void> {
  const request = new ConfigureAnalyzerRequest();
  for (const policy of policies) {
    const config = new PolicyConfig();
    config.setEnforcementlevel(level);
    config.setProperties(Struct.fromJavaScript({ ...properties }));
    request.getPolicyconfigMap().set(policy, config);
  }
  await promisify<ConfigureAnalyzerRequest, unknown>(client.configure.bind(client))(request);
}

async function preview(client: AnalyzerClient, resources: readonly ResourceNode[]): Promise<readonly Said[]> {
  const analyzeStack = promisify<AnalyzeStackRequest, AnalyzeResponse>(client.analyzeStack.bind(client));
  const responses = await analyzeEach(client, resources);
  const request = new AnalyzeStackRequest();
  request.setResourcesList(resources.map(stackResourceOf));
  return diagnosticsOf([...responses, await analyzeStack(request)]);
}

async function analyzeEach(client: AnalyzerClient, resources: readonly ResourceNode[]) {
  const analyze = promisify<AnalyzeRequest, AnalyzeResponse>(client.analyze.bind(client));
  const responses: AnalyzeResponse[] = [];
  for (const resource of resources) {
    if (resource.kind !== "read") responses.push(await analyze(requestOf(resource)));
  }
  return responses;
}

function diagnosticsOf(responses: readonly AnalyzeResponse[]): readonly Said[] {
  return responses.flatMap((response) => response.getDiagnosticsList()).map(saidOf);
}

function saidOf(diagnostic: AnalyzeDiagnostic): Said {
  return {
    policy: diagnostic.getPolicyname(),
    level: diagnostic.getEnforcementlevel() === EnforcementLevel.MANDATORY ? "mandatory" : "advisory",
    urn: diagnostic.getUrn(),
    message: diagnostic.getMessage(),
  };
}

function requestOf(resource: ResourceNode): AnalyzeRequest {
  const request = new AnalyzeRequest();
  request.setUrn(resource.urn);
  request.setType(resource.type);
  request.setName(resource.name);
  request.setOptions(new AnalyzerResourceOptions());
  request.setProperties(structOf(resource.inputs));
  return request;
}

/** A preview shows what the provider cannot compute yet as unknown, and the inputs again. */
function stackResourceOf(resource: ResourceNode): AnalyzerResource {
  const shown = new AnalyzerResource();
  shown.setUrn(resource.urn);
  shown.setType(resource.type);
  shown.setName(resource.name);
  shown.setOptions(new AnalyzerResourceOptions());
  shown.setProperties(structOf({ id: notKnown, arn: notKnown, ...resource.inputs, ...resource.outputs }));
  if (resource.kind !== "component") shown.setProvider(providerOf(resource));
  const dependencies = shown.getPropertydependenciesMap();
  for (const [property, urns] of resource.dependsOn) {
    const entry = new AnalyzerPropertyDependencies();
    entry.setUrnsList([...urns]);
    dependencies.set(property, entry);
  }
  return shown;
}

function providerOf({ type }: ResourceNode): AnalyzerProviderResource {
  const provider = new AnalyzerProviderResource();
  provider.setType(`pulumi:providers:${type.split(":")[0]}`);
  provider.setUrn(`urn:pulumi:example::site::pulumi:providers:${type.split(":")[0]}::default`);
  provider.setName("default");
  provider.setProperties(Struct.fromJavaScript({}));
  return provider;
}

function structOf(properties: Properties): Struct {
  return Struct.fromJavaScript(
    Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, wireOf(value)])),
  );
}

/** @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/resource/plugin/rpc.go `UnknownStringValue` */
function wireOf(value: Value): JavaScriptValue {
  if (value === notKnown) return "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  if (isList(value)) return value.map(wireOf);
  if (!isProperties(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, wireOf(inner)]));
}
