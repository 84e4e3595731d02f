import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentials, Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { onTestFinished } from "vitest";
import { awsProvider } from "../../sandbox/aws/provider";
import { cloudflareProvider } from "../../sandbox/cloudflare/provider";
import { SANDBOX_KEY, SANDBOX_TOKEN } from "../../sandbox/provider/credentials";
import { providerService } from "../../sandbox/provider/service";

/** Property values as the engine would send them. */
export type Values = Record<string, unknown>;

/** A resource that a test made. */
export interface Made {
  readonly id: string;
  readonly urn: string;
  readonly inputs: Values;
  readonly properties: Values;
}

/** What Diff said. */
export interface Diffed {
  readonly changes: "none" | "some";
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly detail: Readonly<Record<string, string>>;
}

/** The engine's side of a provider: it does what the engine does for a resource, one call after the other. */
export interface TestEngine {
  readonly folder: string;
  readonly warnings: readonly string[];
  check(type: string, name: string, inputs: Values, olds?: Values): Promise<{ inputs: Values; failures: Values[] }>;
  preview(type: string, name: string, inputs: Values): Promise<Values>;
  create(type: string, name: string, inputs: Values): Promise<Made>;
  diff(made: Made, inputs: Values, ignored?: readonly string[]): Promise<Diffed>;
  update(made: Made, inputs: Values): Promise<Made>;
  previewUpdate(made: Made, inputs: Values): Promise<Values>;
  read(made: Made): Promise<{ id: string; inputs: Values; properties: Values }>;
  remove(made: Made): Promise<void>;
  invoke(token: string, args: Values): Promise<Values>;
}

/** What a test may change about the provider's surroundings. */
export interface Surroundings {
  readonly folder?: string;
  readonly environment?: Record<string, string>;
  readonly config?: Values;
  readonly patienceMs?: number;
}

/** Gives a fresh folder for a sandbox's cloud. */
export function cloudFolder(): string {
  return join(mkdtempSync(join(tmpdir(), "no521-sandbox-")), "cloud");
}

/** Serves one of the sandbox's providers on a port of its own, configured, for the length of a test. */
export async function engineFor(provider: "aws" | "cloudflare", around: Surroundings = {}): Promise<TestEngine> {
  const folder = around.folder ?? cloudFolder();
  const warnings: string[] = [];
  const world = {
    environment: around.environment ?? { NO521_SANDBOX: folder },
    now: () => new Date("2026-10-05T12:00:00Z"),
    warn: (_urn: string, message: string) => void warnings.push(message),
    cancel: () => undefined,
    patienceMs: around.patienceMs ?? 0,
  };
  const parts = provider === "aws" ? awsProvider(world) : cloudflareProvider(world);
  const server = new Server();
  server.addService(ResourceProviderService, providerService(parts));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  onTestFinished(() => {
    client.close();
    server.forceShutdown();
  });
  const secrets = { aws: { accessKey: SANDBOX_KEY, secretKey: SANDBOX_KEY }, cloudflare: { apiToken: SANDBOX_TOKEN } };
  await call<rpc.ConfigureResponse>((done) => {
    const request = new rpc.ConfigureRequest();
    request.setArgs(struct(around.config ?? { region: "us-east-1", ...secrets[provider] }));
    request.setAcceptsecrets(true);
    client.configure(request, done);
  });
  return testEngine(client, folder, warnings);
}

