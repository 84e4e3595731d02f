import type { Parameters } from "../src/findings/settings";

/** The sites that examples start from; both are good. */
export type SiteName = "balancer" | "instance";

/** The output of another resource of the example: not known at a preview, as in a real one. */
export interface Reference {
  readonly resource: string;
  readonly output: string;
  /** Text that the program puts before the output. */
  readonly prefix?: string;
  /** Text that the program puts after the output. */
  readonly suffix?: string;
}

/** A property as an example writes it. */
export type Input = string | number | boolean | Reference | readonly Input[] | Inputs;

/** The properties of one resource of an example. */
export interface Inputs {
  readonly [name: string]: Input;
}

/** One resource of an example. */
export interface Piece {
  /** Canonical type token. */
  readonly type: string;
  readonly inputs: Inputs;
  readonly options?: PieceOptions;
}

/** The options of a resource of an example. */
export interface PieceOptions {
  /** Names of resources of the example for which it waits, beside those that it refers to. */
  readonly dependsOn?: readonly string[];
  readonly deleteBeforeReplace?: boolean;
  readonly retainOnDelete?: boolean;
}

/** The resources of an example by their names. */
export type Site = Readonly<Record<string, Piece>>;

/** A small program: a good site, and what is different from it. */
export interface Example {
  /** Completes "A site …", such as `with a listener on port 80 only`. */
  readonly title: string;
  /** The site that is changed; `balancer` where it is left out. */
  readonly site?: SiteName;
  /** What a no521.yaml beside it says. */
  readonly parameters?: Partial<Parameters>;
  /** Resources that come in, or take the place of one of the same name. */
  readonly add?: Site;
  /** Properties that are set on resources of the site. */
  readonly set?: Readonly<Record<string, Inputs>>;
}

/** Reports whether an input is the output of another resource. */
export function isReference(input: Input): input is Reference {
  return typeof input === "object" && "resource" in input && "output" in input;
}

/** Reports whether an input is a list. */
export function isInputList(input: Input): input is readonly Input[] {
  return Array.isArray(input);
}
