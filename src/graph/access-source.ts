import type { ResourceNode } from "./resource";

/** Whom a security group rule lets in, or out to. */
export type AccessSource =
  | { readonly kind: "cidr"; readonly cidr: string }
  /** A customer's list, with its entries, or a list that this program does not own, with its id. */
  | { readonly kind: "prefix-list"; readonly list: ResourceNode }
  | { readonly kind: "foreign-prefix-list"; readonly id: string }
  /** A list that AWS manages, as the rule's tag says: none of them holds a range of Cloudflare. */
  | { readonly kind: "aws-prefix-list" }
  /** What wears one of these groups: never an address outside the VPC. `isCertain`: all of them, not one of them. */
  | {
      readonly kind: "group";
      readonly groups: readonly ResourceNode[];
      /** Ids of groups that this program does not own. */
      readonly foreign: readonly string[];
      readonly isCertain: boolean;
    }
  | { readonly kind: "unknown" };
