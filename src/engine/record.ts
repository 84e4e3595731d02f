import type { Resource } from "@pulumi/pulumi";
import type { ResourceNode } from "../graph/resource";
import type { Properties } from "../graph/value";
import { notKnown } from "../graph/value";
import { watchCalls } from "./provider-calls";
import { type AnswerInvoke, type RecordedProgram, recordingMonitor } from "./record-monitor";
import { watchTransforms } from "./record-transforms";
import { keepingRejections } from "./rejections";
import { loadSdk, type Sdk } from "./sdk";
import { leaveSecretsUnknown } from "./secret-config";
import { watchApplies } from "./skipped-applies";
import { readNamelessFrames } from "./source-position";
import { leaveUntoldOutputsUnknown } from "./stack-references";

/** The stack that a program is recorded for. */
export interface RecordOptions {
  readonly project: string;
  readonly stack: string;
  /** Configuration as the engine hands it to a program: full keys such as `aws:region`, values as text or JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys of `config` whose values are secrets. */
  readonly secretKeys?: readonly string[];
  readonly invoke: AnswerInvoke;
  /** Folder that source positions are relative to; absolute paths without it. */
  readonly root?: string;
  /** The SDK that the program imports; this package's own without it. */
  readonly sdk?: Sdk;
  /** Waits for what goes on after the program has returned, and gives what does not end; without it nothing is awaited. */
  readonly rest?: () => Promise<readonly string[]>;
}

/** What a program registered. */
export interface Recording {
  /** In the order of registration, the stack itself first. */
  readonly resources: readonly ResourceNode[];
  /** The outputs of the stack. */
  readonly outputs: Properties;
  /** Tokens of provider functions that nothing answered, whose results are unknown. */
  readonly unanswered: readonly string[];
  /** Those of which the program awaited the plain answer, by which it may decide what it declares. */
  readonly awaited: readonly string[];
  /** What Node calls that which was open when the recording ended, and may have declared more later. */
  readonly leftOpen: readonly string[];
}

/** What the engine calls the organization where the backend is a file, and knows none. */
const organization = "organization";

/** The SDK keeps the state of a program in globals, so recordings of one process take turns. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Runs a program in this process, without an engine and without providers, as a preview of a stack in which nothing
 * exists yet, and returns what it registers. Unlike a preview it knows no provider's defaults and checks; every output
 * that the program does not set itself is unknown.
 *
 * The result of a provider function that `invoke` leaves unanswered is unknown too.
 *
 * @throws {UnansweredInvokeError} if the program cannot go on without such a result
 */
export function record(program: () => Promise<unknown>, options: RecordOptions): Promise<Recording> {
  const recording = turn.then(() => recordNow(program, options));
  turn = recording.catch(() => undefined);
  return recording;
}

async function recordNow(program: () => Promise<unknown>, options: RecordOptions): Promise<Recording> {
  const { project, stack, config, secretKeys, invoke, root, sdk = loadSdk(__filename), rest = atOnce } = options;
  const { runtime } = sdk.pulumi;
  const calls = watchCalls(sdk);
  const transforms = watchTransforms(sdk);
  const recorded: RecordedProgram = {
    ...{ transforms, calls },
    ...{ sdk, project, stack, root, answer: invoke, nodes: [], failures: [], unanswered: new Set() },
  };
  await attach(recorded);
  runtime.setAllConfig({ ...config }, [...(secretKeys ?? [])]);
  const instances: Resource[] = [];
  const applies = watchApplies(sdk);
  const restore = [
    ...[applies.restore, transforms.restore, calls.restore, () => forgetCallbacks(sdk)],
    ...[leaveUntoldOutputsUnknown(sdk), leaveSecretsUnknown(sdk)],
    ...[leaveFunctionsUnwritten(sdk), leavePromisesUntraced(sdk), readNamelessFrames(sdk)],
  ];
  const { result, rejections } = await keepingRejections(() => runToEnd(sdk, program, { instances, rest })).finally(
    () => {
      for (const each of restore) each();
    },
  );
  if (!result.ended) throw recorded.failures[0] ?? result.error;
  if (rejections.length > 0) throw recorded.failures[0] ?? rejections[0];
  const outputNames = await readOutputNames(sdk, instances);
  const waitedFor = new Set(await Promise.all([...(await applies.waitedFor())].map(readUrn)));
  const resources = recorded.nodes.map((node) => ({
    ...withOutputs(node, outputNames.get(node.urn)),
    ...(waitedFor.has(node.urn) && { hasLaterParts: true as const }),
  }));
  const [unanswered, awaited] = [recorded.unanswered, calls.awaited].map((tokens) => [...tokens].toSorted());
  const outputs = resources[0]?.outputs ?? {};
  return { resources, outputs, unanswered: unanswered ?? [], awaited: awaited ?? [], leftOpen: result.leftOpen };
}