function testEngine(client: ResourceProviderClient, folder: string, warnings: readonly string[]): TestEngine {
  const urnOf = (type: string, name: string) => `urn:pulumi:sandbox::test::${type}::${name}`;
  const check: TestEngine["check"] = async (type, name, inputs, olds) => {
    const request = new rpc.CheckRequest();
    request.setUrn(urnOf(type, name));
    request.setNews(struct(inputs));
    if (olds !== undefined) request.setOlds(struct(olds));
    request.setRandomseed(new Uint8Array([1, 2, 3]));
    const response = await call<rpc.CheckResponse>((done) => client.check(request, done));
    const failures = response
      .getFailuresList()
      .map((flaw) => ({ property: flaw.getProperty(), reason: flaw.getReason() }));
    return { inputs: plain(response.getInputs()), failures };
  };
  const checked = async (type: string, name: string, inputs: Values, olds?: Values) => {
    const answer = await check(type, name, inputs, olds);
    if (answer.failures.length > 0) throw new Error(`check: ${JSON.stringify(answer.failures)}`);
    return answer.inputs;
  };
  const createWith = async (type: string, name: string, inputs: Values, preview: boolean) => {
    const request = new rpc.CreateRequest();
    request.setUrn(urnOf(type, name));
    request.setProperties(struct(inputs));
    request.setPreview(preview);
    return call<rpc.CreateResponse>((done) => client.create(request, done));
  };
  const updateWith = async (made: Made, inputs: Values, preview: boolean) => {
    const request = new rpc.UpdateRequest();
    request.setUrn(made.urn);
    request.setId(made.id);
    request.setOlds(struct(made.properties));
    request.setOldInputs(struct(made.inputs));
    request.setNews(struct(inputs));
    request.setPreview(preview);
    return plain((await call<rpc.UpdateResponse>((done) => client.update(request, done))).getProperties());
  };
  const typeOf = (made: Made) => made.urn.split("::")[2] ?? "";
  const nameOf = (made: Made) => made.urn.split("::")[3] ?? "";
  return {
    folder,
    warnings,
    check,
    async preview(type, name, inputs) {
      return plain((await createWith(type, name, await checked(type, name, inputs), true)).getProperties());
    },
    async create(type, name, inputs) {
      const all = await checked(type, name, inputs);
      const response = await createWith(type, name, all, false);
      return { id: response.getId(), urn: urnOf(type, name), inputs: all, properties: plain(response.getProperties()) };
    },
    async diff(made, inputs, ignored = []) {
      const request = new rpc.DiffRequest();
      request.setUrn(made.urn);
      request.setId(made.id);
      request.setOlds(struct(made.properties));
      request.setOldInputs(struct(made.inputs));
      request.setNews(struct(await checked(typeOf(made), nameOf(made), inputs, made.inputs)));
      request.setIgnorechangesList([...ignored]);
      return diffed(await call<rpc.DiffResponse>((done) => client.diff(request, done)));
    },
    async update(made, inputs) {
      const all = await checked(typeOf(made), nameOf(made), inputs, made.inputs);
      return { ...made, inputs: all, properties: await updateWith(made, all, false) };
    },
    async previewUpdate(made, inputs) {
      return updateWith(made, await checked(typeOf(made), nameOf(made), inputs, made.inputs), true);
    },
    async read(made) {
      const request = new rpc.ReadRequest();
      request.setUrn(made.urn);
      request.setId(made.id);
      request.setProperties(struct(made.properties));
      request.setInputs(struct(made.inputs));
      const response = await call<rpc.ReadResponse>((done) => client.read(request, done));
      return { id: response.getId(), inputs: plain(response.getInputs()), properties: plain(response.getProperties()) };
    },
    async remove(made) {
      const request = new rpc.DeleteRequest();
      request.setUrn(made.urn);
      request.setId(made.id);
      request.setProperties(struct(made.properties));
      request.setOldInputs(struct(made.inputs));
      await call((done) => client.delete(request, done));
    },
    async invoke(token, args) {
      const request = new rpc.InvokeRequest();
      request.setTok(token);
      request.setArgs(struct(args));
      return plain((await call<rpc.InvokeResponse>((done) => client.invoke(request, done))).getReturn());
    },
  };
}

function diffed(response: rpc.DiffResponse): Diffed {
  const names = Object.entries(rpc.PropertyDiff.Kind);
  const detail: Record<string, string> = {};
  response.getDetaileddiffMap().forEach((change, path) => {
    detail[path] = names.find(([, kind]) => kind === change.getKind())?.[0] ?? "";
  });
  return {
    changes: response.getChanges() === rpc.DiffResponse.DiffChanges.DIFF_SOME ? "some" : "none",
    replaces: response.getReplacesList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
    detail,
  };
}

/** Makes a call and gives its answer; a refusal is an error with the provider's own words. */
export function call<Response>(
  send: (done: (error: ServiceError | null, response: Response) => void) => void,
): Promise<Response> {
  return new Promise((resolve, reject) =>
    send((error, response) => (error === null ? resolve(response) : reject(new Error(error.details)))),
  );
}

/** Gives the protocol's form of property values. */
export function struct(values: Values): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(values)));
}

function plain(message: Struct | undefined): Values {
  return message?.toJavaScript() ?? {};
}
