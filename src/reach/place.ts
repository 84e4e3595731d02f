import { groupTypes } from "../graph/access-rules";
import { defaultGroupOf } from "../graph/default-group";
import { isDeclared, property } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import type { Reference, ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import type { Origin } from "./origins";

/** Where an origin stands in the network. */
export interface Place {
  readonly subnets: Reference;
  /** Security groups; a VPC among them stands for its default group where nothing adopts that. */
  readonly groups: Reference;
  /** False where the origin names no group of its own. */
  readonly namesGroups: boolean;
  /** True where what it sends shows the addresses of others, so that no rule for its subnets lets it pass. */
  readonly showsOthers?: true;
}

const nowhere: Reference = { nodes: [], foreign: [], open: false };

/** Finds the place of an origin; services of AWS have none that a program could see. */
export function placeOf(graph: ResourceGraph, { kind, node }: Origin): Place {
  switch (kind) {
    case "load-balancer":
    case "classic-balancer":
      return balancerPlace(graph, node);
    case "instance":
      return instancePlace(graph, node);
    case "interface":
      return interfacePlace(graph, node);
    case "accelerator":
    case "service":
      return { subnets: nowhere, groups: nowhere, namesGroups: false };
  }
}

/** Finds the subnets and security groups of a load balancer. */
export function balancerPlace(graph: ResourceGraph, balancer: ResourceNode): Place {
  const mapped = graph.follow(balancer, "subnetMappings", [types.subnet]);
  const listed = graph.follow(balancer, "subnets", [types.subnet]);
  const subnets = isEmpty(listed)
    ? { ...mapped, foreign: mapped.foreign.filter((id) => id.startsWith("subnet-")) }
    : listed;
  return { subnets, ...groupsOf(graph, balancer, "securityGroups") };
}

/** Finds the subnet and security groups of an instance: its own, its interface's, or its launch template's. */
export function instancePlace(graph: ResourceGraph, instance: ResourceNode): Place {
  const [attached] = interfacesOf(graph, instance);
  return withAttachedGroups(
    graph,
    attached === undefined ? launchedPlace(graph, instance) : interfacePlace(graph, attached),
    graph.referring(instance, types.interfaceGroup, "networkInterfaceId", "primaryNetworkInterfaceId"),
  );
}

function launchedPlace(graph: ResourceGraph, instance: ResourceNode): Place {
  const subnets = graph.follow(instance, "subnetId", [types.subnet]);
  const own = groupsOf(graph, instance, "vpcSecurityGroupIds");
  if (own.namesGroups) return { subnets, ...own };
  if (isDeclared(instance, "securityGroups")) return { subnets, groups: unnamed, namesGroups: true };
  return { subnets, ...(launchGroups(graph, instance) ?? own) };
}

/** Finds the subnet and security groups of a network interface. */
export function interfacePlace(graph: ResourceGraph, node: ResourceNode): Place {
  const place = { subnets: graph.follow(node, "subnetId", [types.subnet]), ...groupsOf(graph, node, "securityGroups") };
  return withAttachedGroups(graph, place, graph.referring(node, types.interfaceGroup, "networkInterfaceId"));
}

const interfaceTypes: readonly string[] = [types.networkInterface, types.instance];

/**
 * Adds the groups that resources of their own attach to an interface beside those that it names. One of which nobody
 * knows the interface may be attached to any.
 * @see https://www.pulumi.com/registry/packages/aws/api-docs/ec2/networkinterfacesecuritygroupattachment/ read 2026-12-01
 */
function withAttachedGroups(graph: ResourceGraph, place: Place, attachments: readonly ResourceNode[]): Place {
  const isAdrift = graph.adrift(types.interfaceGroup, "networkInterfaceId", interfaceTypes).length > 0;
  if (attachments.length === 0 && !isAdrift) return place;
  const added = attachments.map((attachment) => groupsOf(graph, attachment, "securityGroupId").groups);
  const all = [place.groups, ...added];
  // What names no group of its own wears the default one of its VPC as well.
  const isOpen = isAdrift || !place.namesGroups || all.some(({ open }) => open);
  const groups: Reference = {
    nodes: [...new Set(all.flatMap(({ nodes }) => nodes))],
    foreign: [...new Set(all.flatMap(({ foreign }) => foreign))],
    open: isOpen,
  };
  return { ...place, groups, namesGroups: true };
}

/** Groups that a program names by something else than their ids. */
const unnamed: Reference = { nodes: [], foreign: [], open: true };

/** The interfaces of this program that an instance is launched with. */
function interfacesOf(graph: ResourceGraph, instance: ResourceNode): readonly ResourceNode[] {
  return ["primaryNetworkInterface", "networkInterfaces"].flatMap(
    (name) => graph.follow(instance, name, [types.networkInterface]).nodes,
  );
}

type Groups = Pick<Place, "groups" | "namesGroups">;

/** Resolves a property to security groups, the default group of a VPC of this program among them. */
export function groupsOf(graph: ResourceGraph, node: ResourceNode, propertyName: string): Groups {
  const named = graph.follow(node, propertyName, groupTypes);
  const vpcs = graph.follow(node, propertyName, [types.vpc], "defaultSecurityGroupId");
  const byDefault = vpcs.nodes.map((vpc) => defaultGroupOf(graph, vpc));
  const groups: Reference = {
    nodes: [...new Set([...named.nodes, ...byDefault])],
    foreign: named.foreign.filter((id) => vpcs.foreign.includes(id)),
    open: named.open && vpcs.open,
  };
  return { groups, namesGroups: !isEmpty(groups) };
}

/** The groups that a launch template or configuration gives to what it launches; undefined where there is none. */
export function launchGroups(graph: ResourceGraph, launched: ResourceNode): Groups | undefined {
  const sources = ["launchTemplate", "mixedInstancesPolicy", "launchConfiguration"].filter(
    (name) => property(launched, name) !== undefined && isDeclared(launched, name),
  );
  const [source] = sources;
  if (source === undefined) return undefined;
  const [template] = graph.follow(launched, source, [types.launchTemplate, types.launchConfiguration]).nodes;
  if (template === undefined) return { groups: unnamed, namesGroups: true };
  const listed = ["vpcSecurityGroupIds", "securityGroups"]
    .map((name) => groupsOf(graph, template, name))
    .find(({ namesGroups }) => namesGroups);
  if (listed !== undefined) return listed;
  return isDeclared(template, "networkInterfaces") ? templateInterfaces(graph, template) : undefined;
}

/** Groups inside the interfaces of a template; the subnets that stand beside them are no groups. */
function templateInterfaces(graph: ResourceGraph, template: ResourceNode): Groups {
  const { groups } = groupsOf(graph, template, "networkInterfaces");
  const foreign = groups.foreign.filter((id) => id.startsWith("sg-"));
  return { groups: { ...groups, foreign }, namesGroups: true };
}

function isEmpty(reference: Reference): boolean {
  return reference.nodes.length === 0 && reference.foreign.length === 0 && !reference.open;
}
