import { snapshot } from "../../src/cloudflare/ranges";
import { defaultOptions, type ResourceNode } from "../../src/graph/resource";
import { createGraph, type ResourceGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { isList, isProperties, notKnown, type Properties, type Value } from "../../src/graph/value";

/** Cloudflare's ranges, IPv4 first. */
export const edgeRanges: readonly string[] = snapshot.ranges.map(({ cidr }) => cidr);
export const ipv4 = edgeRanges.filter((cidr) => !cidr.includes(":"));
export const ipv6 = edgeRanges.filter((cidr) => cidr.includes(":"));

/** `preview`: ids and computed outputs are not known. `state`: they are. */
export type Mode = "preview" | "state";
export const modes: readonly Mode[] = ["preview", "state"];

/** A resource of a test's program; a reference is written `{ ref: "alb.arn" }`. */
export interface Spec {
  readonly type: string;
  readonly inputs: Properties;
  /** Name of the provider's resource in the site, where it is not the default one. */
  readonly provider?: string;
}
export type Site = Readonly<Record<string, Spec>>;

export function ref(path: string): Value {
  return { ref: path };
}

/** The URN that a test's resource has. */
export function urnOf(site: Site, name: string): string {
  return `urn:pulumi:test::test::${site[name]?.type}::${name}`;
}

/** Names that services of AWS have. */
const names = ["domainName", "websiteEndpoint", "functionUrl", "regionalDomainName", "apiEndpoint"];
/** What a VPC computes of what AWS makes in it. */
const ofVpc = ["defaultSecurityGroupId", "defaultNetworkAclId", "mainRouteTableId", "defaultRouteTableId"];

/** What a provider computes for every resource of the tests, by property. */
const computed = ["id", "arn", "dnsName", "publicIp", "allocationId", "primaryNetworkInterfaceId", ...ofVpc, ...names];

/** What a provider computes where a program leaves it out: unknown at a preview, absent from the state of the tests. */
const optional = [
  ...["internal", "ipAddressType", "subnetMappings", "mutualAuthentication", "ingress", "egress", "routes", "cidrIpv4"],
  ...[
    "cidrIpv6",
    "prefixListId",
    "destinationCidrBlock",
    "destinationIpv6CidrBlock",
    "natGatewayId",
    "networkInterfaceId",
    "referencedSecurityGroupId",
    "preserveClientIp",
  ],
];

/** Turns specs into the graph that a reader would give. */
export function graphOf(site: Site, mode: Mode = "state"): ResourceGraph {
  return createGraph(Object.entries(site).map(([name, spec]) => nodeOf(site, name, spec, mode)));
}

function nodeOf(site: Site, name: string, spec: Spec, mode: Mode): ResourceNode {
  const dependsOn = Object.entries(spec.inputs).map(([key, value]) => [key, urnsIn(site, value)] as const);
  const inputs = resolved(spec.inputs, mode);
  const bag = isProperties(inputs) ? inputs : {};
  const outputs: Properties = Object.fromEntries<Value>(
    computed.map((key) => [key, mode === "preview" ? notKnown : computedValue(name, key)]),
  );
  const leftOut: Properties =
    mode === "preview" ? Object.fromEntries<Value>(optional.map((key) => [key, notKnown])) : {};
  return {
    urn: urnOf(site, name),
    type: spec.type,
    name,
    kind: "managed",
    ...(spec.provider !== undefined && { provider: urnOf(site, spec.provider) }),
    ...(mode === "state" && { id: computedValue(name, "id") }),
    inputs: bag,
    outputs: { ...outputs, ...leftOut, ...bag },
    options: defaultOptions,
    dependsOn: new Map(dependsOn.filter(([, urns]) => urns.length > 0)),
  };
}

function computedValue(name: string, key: string): string {
  return key === "publicIp" ? "198.51.100.7" : `${name}-${key}`;
}

function resolved(value: Value, mode: Mode): Value {
  if (isList(value)) return value.map((element) => resolved(element, mode));
  if (!isProperties(value)) return value;
  if (typeof value.ref === "string") {
    const [name = "", key = "id"] = value.ref.split(".");
    return mode === "preview" ? notKnown : computedValue(name, key);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner, mode)]));
}

function urnsIn(site: Site, value: Value): readonly string[] {
  if (isList(value)) return value.flatMap((element) => urnsIn(site, element));
  if (!isProperties(value)) return [];
  if (typeof value.ref === "string") return [urnOf(site, value.ref.split(".")[0] ?? "")];
  return Object.values(value).flatMap((inner) => urnsIn(site, inner));
}

/** One standalone rule for each range. */
export function rules(group: string, port: number, cidrs: readonly string[]): Site {
  return Object.fromEntries(
    cidrs.map((cidr) => [
      `${group}-${port}-${cidr}`,
      {
        type: types.ingressRule,
        inputs: {
          securityGroupId: ref(group),
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
          ...(cidr.includes(":") ? { cidrIpv6: cidr } : { cidrIpv4: cidr }),
        },
      },
    ]),
  );
}

/** A network ACL of subnets, with its entries in line. */
export function acl(subnets: readonly string[], ingress: readonly Properties[], egress: readonly Properties[]): Spec {
  return {
    type: types.networkAcl,
    inputs: { vpcId: ref("vpc"), subnetIds: subnets.map((name) => ref(name)), ingress, egress },
  };
}

