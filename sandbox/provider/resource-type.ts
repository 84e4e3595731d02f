import type { RefusalId } from "../refusals";
import type { Kind, Stored } from "../store/store";
import type { Json, Properties } from "./property";

/** What a property may hold: `any` is not checked. */
export type FieldKind = "text" | "number" | "flag" | "list" | "map" | "any";

/** One input property of a resource type. */
export interface Field {
  readonly kind: FieldKind;
  readonly required?: true;
  /** The provider's own default. */
  readonly default?: Json;
  /** A change needs a new resource. */
  readonly replaces?: true;
  /** The cloud chooses a value where the program gives none, and keeps the old one when the program drops it. */
  readonly cloudFills?: true;
  /** The order of the list has no meaning. */
  readonly unordered?: true;
  readonly oneOf?: readonly Json[];
  /** Defaults of a map's own properties. */
  readonly inner?: Properties;
  /** The cloud never gives the value back: it is marked secret and kept out of the sandbox's files. */
  readonly secret?: true;
}

type FieldOptions = Omit<Field, "kind">;

/** Declares a text property. */
export const text = (options: FieldOptions = {}): Field => ({ kind: "text", ...options });
/** Declares a number property. */
export const number = (options: FieldOptions = {}): Field => ({ kind: "number", ...options });
/** Declares a boolean property. */
export const flag = (options: FieldOptions = {}): Field => ({ kind: "flag", ...options });
/** Declares a list whose order counts. */
export const list = (options: FieldOptions = {}): Field => ({ kind: "list", ...options });
/** Declares a list whose order has no meaning. */
export const bag = (options: FieldOptions = {}): Field => ({ kind: "list", unordered: true, ...options });
/** Declares a map or nested object. */
export const map = (options: FieldOptions = {}): Field => ({ kind: "map", ...options });
/** Declares a property of any kind. */
export const any = (options: FieldOptions = {}): Field => ({ kind: "any", ...options });

/** A property that names other resources, which must exist; a holding one keeps them from being deleted. */
export interface Reference {
  /** Path such as `vpcId`, `subnets[]` or `defaultActions[].targetGroupArn`. */
  readonly path: string;
  readonly to: readonly Kind[];
  /** The property of the target that the path names; its id where left out. */
  readonly by?: string;
  /** Refused with this where the target does not exist; not checked where left out. */
  readonly absent?: RefusalId;
  readonly holds?: true;
}

/** The sandbox's cloud, as a resource type sees it while it works. */
export interface Cloud {
  readonly account: string;
  /** Region of the resource at hand, such as `us-east-1`. */
  readonly region: string;
  readonly now: () => Date;
  all(kind: Kind): readonly Stored[];
  find(kind: Kind, id: string): Stored | undefined;
  put(kind: Kind, key: string, stored: Stored): void;
  drop(kind: Kind, key: string): void;
}

/** What a creation or change works on. */
export interface Work {
  readonly cloud: Cloud;
  readonly inputs: Properties;
  readonly urn: string;
}

/** What a change works on besides. */
export interface Change extends Work {
  readonly id: string;
  /** The properties as they stand in the cloud. */
  readonly before: Properties;
}

/** An input that cannot be right, whatever the cloud holds. */
export interface Flaw {
  readonly property: string;
  readonly reason: string;
}

/** How an auto-named property is named where the program gives none. */
export interface Autoname {
  /** Not auto-named where one of these is given. */
  readonly unless?: readonly string[];
  readonly maxLength?: number;
}

/** A resource type of the sandbox: what it takes, what the cloud adds, and what the cloud refuses. */
export interface ResourceType extends Kind {
  /** Old tokens of the same type. */
  readonly aliases?: readonly string[];
  readonly inputs: Readonly<Record<string, Field>>;
  /** Properties that only the cloud sets. */
  readonly outputs: readonly string[];
  /** Outputs that a change may move, and a preview of a change therefore does not know. */
  readonly moving?: readonly string[];
  /**
   * Built on Terraform's plugin framework: defaults appear in outputs only, and nothing is auto-named.
   * @see https://github.com/pulumi/pulumi-terraform-bridge/blob/main/pkg/pf/tfbridge/provider_check.go
   */
  readonly framework?: true;
  /** Auto-naming of the property `name`. */
  readonly autoname?: Autoname;
  readonly deleteBeforeReplace?: true;
  readonly references?: readonly Reference[];
  /** Deletion is refused with this while another resource holds it. */
  readonly inUse?: RefusalId;
  /** Deletion leaves the resource as it stands. */
  readonly staysWhenDeleted?: true;
  /** Two resources with the same id need another file name. */
  key?(id: string, properties: Properties): string;
  validate?(inputs: Properties): readonly Flaw[];
  /** Gives outputs that follow from inputs alone, so a preview knows them. */
  foresee?(inputs: Properties, cloud: Cloud): Properties;
  create(work: Work): Created | Promise<Created>;
  /** Refuses or gives the outputs that change. */
  update?(change: Change): Properties | Promise<Properties>;
  /** Gives inputs that a reading shows otherwise than the cloud has them, as the provider's own comparison would. */
  readBack?(properties: Properties, oldInputs: Properties): Properties;
  /** Refuses, cleans up, or gives the properties that stay behind. */
  remove?(change: Omit<Change, "inputs">): Properties | undefined;
  /** Reports whether the provider would say that the resource is gone. */
  isGone?(properties: Properties): boolean;
}

/** A new resource. */
export interface Created {
  readonly id: string;
  /** Id of the resource that takes this one along when it goes: a rule goes with its group. */
  readonly partOf?: string;
  readonly outputs: Properties;
}
