import { asNumber, asText, flag, number, objects, text } from "./read";
import type { ResourceNode } from "./resource";
import type { ResourceGraph } from "./resource-graph";
import { types } from "./types";
import { notKnown, type Properties, type Unknown } from "./value";

/** One entry of a network ACL. */
export interface AclEntry {
  readonly declaredBy: ResourceNode;
  readonly direction: "ingress" | "egress";
  readonly ruleNumber: number | Unknown;
  readonly action: "allow" | "deny" | Unknown;
  /** `tcp`, `6`, `-1`, … as written. */
  readonly protocol: string | Unknown;
  readonly cidr: string | Unknown;
  readonly fromPort: number | Unknown | undefined;
  readonly toPort: number | Unknown | undefined;
}

/**
 * The ACL of a subnet: its entries, or AWS's default of the VPC, which allows everything, or nothing that this program
 * can tell.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html
 */
export type SubnetAcl =
  | {
      readonly kind: "entries";
      readonly acl: ResourceNode;
      readonly entries: readonly AclEntry[];
      readonly open: boolean;
    }
  | { readonly kind: "aws-default" }
  | { readonly kind: "unknown" };

/** Finds the network ACL that guards a subnet. */
export function aclOf(graph: ResourceGraph, subnet: ResourceNode): SubnetAcl {
  const associations = graph.referring(subnet, types.networkAclAssociation, "subnetId");
  const associated = associations.map((association) => graph.follow(association, "networkAclId", [types.networkAcl]));
  if (associated.some((found) => found.open || found.foreign.length > 0)) return { kind: "unknown" };
  const acl =
    associated.flatMap((found) => found.nodes).at(0) ??
    graph.referring(subnet, types.networkAcl, "subnetIds").at(0) ??
    graph.referring(subnet, types.defaultNetworkAcl, "subnetIds").at(0);
  if (acl !== undefined) return entriesOf(graph, acl);
  const maybeElsewhere =
    graph.adrift(types.networkAcl, "subnetIds", [types.subnet]).length > 0 ||
    graph.adrift(types.networkAclAssociation, "subnetId", [types.subnet]).length > 0;
  const vpc = graph.follow(subnet, "vpcId", [types.vpc]).nodes.find((node) => node.kind === "managed");
  if (maybeElsewhere || vpc === undefined || subnet.kind === "read") return { kind: "unknown" };
  const key = "defaultNetworkAclId";
  const [adopted] = graph.referring(vpc, types.defaultNetworkAcl, key, key);
  return entriesOf(graph, adopted ?? vpc, graph.referring(vpc, types.networkAclRule, "networkAclId", key));
}

/**
 * The default ACL of a VPC as AWS makes it lets everything pass.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html
 */
function asMade(vpc: ResourceNode): readonly AclEntry[] {
  return (["ingress", "egress"] as const).flatMap((direction) =>
    ([100, 101] as const).map((ruleNumber): AclEntry => {
      const cidr = ruleNumber === 100 ? "0.0.0.0/0" : "::/0";
      const ports = { fromPort: undefined, toPort: undefined };
      return { declaredBy: vpc, direction, ruleNumber, action: "allow", protocol: "-1", cidr, ...ports };
    }),
  );
}

/** The entries of an ACL, `added` among them; a VPC stands for its default one where nothing adopts that. */
function entriesOf(graph: ResourceGraph, acl: ResourceNode, added: readonly ResourceNode[] = []): SubnetAcl {
  const isAsMade = acl.type === types.vpc;
  if (isAsMade && added.length === 0) return { kind: "aws-default" };
  const ingress = objects(acl, "ingress");
  const egress = objects(acl, "egress");
  const standalone = [...new Set([...graph.referring(acl, types.networkAclRule, "networkAclId"), ...added])].map(
    standaloneEntry,
  );
  const inline = [
    ...(isAsMade ? asMade(acl) : []),
    ...(ingress === notKnown ? [] : ingress.map((entry) => inlineEntry(acl, "ingress", entry))),
    ...(egress === notKnown ? [] : egress.map((entry) => inlineEntry(acl, "egress", entry))),
  ];
  // After a refresh the ACL's outputs list the standalone entries too: one number is one entry.
  const known = new Map([...inline, ...standalone].map((entry, index) => [entryKey(entry, index), entry]));
  // At a preview the lists of an ACL without inline entries are not known, and standalone entries are all there is.
  const open = (ingress === notKnown || egress === notKnown) && standalone.length === 0;
  const owners = [types.networkAcl, types.defaultNetworkAcl, types.vpc];
  const adrift = graph.adrift(types.networkAclRule, "networkAclId", owners).length > 0;
  return { kind: "entries", acl, entries: [...known.values()], open: open || adrift };
}

function entryKey(entry: AclEntry, index: number): string {
  const number = entry.ruleNumber === notKnown ? `unknown ${index}` : entry.ruleNumber;
  const family = typeof entry.cidr === "string" && entry.cidr.includes(":") ? 6 : 4;
  return `${entry.direction} ${number} ${family}`;
}

function inlineEntry(acl: ResourceNode, direction: AclEntry["direction"], entry: Properties | Unknown): AclEntry {
  const bag = entry === notKnown ? {} : entry;
  const cidr = asText(bag.cidrBlock) || asText(bag.ipv6CidrBlock);
  return {
    declaredBy: acl,
    direction,
    ruleNumber: asNumber(bag.ruleNo) ?? notKnown,
    action: actionOf(asText(bag.action)),
    protocol: asText(bag.protocol) ?? notKnown,
    cidr: cidr || notKnown,
    fromPort: asNumber(bag.fromPort),
    toPort: asNumber(bag.toPort),
  };
}

function standaloneEntry(rule: ResourceNode): AclEntry {
  return {
    declaredBy: rule,
    direction: flag(rule, "egress") === true ? "egress" : "ingress",
    ruleNumber: number(rule, "ruleNumber") ?? notKnown,
    action: actionOf(text(rule, "ruleAction")),
    protocol: text(rule, "protocol") ?? notKnown,
    cidr: text(rule, "cidrBlock") || text(rule, "ipv6CidrBlock") || notKnown,
    fromPort: number(rule, "fromPort"),
    toPort: number(rule, "toPort"),
  };
}

function actionOf(action: string | Unknown | undefined): AclEntry["action"] {
  if (typeof action !== "string") return notKnown;
  const lower = action.toLowerCase();
  return lower === "allow" || lower === "deny" ? lower : notKnown;
}
