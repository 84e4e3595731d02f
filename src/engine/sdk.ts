import { createRequire } from "node:module";
import { dirname } from "node:path";
import { UserError } from "../user-error";

/** The copy of Pulumi's SDK that a program imports. Another copy would not see what the program registers. */
export interface Sdk {
  readonly pulumi: typeof import("@pulumi/pulumi");
  readonly messages: typeof import("@pulumi/pulumi/proto/resource_pb");
  /** Wraps each promise of the SDK. */
  readonly debuggable: { debuggablePromise<T>(promise: Promise<T>, context: unknown): Promise<T> };
  /** Serves the functions that the engine calls back; older versions have none. */
  readonly callbacks: { CallbackServer: { readonly prototype: object } } | undefined;
  /** What the SDK keeps of the program that runs. */
  readonly state: { getStore(): { callbacks?: unknown } } | undefined;
  readonly Struct: typeof import("google-protobuf/google/protobuf/struct_pb").Struct;
  /** Whether a provider function may be answered with "unknown". */
  readonly takesUnknownAnswers: boolean;
}

/**
 * Loads the SDK that a file resolves to.
 * @param from absolute path of a file, which need not exist, in the folder that imports the SDK
 * @throws {UserError} if there is none
 */
export function loadSdk(from: string): Sdk {
  const load = createRequire(from);
  const manifest = resolveManifest(load, from);
  const beside = createRequire(manifest);
  const pulumi: Sdk["pulumi"] = load("@pulumi/pulumi");
  const messages: Sdk["messages"] = load("@pulumi/pulumi/proto/resource_pb");
  const debuggable: Sdk["debuggable"] = load("@pulumi/pulumi/runtime/debuggable");
  const callbacks = loadIfThere<Sdk["callbacks"]>(load, "@pulumi/pulumi/runtime/callbacks");
  const state = loadIfThere<Sdk["state"]>(load, "@pulumi/pulumi/runtime/state");
  const { Struct }: Pick<Sdk, "Struct"> = beside("google-protobuf/google/protobuf/struct_pb");
  return { pulumi, messages, debuggable, callbacks, state, Struct, takesUnknownAnswers: hasUnknownAnswers(messages) };
}

/**
 * Gives the folder of the SDK that a file resolves to, without loading it.
 * @throws {UserError} if there is none
 */
export function sdkFolder(from: string): string {
  return dirname(resolveManifest(createRequire(from), from));
}

function loadIfThere<T>(load: NodeJS.Require, name: string): T | undefined {
  try {
    return load(name) as T;
  } catch {
    return undefined;
  }
}

/** Older versions have another message for the answer, or one that cannot say "unknown". */
function hasUnknownAnswers({ ResourceInvokeResponse: message }: Partial<Sdk["messages"]>): boolean {
  return message !== undefined && "setUnknown" in message.prototype;
}

function resolveManifest(load: NodeJS.Require, from: string): string {
  try {
    return load.resolve("@pulumi/pulumi/package.json");
  } catch (cause) {
    throw new UserError(
      `The program cannot import "@pulumi/pulumi": it is not installed for ${from}.`,
      "Install the program's dependencies, such as with npm install.",
      { cause },
    );
  }
}
