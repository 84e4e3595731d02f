import type { Family } from "../../src/reach/reach-types";

/** What mutations have to know of a program to tell whether they mean anything in it. */
export type Trait =
  | "inline-rules"
  | "separate-rules"
  | "legacy-rules"
  | "prefix-list"
  | "balancer"
  | "dualstack"
  | "network-balancer"
  | "instance"
  | "acm"
  | "network"
  | "acl"
  | "strict"
  | "edge-redirects"
  | "port-80"
  | "named-record";

/** A program as a real team writes it, and what is known of it by reading it. */
export interface Archetype {
  readonly id: string;
  /** Completes "A team has …". */
  readonly title: string;
  /** Hostnames that the edge dials by the ordinary ports, whatever else the program publishes. */
  readonly hostnames: readonly string[];
  readonly families: readonly Family[];
  readonly traits: readonly Trait[];
  /** What the model may leave open: hostname, scheme and family of rows that are unknown. */
  readonly unknown?: readonly string[];
  readonly config?: () => Promise<Readonly<Record<string, string>>>;
  readonly program: () => unknown;
}
