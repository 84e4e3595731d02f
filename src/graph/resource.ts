import type { Properties } from "./value";

/** Where in the program a resource was registered; line and column count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The resource options that decide what an update does to a resource. */
export interface ResourceOptions {
  readonly protect: boolean;
  readonly deleteBeforeReplace: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
}

/** One resource of a program, a preview or a deployed stack. */
export interface ResourceNode {
  /** As the engine writes it, such as `urn:pulumi:sandbox::no521::aws:lb/listener:Listener::https`. */
  readonly urn: string;
  /** Canonical type token: `aws:alb/*` and `aws:elasticloadbalancingv2/*` are read as `aws:lb/*`. */
  readonly type: string;
  readonly name: string;
  /** `remote`: a component whose children are not visible to a recording. */
  readonly kind: "managed" | "read" | "component" | "remote";
  /** The provider's id, such as `sg-0a1b`; absent while it is not known. */
  readonly id?: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly options: ResourceOptions;
  /** URN of the provider resource. */
  readonly provider?: string;
  /** URN of the parent resource. */
  readonly parent?: string;
  /** Property path → URNs of the resources its value came from; the key "" holds explicit `dependsOn`. */
  readonly dependsOn: ReadonlyMap<string, readonly string[]>;
  readonly source?: SourceLocation;
  /** Whether the program declares more with it that nobody sees yet: within an `apply` whose value is not known. */
  readonly hasLaterParts?: true;
  /** It stands in the clouds and no program declares it, so that no deployment makes it. */
  readonly isUndeclared?: true;
}

/** The options of a resource that sets none. */
export const defaultOptions: ResourceOptions = {
  protect: false,
  deleteBeforeReplace: false,
  retainOnDelete: false,
  ignoreChanges: [],
};