/** Removes such rules from a site, by `siteWith`. */
export function noRules(group: string, port: number, cidrs: readonly string[]): Readonly<Record<string, null>> {
  return Object.fromEntries(cidrs.map((cidr) => [`${group}-${port}-${cidr}`, null]));
}

/** A dualstack load balancer in two public subnets behind a strict zone: every row is ok or redirected. */
export const goodSite: Site = {
  zone: { type: types.zone, inputs: { name: "example.com" } },
  ssl: { type: types.zoneSetting, inputs: { zoneId: ref("zone"), settingId: "ssl", value: "strict" } },
  https: { type: types.zoneSetting, inputs: { zoneId: ref("zone"), settingId: "always_use_https", value: "on" } },
  vpc: { type: types.vpc, inputs: { cidrBlock: "10.0.0.0/16" } },
  gateway: { type: types.internetGateway, inputs: { vpcId: ref("vpc") } },
  a: { type: types.subnet, inputs: { vpcId: ref("vpc"), cidrBlock: "10.0.1.0/24" } },
  b: { type: types.subnet, inputs: { vpcId: ref("vpc"), cidrBlock: "10.0.2.0/24" } },
  table: { type: types.routeTable, inputs: { vpcId: ref("vpc") } },
  "table-a": { type: types.routeTableAssociation, inputs: { subnetId: ref("a"), routeTableId: ref("table") } },
  "table-b": { type: types.routeTableAssociation, inputs: { subnetId: ref("b"), routeTableId: ref("table") } },
  out4: {
    type: types.route,
    inputs: { routeTableId: ref("table"), destinationCidrBlock: "0.0.0.0/0", gatewayId: ref("gateway") },
  },
  out6: {
    type: types.route,
    inputs: { routeTableId: ref("table"), destinationIpv6CidrBlock: "::/0", gatewayId: ref("gateway") },
  },
  group: { type: types.securityGroup, inputs: { vpcId: ref("vpc") } },
  ...rules("group", 443, edgeRanges),
  alb: {
    type: types.loadBalancer,
    inputs: {
      loadBalancerType: "application",
      ipAddressType: "dualstack",
      subnets: [ref("a"), ref("b")],
      securityGroups: [ref("group")],
    },
  },
  certificate: {
    type: types.certificate,
    inputs: { domainName: "example.com", subjectAlternativeNames: ["*.example.com"] },
  },
  targets: { type: types.targetGroup, inputs: { port: 8080, protocol: "HTTP", vpcId: ref("vpc") } },
  inner: { type: types.securityGroup, inputs: { vpcId: ref("vpc") } },
  "inner-8080": {
    type: types.ingressRule,
    inputs: {
      securityGroupId: ref("inner"),
      ipProtocol: "tcp",
      fromPort: 8080,
      toPort: 8080,
      referencedSecurityGroupId: ref("group"),
    },
  },
  "group-out": {
    type: types.egressRule,
    inputs: {
      securityGroupId: ref("group"),
      ipProtocol: "tcp",
      fromPort: 8080,
      toPort: 8080,
      referencedSecurityGroupId: ref("inner"),
    },
  },
  server: { type: types.instance, inputs: { subnetId: ref("b"), vpcSecurityGroupIds: [ref("inner")] } },
  attachment: {
    type: types.targetGroupAttachment,
    inputs: { targetGroupArn: ref("targets.arn"), targetId: ref("server") },
  },
  listener: {
    type: types.listener,
    inputs: {
      loadBalancerArn: ref("alb.arn"),
      port: 443,
      protocol: "HTTPS",
      certificateArn: ref("certificate.arn"),
      defaultActions: [{ type: "forward", targetGroupArn: ref("targets.arn") }],
    },
  },
  www: {
    type: types.dnsRecord,
    inputs: {
      zoneId: ref("zone"),
      name: "www.example.com",
      type: "CNAME",
      content: ref("alb.dnsName"),
      proxied: true,
      ttl: 1,
    },
  },
};

/** The same site with inputs of some resources changed; null removes a resource, a null input removes that input. */
export function siteWith(
  changes: Readonly<Record<string, Spec | { readonly [key: string]: Value } | null>>,
  from: Site = goodSite,
): Site {
  const changed = Object.entries(changes).flatMap(([name, change]): readonly (readonly [string, Spec | null])[] => {
    if (change === null) return [[name, null]];
    if ("type" in change && "inputs" in change && isProperties(change.inputs)) {
      return [[name, { type: typeof change.type === "string" ? change.type : "", inputs: change.inputs }]];
    }
    const before = from[name];
    if (before === undefined) throw new Error(`There is no resource "${name}" to change.`);
    const inputs = Object.entries({ ...before.inputs, ...change }).filter(([, value]) => value !== null);
    return [[name, { type: before.type, inputs: Object.fromEntries(inputs) as Properties }]];
  });
  const merged: Record<string, Spec | null> = { ...from, ...Object.fromEntries(changed) };
  return Object.fromEntries(Object.entries(merged).flatMap(([name, spec]) => (spec === null ? [] : [[name, spec]])));
}

/** The state of a deployed site, as `pulumi stack export` prints it. */
export function stateOf(site: Site): Value {
  const resources = graphOf(site, "state").nodes.map((node) => ({
    urn: node.urn,
    type: node.type,
    custom: true,
    id: node.id ?? "",
    inputs: node.inputs,
    outputs: node.outputs,
    propertyDependencies: Object.fromEntries(node.dependsOn),
  }));
  return { version: 3, deployment: { manifest: {}, resources } };
}
