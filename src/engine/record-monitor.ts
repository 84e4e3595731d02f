import type * as registration from "@pulumi/pulumi/proto/resource_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { canonicalProperties, canonicalProperty, canonicalType } from "../graph/canonical";
import type { ResourceNode } from "../graph/resource";
import type { Properties } from "../graph/value";
import { withComputed } from "./computed-within";
import type { ProviderCalls } from "./provider-calls";
import type { Transforms } from "./record-transforms";
import { concealed, readWireProperties, writeWireProperties } from "./record-values";
import type { Sdk } from "./sdk";
import { readSource } from "./source-position";
import { UnansweredInvokeError } from "./unanswered-invoke";

/** Gives the result of a provider function, or undefined where it has none to give. */
export type AnswerInvoke = (
  token: string,
  args: Properties,
) => Properties | undefined | Promise<Properties | undefined>;

/** Where a recording puts what it sees. */
export interface RecordedProgram {
  readonly sdk: Sdk;
  readonly project: string;
  readonly stack: string;
  /** Folder that source positions are relative to. */
  readonly root: string | undefined;
  readonly answer: AnswerInvoke;
  readonly transforms: Transforms;
  readonly calls: ProviderCalls;
  /** Tokens of the functions whose answers are unknown. */
  readonly unanswered: Set<string>;
  readonly nodes: ResourceNode[];
  readonly failures: unknown[];
}

type Reply<T> = (error: { details: string } | null, response?: T) => void;

/** Type of the resource that every program has, and that comes first. */
export const rootStackType = "pulumi:pulumi:Stack";

/**
 * Answers a program as the engine's resource monitor does in a preview in which every resource is new,
 * and writes down each registration.
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/proto/pulumi/resource.proto
 */
export function recordingMonitor(recorded: RecordedProgram): object {
  const { messages } = recorded.sdk;
  return {
    ...recorded.transforms.monitor,
    registerResource(
      request: registration.RegisterResourceRequest,
      reply: Reply<registration.RegisterResourceResponse>,
    ): void {
      recorded.transforms.apply(request).then(
        () => {
          const node = readRegistration(request, recorded);
          recorded.nodes.push(node);
          recorded.transforms.keep(node.urn, request);
          const response = new messages.RegisterResourceResponse();
          response.setUrn(node.urn);
          response.setId(node.id ?? "");
          response.setObject(echo(recorded, request));
          reply(null, response);
        },
        (error: unknown) => fail(recorded, error, reply),
      );
    },
    readResource(request: registration.ReadResourceRequest, reply: Reply<registration.ReadResourceResponse>): void {
      const node = readRead(request, recorded);
      recorded.nodes.push(node);
      const response = new messages.ReadResourceResponse();
      response.setUrn(node.urn);
      answerRead(request, recorded).then(
        (properties) => {
          response.setProperties(properties);
          reply(null, response);
        },
        (error: unknown) => fail(recorded, error, reply),
      );
    },
    registerResourceOutputs(request: registration.RegisterResourceOutputsRequest, reply: Reply<object>): void {
      const index = recorded.nodes.findIndex((node) => node.urn === request.getUrn());
      const node = recorded.nodes[index];
      if (node !== undefined) recorded.nodes[index] = { ...node, outputs: concealed(readStruct(request.getOutputs())) };
      reply(null, {});
    },
    invoke(request: registration.ResourceInvokeRequest, reply: Reply<InvokeAnswer>): void {
      answerInvoke(request, recorded).then(
        (response) => reply(null, response),
        (error: unknown) => fail(recorded, error, reply),
      );
    },
    call(request: registration.ResourceCallRequest, reply: Reply<never>): void {
      fail(recorded, new UnansweredInvokeError(request.getTok()), reply);
    },
  };
}

/** What is read is not known but for what somebody has said of it, such as the outputs of another stack. */
async function answerRead(request: registration.ReadResourceRequest, recorded: RecordedProgram): Promise<Struct> {
  const given = readStruct(request.getProperties());
  const answered = await recorded.answer(request.getType(), given);
  return recorded.sdk.Struct.fromJavaScript(writeWireProperties({ ...given, ...answered }));
}

/** The part of an answer that the SDK reads; the message that it belongs to was renamed between its versions. */
interface InvokeAnswer {
  getReturn(): Struct | undefined;
  getFailuresList(): readonly never[];
  getUnknown(): boolean;
}

