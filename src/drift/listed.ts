import { asNumber, asText, isDeclared, property } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import { isList, isProperties, type Properties, type Value } from "../graph/value";
import { parseCidr } from "../net/cidr";
import type { Extra } from "./beside";
import type { FoundResource } from "./observation";
import { standing } from "./standing";

/** How a resource lists what resources of their own declare. */
interface Listing {
  /** The property of the owner. */
  readonly list: string;
  /** Type of the resource that stands for one member, and its property that names the owner. */
  readonly part: string;
  readonly owner: string;
  /** What tells one member of an owner from another; undefined where nobody declares such a member. */
  key(properties: Properties): string | undefined;
  /** The member as a resource of its own; AWS's own members are none. */
  asPart(member: Properties): Properties | undefined;
}

const destinations = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"];

function entries(list: "ingress" | "egress"): Listing {
  const isEgress = list === "egress";
  return {
    ...{ list, part: types.networkAclRule, owner: "networkAclId" },
    key: ({ ruleNumber, egress }) => ((egress === true) === isEgress ? wordOf(ruleNumber) : undefined),
    asPart: ({ ruleNo, action, ...rest }) => ({
      ...{ egress: isEgress, ruleNumber: ruleNo ?? null, ruleAction: action ?? null },
      ...rest,
    }),
  };
}

const routes: Listing = {
  ...{ list: "routes", part: types.route, owner: "routeTableId" },
  key: (route) => {
    const [given] = destinations.flatMap((name) => wordOf(route[name]) ?? []);
    return given === undefined ? undefined : (parseCidr(given)?.text ?? given);
  },
  asPart: ({ cidrBlock, ipv6CidrBlock, ...rest }) => {
    const gateway = asText(rest.gatewayId);
    if (typeof gateway === "string" && (gateway === "local" || gateway.startsWith("vpce-"))) return undefined;
    return { destinationCidrBlock: cidrBlock ?? null, destinationIpv6CidrBlock: ipv6CidrBlock ?? null, ...rest };
  },
};

const cidrs: Listing = {
  ...{ list: "entries", part: types.managedPrefixListEntry, owner: "prefixListId" },
  key: ({ cidr }) => parseCidr(wordOf(cidr) ?? "")?.text,
  asPart: (member) => member,
};

const listings: Readonly<Record<string, readonly Listing[]>> = {
  [types.networkAcl]: [entries("ingress"), entries("egress")],
  [types.defaultNetworkAcl]: [entries("ingress"), entries("egress")],
  [types.routeTable]: [routes],
  [types.defaultRouteTable]: [routes],
  [types.managedPrefixList]: [cidrs],
};

/**
 * Lists entries of network ACLs and prefix lists and routes that stand in the clouds and that the stack does not have: a
 * refresh reads them in the list of their owner, where the engine takes them for what other resources declare.
 */
export function listedExtras(graph: ResourceGraph, found: readonly FoundResource[]): readonly Extra[] {
  return found.flatMap((resource) => {
    const owner = graph.byUrn(resource.urn);
    if (owner === undefined || resource.is === null) return [];
    const { is } = resource;
    return (listings[resource.type] ?? []).flatMap((listing) =>
      isDeclared(owner, listing.list) ? [] : extrasOf(graph, owner, listing, is.outputs[listing.list]),
    );
  });
}

function extrasOf(
  graph: ResourceGraph,
  owner: ResourceNode,
  { part, key, asPart, ...listing }: Listing,
  list: Value | undefined,
): readonly Extra[] {
  const declared = new Set(
    graph
      .ofType(part)
      .filter((each) => asText(property(each, listing.owner)) === owner.id)
      .map((each) => key({ ...each.inputs, ...each.outputs })),
  );
  return (isList(list) ? list.filter(isProperties) : []).flatMap((member): readonly Extra[] => {
    const read = asPart(present(member));
    const properties = read === undefined ? undefined : present(read);
    const name = properties === undefined ? undefined : key(properties);
    if (properties === undefined || name === undefined || declared.has(name)) return [];
    const id = [owner.id ?? owner.name, listing.list, name].join(" ");
    return [{ owner, node: standing(owner, part, id, { ...properties, [listing.owner]: owner.id ?? null }) }];
  });
}

/** Lists are filled up with empty texts. */
function present(member: Properties): Properties {
  return Object.fromEntries(Object.entries(member).filter(([, value]) => value !== "" && value !== null));
}

function wordOf(value: Value | undefined): string | undefined {
  const [text, number] = [asText(value), asNumber(value)];
  if (typeof text === "string" && text !== "") return text;
  return typeof number === "number" ? String(number) : undefined;
}
