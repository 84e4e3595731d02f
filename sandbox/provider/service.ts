import { type handleUnaryCall, type ServerUnaryCall, status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { UserError } from "../../src/user-error";
import { checkInputs } from "./check";
import { compareInputs } from "./diff";
import { genericType } from "./generic-type";
import { decodeConfig, diffResponse, failure, handshake, namingOf } from "./messages";
import type { Operations } from "./operations";
import type { Properties } from "./property";
import type { Cloud, ResourceType } from "./resource-type";
import { type SecretPaths, secretNames, topPath, unwrap, wrap } from "./wire";

/** A function of the provider, such as `cloudflare:index/getIpRanges:getIpRanges`. */
export type Invoke = (args: Properties, cloud: Cloud) => Properties;

/** What a provider can do once it is configured. */
export interface ConfiguredProvider {
  readonly operations: Operations;
  readonly invokes: Readonly<Record<string, Invoke>>;
}

/** What a provider is made of. */
export interface ProviderParts {
  readonly version: string;
  readonly types: readonly ResourceType[];
  /** Takes the provider's configuration, or refuses it. */
  configure(config: Properties): ConfiguredProvider;
  warn(urn: string, message: string): void;
  /** The engine wants the provider to stop. */
  cancel(): void;
}

/** Gives the handlers of Pulumi's provider protocol for a provider of the sandbox. */
export function providerService(parts: ProviderParts): UntypedServiceImplementation {
  const provider = new Provider(parts);
  return {
    handshake: unary(() => handshake()),
    getPluginInfo: unary(() => {
      const plugin = new PluginInfo();
      plugin.setVersion(parts.version);
      return plugin;
    }),
    attach: unary(() => new Empty()),
    checkConfig: unary((request: rpc.CheckRequest) => {
      const response = new rpc.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    diffConfig: unary((request: rpc.DiffRequest) => diffConfig(request)),
    configure: unary((request: rpc.ConfigureRequest) => provider.configure(request)),
    invoke: unary((request: rpc.InvokeRequest) => provider.invoke(request)),
    check: unary((request: rpc.CheckRequest) => provider.check(request)),
    diff: unary((request: rpc.DiffRequest) => provider.diff(request)),
    create: unary((request: rpc.CreateRequest) => provider.create(request)),
    update: unary((request: rpc.UpdateRequest) => provider.update(request)),
    read: unary((request: rpc.ReadRequest) => provider.read(request)),
    delete: unary((request: rpc.DeleteRequest) => provider.delete(request)),
    cancel: unary(() => {
      parts.cancel();
      return new Empty();
    }),
  };
}

class Provider {
  readonly #parts: ProviderParts;
  readonly #byToken: ReadonlyMap<string, ResourceType>;
  #ready: ConfiguredProvider | undefined;

  constructor(parts: ProviderParts) {
    this.#parts = parts;
    this.#byToken = new Map(
      parts.types.flatMap((type) => [type.type, ...(type.aliases ?? [])].map((token) => [token, type] as const)),
    );
  }

  configure(request: rpc.ConfigureRequest): rpc.ConfigureResponse {
    const args = unwrap(request.getArgs()).properties;
    this.#ready = this.#parts.configure(decodeConfig(args));
    const response = new rpc.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    response.setSupportsAutonamingConfiguration(true);
    return response;
  }

  check(request: rpc.CheckRequest): rpc.CheckResponse {
    const olds = unwrap(request.getOlds());
    const news = unwrap(request.getNews());
    const type = this.#type(request.getUrn(), news.secrets);
    if (!this.#byToken.has(typeOf(request.getUrn()))) {
      this.#parts.warn(
        request.getUrn(),
        `The sandbox does not model ${typeOf(request.getUrn())}: it accepts what the program gives and refuses nothing.`,
      );
    }
    const checked = checkInputs(type, olds.properties, news.properties, namingOf(request));
    const response = new rpc.CheckResponse();
    response.setInputs(wrap(checked.inputs, news.secrets));
    response.setFailuresList(checked.flaws.map(failure));
    return response;
  }

  diff(request: rpc.DiffRequest): rpc.DiffResponse {
    const olds = unwrap(request.getOldInputs() ?? request.getOlds()).properties;
    const news = unwrap(request.getNews());
    const type = this.#type(request.getUrn(), news.secrets);
    return diffResponse(compareInputs(type, olds, news.properties, request.getIgnorechangesList()));
  }

  async create(request: rpc.CreateRequest): Promise<rpc.CreateResponse> {
    const { properties, secrets } = unwrap(request.getProperties());
    const type = this.#type(request.getUrn(), secrets);
    const response = new rpc.CreateResponse();
    if (request.getPreview()) {
      const outputs = this.#configured().operations.previewCreate(type, properties);
      response.setProperties(outgoing(type, outputs, secrets));
      return response;
    }
    const made = await this.#configured().operations.create(type, request.getUrn(), properties);
    response.setId(made.id);
    response.setProperties(outgoing(type, made.properties, secrets));
    return response;
  }

  async update(request: rpc.UpdateRequest): Promise<rpc.UpdateResponse> {
    const olds = unwrap(request.getOlds()).properties;
    const oldInputs = unwrap(request.getOldInputs()).properties;
    const news = unwrap(request.getNews());
    const type = this.#type(request.getUrn(), news.secrets);
    const { operations } = this.#configured();
    const outputs = request.getPreview()
      ? operations.previewUpdate(type, olds, oldInputs, news.properties)
      : (await operations.update(type, request.getUrn(), request.getId(), olds, oldInputs, news.properties)).properties;
    const response = new rpc.UpdateResponse();
    response.setProperties(outgoing(type, outputs, news.secrets));
    return response;
  }

  read(request: rpc.ReadRequest): rpc.ReadResponse {
    const olds = unwrap(request.getProperties());
    const inputs = unwrap(request.getInputs());
    const secrets = new Set([...olds.secrets, ...inputs.secrets]);
    const type = this.#type(request.getUrn(), secrets);
    const reading = this.#configured().operations.read(type, request.getId(), olds.properties, inputs.properties);
    const response = new rpc.ReadResponse();
    if (reading === undefined) return response;
    response.setId(reading.id);
    response.setProperties(outgoing(type, reading.properties, secrets));
    response.setInputs(wrap(reading.inputs, secretsOf(type, reading.inputs, inputs.secrets)));
    return response;
  }

  async delete(request: rpc.DeleteRequest): Promise<Empty> {
    const olds = unwrap(request.getProperties());
    const type = this.#type(request.getUrn(), olds.secrets);
    await this.#configured().operations.delete(type, request.getUrn(), request.getId(), olds.properties);
    return new Empty();
  }

  invoke(request: rpc.InvokeRequest): rpc.InvokeResponse {
    const { invokes, operations } = this.#configured();
    const invoke = invokes[request.getTok()];
    if (invoke === undefined) {
      throw new UserError(
        `The sandbox does not answer the function ${request.getTok()}.`,
        "Give the value in the stack's configuration, or use one of the functions that docs/sandbox.md lists.",
      );
    }
    const args = unwrap(request.getArgs());
    const response = new rpc.InvokeResponse();
    const region = args.properties.region;
    const cloud = operations.cloud(typeof region === "string" ? region : undefined);
    response.setReturn(wrap(invoke(args.properties, cloud)));
    return response;
  }

  #configured(): ConfiguredProvider {
    if (this.#ready === undefined) throw new Error("The engine used the provider before it configured it.");
    return this.#ready;
  }

  #type(urn: string, secrets: SecretPaths): ResourceType {
    const token = typeOf(urn);
    return this.#byToken.get(token) ?? genericType(token, secretNames(secrets));
  }
}