async function answerInvoke(
  request: registration.ResourceInvokeRequest,
  { answer, sdk, calls, unanswered }: RecordedProgram,
): Promise<InvokeAnswer> {
  const [token, call] = [request.getTok(), calls.current()];
  const result = await answer(token, concealed(readStruct(request.getArgs())));
  if (call !== undefined) call.isAnswered = result !== undefined;
  const isUnknown = result === undefined && call?.gives !== "plain";
  if (isUnknown) {
    if (call === undefined || !sdk.takesUnknownAnswers) throw new UnansweredInvokeError(token, call !== undefined);
    unanswered.add(token);
  }
  const struct = isUnknown ? undefined : sdk.Struct.fromJavaScript(writeWireProperties(result ?? {}));
  return { getReturn: () => struct, getFailuresList: () => [], getUnknown: () => isUnknown };
}

/** The SDK passes only `details` on to the program, so the error itself is kept for whoever asked for the recording. */
function fail(recorded: RecordedProgram, error: unknown, reply: Reply<never>): void {
  recorded.failures.push(error);
  reply({ details: error instanceof Error ? error.message : String(error) });
}

function readRegistration(request: registration.RegisterResourceRequest, recorded: RecordedProgram): ResourceNode {
  const managed = request.getCustom();
  return {
    ...readPlace(request, recorded),
    kind: request.getRemote() ? "remote" : managed ? "managed" : "component",
    ...(request.getImportid() === "" ? {} : { id: request.getImportid() }),
    inputs: canonicalProperties(request.getType(), concealed(readStruct(request.getObject()))),
    outputs: {},
    options: {
      protect: request.getProtect() ?? false,
      deleteBeforeReplace: request.getDeletebeforereplace(),
      retainOnDelete: request.getRetainondelete() ?? false,
      ignoreChanges: request.getIgnorechangesList(),
    },
    dependsOn: readDependencies(request),
  };
}

function readRead(request: registration.ReadResourceRequest, recorded: RecordedProgram): ResourceNode {
  return {
    ...readPlace(request, recorded),
    kind: "read",
    ...(request.getId() === "" ? {} : { id: request.getId() }),
    inputs: canonicalProperties(request.getType(), concealed(readStruct(request.getProperties()))),
    outputs: {},
    options: { protect: false, deleteBeforeReplace: false, retainOnDelete: false, ignoreChanges: [] },
    dependsOn: new Map([["", request.getDependenciesList()]]),
  };
}

type Registration = registration.RegisterResourceRequest | registration.ReadResourceRequest;
type Place = Pick<ResourceNode, "urn" | "type" | "name" | "provider" | "parent" | "source">;

function readPlace(request: Registration, recorded: RecordedProgram): Place {
  const [parent, type, name] = [request.getParent(), request.getType(), request.getName()];
  // A reference to a provider is its URN and its id.
  const provider = request.getProvider().replace(/::[^:]*$/, "");
  const source = readSource(request, recorded.root);
  return {
    urn: writeUrn(recorded, parent, type, name),
    type: canonicalType(type),
    name,
    ...(provider === "" ? {} : { provider }),
    ...(parent === "" ? {} : { parent }),
    ...(source === undefined ? {} : { source }),
  };
}

/**
 * Writes the URN that the engine gives: the types of all ancestors but the stack, then the own one.
 * @see https://www.pulumi.com/docs/iac/concepts/resources/names/#urns read 2026-10-05
 */
function writeUrn({ project, stack }: RecordedProgram, parent: string, type: string, name: string): string {
  const parentType = parent.split("::")[2] ?? "";
  const qualified = parentType === "" || parentType === rootStackType ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** What `dependsOn` alone named is what the list of all dependencies has beyond those of the properties. */
function readDependencies(request: registration.RegisterResourceRequest): ReadonlyMap<string, readonly string[]> {
  const byProperty: [string, readonly string[]][] = [];
  request.getPropertydependenciesMap().forEach((dependencies, path) => {
    const urns = [...dependencies.getUrnsList()].sort();
    if (urns.length > 0) byProperty.push([canonicalProperty(request.getType(), path), urns]);
  });
  const named = new Set(byProperty.flatMap(([, urns]) => urns));
  const explicit = request.getDependenciesList().filter((urn) => !named.has(urn));
  return new Map(explicit.length === 0 ? byProperty : [...byProperty, ["", explicit.sort()]]);
}

/** Returns to the program what it gave, under the names that it used, with resources as their ids. */
function echo({ sdk }: RecordedProgram, request: registration.RegisterResourceRequest): Struct {
  const properties = withComputed(request.getType(), readStruct(request.getObject()));
  return sdk.Struct.fromJavaScript(writeWireProperties(properties));
}

function readStruct(struct: Struct | undefined): Properties {
  return struct === undefined ? {} : readWireProperties(struct.toJavaScript());
}
