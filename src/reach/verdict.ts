import type { CauseId } from "../findings/cause";
import type { EdgeCode, Evidence } from "../findings/finding";

/** What a visitor's connection and the edge's dial must pass, in the order in which they meet them. */
export const hopNames = [
  "edge",
  "resolve",
  "route",
  "network-acl",
  "security-group",
  "listener",
  "tls",
  "certificate",
  "client-certificate",
  "backend",
] as const;
export type HopName = (typeof hopNames)[number];

/** Why a hop does not let a dial through. */
export interface Failure {
  readonly cause: CauseId;
  /** What the visitor may see, the likeliest first. */
  readonly codes: readonly EdgeCode[];
  /** `null` when the deployment itself is refused. */
  readonly hop: HopName | null;
  /** URN of the resource to mend. */
  readonly resource: string;
  /** One sentence that names the thing and the offending value. */
  readonly why: string;
  readonly fix: string;
  readonly evidence: readonly Evidence[];
  /** Tells defects of one cause on one resource apart, such as `443/ipv6`; it stays when ranges come and go. */
  readonly key?: string;
  /** The edge's ranges that do not get through; absent where all of them fail alike. */
  readonly ranges?: readonly string[];
  /** True where some get past it although no range does as a whole: by another subnet, or from other addresses or ports. */
  readonly letsSomePass?: true;
}

/** Why a hop cannot be judged. */
export interface Doubt {
  readonly hop: HopName;
  /** URN of the resource whose value is missing. */
  readonly resource: string;
  readonly why: string;
}

export type Verdict =
  | { readonly kind: "pass" }
  | { readonly kind: "fail"; readonly failure: Failure }
  | { readonly kind: "unknown"; readonly doubt: Doubt };

export const pass: Verdict = { kind: "pass" };

/** The failure as one that everybody meets. */
export function metByAll({ ranges: _, letsSomePass: __, ...failure }: Failure): Failure {
  return failure;
}

/** Reports whether nobody gets past a failure. */
export function isTotal({ ranges, letsSomePass }: Failure): boolean {
  return ranges === undefined && letsSomePass !== true;
}