/** Answers a call with what the work gives, or with its error as the engine shows it. */
function unary<Request, Response>(
  work: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call: ServerUnaryCall<Request, Response>, callback) => {
    Promise.resolve()
      .then(() => work(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback({ code: status.UNKNOWN, details: describe(error) }),
      );
  };
}

function describe(error: unknown): string {
  if (error instanceof UserError) return `${error.message}\n  fix: ${error.fix}`;
  if (!(error instanceof Error)) return String(error);
  return error.name === "Refusal" ? error.message : (error.stack ?? error.message);
}

function diffConfig(request: rpc.DiffRequest): rpc.DiffResponse {
  const olds = unwrap(request.getOldInputs() ?? request.getOlds()).properties;
  const news = unwrap(request.getNews()).properties;
  return diffResponse(compareInputs(genericType("pulumi:providers:sandbox", []), olds, news));
}

function outgoing(type: ResourceType, properties: Properties, secrets: SecretPaths) {
  return wrap(properties, secretsOf(type, properties, secrets));
}

function secretsOf(type: ResourceType, properties: Properties, secrets: SecretPaths): SecretPaths {
  const own = Object.keys(properties).filter((name) => type.inputs[name]?.secret === true);
  return new Set([...secrets, ...own.map(topPath)]);
}

/** Gives the type token of a URN `urn:pulumi:stack::project::parent$type::name`. */
function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}