const atOnce = (): Promise<readonly string[]> => Promise.resolve([]);

async function attach(recorded: RecordedProgram): Promise<void> {
  const unused = (): never => {
    throw new Error("The recording monitor answers in place of the mocks.");
  };
  const { runtime } = recorded.sdk.pulumi;
  await runtime.setMocks({ newResource: unused, call: unused }, recorded.project, recorded.stack, true, organization);
  const monitor = runtime.getMonitor();
  if (monitor === undefined) throw new Error("The SDK attached no monitor.");
  // The mocks' own monitor sees neither parents nor dependencies nor options; what it says of its features stays.
  Object.assign(monitor, recordingMonitor(recorded));
}

/** The SDK would give the next program of this process the functions of this one. */
function forgetCallbacks({ state }: Sdk): void {
  const store = state?.getStore();
  if (store !== undefined) store.callbacks = undefined;
}

/**
 * Keeps functions that a program hands to a cloud from being written out as text, for which the SDK opens a debugger and
 * reads all packages; no verdict looks at what such a function does.
 */
function leaveFunctionsUnwritten({ pulumi: { runtime } }: Sdk): () => void {
  const { serializeFunction, computeCodePaths } = runtime;
  const text = "exports.handler = () => undefined;";
  Object.assign(runtime, {
    serializeFunction: () => Promise.resolve({ text, exportName: "handler", containsSecrets: false }),
    computeCodePaths: () => Promise.resolve(new Map()),
  });
  return () => Object.assign(runtime, { serializeFunction, computeCodePaths });
}

/**
 * Keeps the SDK from keeping with each of its promises, some sixty for one resource, the stack on which it was made, which
 * Node leads through source maps line by line. Only a debugging switch of the SDK reads them.
 */
function leavePromisesUntraced({ debuggable }: Sdk): () => void {
  const { debuggablePromise } = debuggable;
  Object.assign(debuggable, {
    debuggablePromise: <T>(promise: Promise<T>, context: unknown): Promise<T> => {
      const { stackTraceLimit } = Error;
      Error.stackTraceLimit = 0;
      try {
        return debuggablePromise(promise, context);
      } finally {
        Error.stackTraceLimit = stackTraceLimit;
      }
    },
  });
  return () => void Object.assign(debuggable, { debuggablePromise });
}

type End =
  | { readonly ended: true; readonly leftOpen: readonly string[] }
  | { readonly ended: false; readonly error: unknown };

async function runToEnd(
  { pulumi: { runtime } }: Sdk,
  program: () => Promise<unknown>,
  { instances, rest }: { readonly instances: Resource[]; readonly rest: () => Promise<readonly string[]> },
): Promise<End> {
  try {
    await runtime.runInPulumiStack(async () => {
      // A transformation that changes nothing is the one place where the SDK shows every resource object.
      runtime.registerStackTransformation(({ resource }) => {
        instances.push(resource);
        return undefined;
      });
      return await program();
    });
    return { ended: true, leftOpen: await rest() };
  } catch (error) {
    return { ended: false, error };
  } finally {
    await runtime.disconnect();
  }
}

/** Finds the names of all outputs of each resource: its object has one `Output` field for each. */
async function readOutputNames(
  { pulumi }: Sdk,
  instances: readonly Resource[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const named = await Promise.all(
    instances
      .filter((instance) => pulumi.CustomResource.isInstance(instance))
      .map(async (instance): Promise<[string, string[]]> => [await readUrn(instance), outputFields(pulumi, instance)]),
  );
  return new Map(named);
}

function readUrn(resource: Resource): Promise<string> {
  return new Promise((resolve) => {
    resource.urn.apply(resolve);
  });
}

function outputFields(pulumi: Sdk["pulumi"], resource: Resource): string[] {
  return Object.entries(resource)
    .filter(([key, value]) => key !== "urn" && key !== "id" && pulumi.Output.isInstance(value))
    .map(([key]) => key);
}

function withOutputs(node: ResourceNode, names: readonly string[] | undefined): ResourceNode {
  if (node.kind !== "managed" && node.kind !== "read") return node;
  const unknowns: Properties = Object.fromEntries((names ?? []).map((name) => [name, notKnown]));
  return { ...node, outputs: { ...unknowns, ...node.inputs } };
}
