import type { EdgeCode } from "../findings/finding";
import type { Doubt, Failure } from "./verdict";

/** The order is from best to worst, and the worst of its dials decides a row. */
export const outcomes = ["ok", "redirected", "unknown", "fails"] as const;
export type Outcome = (typeof outcomes)[number];

/** How the edge speaks to the origin. */
export type DialTls = "none" | "unverified" | "verified";

/** What the visitor typed. */
export interface Visitor {
  readonly scheme: "http" | "https";
  /** TCP port, 1–65535. */
  readonly port: number;
}

export type Family = 4 | 6;

/** One judged connection of the edge. */
export interface JudgedDial {
  /** What a person calls the target: `load balancer "alb"`, `198.51.100.7`. */
  readonly target: string;
  /** URN of the resource that answers there, or of the record where nobody knows. */
  readonly resource: string;
  readonly port: number | null;
  readonly tls: DialTls | null;
  readonly outcome: Outcome;
  readonly failures: readonly Failure[];
  readonly doubts: readonly Doubt[];
}

/** One row of the matrix: what visitors of a hostname see over one scheme, port and family. */
export interface ReachRow {
  readonly hostname: string;
  readonly visitor: Visitor;
  readonly family: Family;
  readonly outcome: Outcome;
  /** How many of the edge's addresses get through; null where the outcome is unknown. */
  readonly reaches: "all" | "some" | "none" | null;
  /** CIDRs of the edge that do not get through, where only some do not. */
  readonly ranges: readonly string[];
  readonly codes: readonly EdgeCode[];
  readonly failure: Failure | null;
  /** What stops visitors, a sentence each, in the order in which they meet it; empty where nothing fails. */
  readonly reasons: readonly string[];
  readonly doubt: Doubt | null;
  readonly dials: readonly JudgedDial[];
  /** What is not dialled, since other origins of the edge's load balancer come before it or stand in for it. */
  readonly idle: readonly JudgedDial[];
  /** URN of the record, load balancer or other resource that publishes the hostname. */
  readonly resource: string;
}

/** The answer of the model for a whole graph. */
export interface Reach {
  /** Sorted by hostname, then ports 80 and 443 first, then family. */
  readonly rows: readonly ReachRow[];
}
