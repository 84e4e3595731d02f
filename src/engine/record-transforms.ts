import type * as registration from "@pulumi/pulumi/proto/resource_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Sdk } from "./sdk";

type Callback = (request: Uint8Array) => Promise<unknown>;
type Reply = (error: null, response: object) => void;
type Registered = { getToken(): string };

/** The part of the SDK's callback server that its own methods work on. */
interface CallbackState {
  readonly _callbacks: Map<string, Callback>;
  readonly _pendingRegistrations: number;
  readonly _awaitQueue: unknown[];
  readonly _monitor: object;
  readonly _server: { forceShutdown(): void };
  readonly _target: Promise<string>;
}

/** What a program wants done with the resources that it registers. */
export interface Transforms {
  /** The monitor's answers where a program registers such a function; a hook runs in an update alone. */
  readonly monitor: object;
  /** Lets the transforms change a request as the engine does: its own first, then its ancestors', then the stack's. */
  readonly apply: (request: registration.RegisterResourceRequest) => Promise<void>;
  /** Keeps the transforms of a resource for its children. */
  readonly keep: (urn: string, request: registration.RegisterResourceRequest) => void;
  readonly restore: () => void;
}

/**
 * Runs the transforms of a program in this process. The SDK opens a server for them that the engine calls, and waits for
 * it without an end where there is no network.
 * @see https://www.pulumi.com/docs/iac/concepts/resources/options/transforms/ read 2026-12-01
 */
export function watchTransforms({ callbacks, messages }: Sdk): Transforms {
  const ofStack: string[] = [];
  const ofResource = new Map<string, { readonly tokens: readonly string[]; readonly parent: string }>();
  const known = new Map<string, Callback>();
  const note = (_: unknown, reply: Reply): void => reply(null, {});
  const monitor = {
    registerStackTransform(callback: Registered, reply: Reply): void {
      ofStack.push(callback.getToken());
      reply(null, {});
    },
    ...{ registerStackInvokeTransform: note, registerResourceHook: note, registerErrorHook: note },
  };
  const inherited = (urn: string): readonly string[] => {
    const from = ofResource.get(urn);
    return from === undefined ? [] : [...from.tokens, ...inherited(from.parent)];
  };
  return {
    monitor,
    async apply(request) {
      const own = request.getTransformsList().map((callback) => callback.getToken());
      for (const token of [...own, ...inherited(request.getParent()), ...ofStack]) {
        const answer = await known.get(token)?.(writeRequest(messages, request).serializeBinary());
        if (answer instanceof messages.TransformResponse) readAnswer(request, answer);
      }
    },
    keep(urn, request) {
      const tokens = request.getTransformsList().map((callback) => callback.getToken());
      ofResource.set(urn, { tokens, parent: request.getParent() });
    },
    restore: standInFor(callbacks, known, monitor),
  };
}

/** Has the SDK make servers that serve nobody: its own methods then work on these functions, in this process. */
function standInFor(callbacks: Sdk["callbacks"], known: Map<string, Callback>, monitor: object): () => void {
  if (callbacks === undefined) return () => undefined;
  const { CallbackServer } = callbacks;
  function Local(): object {
    const state: CallbackState = {
      ...{ _callbacks: known, _pendingRegistrations: 0, _awaitQueue: [], _monitor: monitor },
      ...{ _server: { forceShutdown: () => undefined }, _target: Promise.resolve("recorder") },
    };
    return Object.assign(Object.create(CallbackServer.prototype), state);
  }
  Object.assign(callbacks, { CallbackServer: Local });
  return () => void Object.assign(callbacks, { CallbackServer });
}

function writeRequest(messages: Sdk["messages"], request: registration.RegisterResourceRequest) {
  const options = new messages.TransformResourceOptions();
  options.setDependsOnList(request.getDependenciesList());
  options.setProtect(request.getProtect() ?? false);
  options.setIgnoreChangesList(request.getIgnorechangesList());
  options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  options.setRetainOnDelete(request.getRetainondelete() ?? false);
  options.setProvider(request.getProvider());
  const transform = new messages.TransformRequest();
  transform.setType(request.getType());
  transform.setName(request.getName());
  transform.setCustom(request.getCustom());
  transform.setParent(request.getParent());
  transform.setProperties(request.getObject());
  transform.setOptions(options);
  return transform;
}

/** Only what decides a verdict is taken over; what an answer leaves out stays. */
function readAnswer(request: registration.RegisterResourceRequest, answer: registration.TransformResponse): void {
  const properties: Struct | undefined = answer.getProperties();
  if (properties !== undefined) request.setObject(properties);
  const options = answer.getOptions();
  if (options === undefined) return;
  request.setDependenciesList([...new Set([...request.getDependenciesList(), ...options.getDependsOnList()])]);
  request.setProtect(options.getProtect() ?? false);
  request.setIgnorechangesList(options.getIgnoreChangesList());
  request.setDeletebeforereplace(options.getDeleteBeforeReplace() ?? false);
  request.setRetainondelete(options.getRetainOnDelete() ?? false);
  if (options.getProvider() !== "") request.setProvider(options.getProvider());
}
