import { flag, text } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import { isProperties, notKnown, type Unknown } from "../graph/value";
import { eipHolder } from "./addresses";
import { awsName } from "./aws-names";
import type { Origin } from "./origins";
import type { Family } from "./reach-types";

/** The resources that have a name of DNS, and the properties that hold it. */
const named: readonly (readonly [kind: Origin["kind"], type: string, ...keys: readonly string[]])[] = [
  ["load-balancer", types.loadBalancer, "dnsName"],
  ["classic-balancer", types.classicBalancer, "dnsName"],
  ["instance", types.instance, "publicDns"],
  ["accelerator", types.accelerator, "dnsName", "dualStackDnsName"],
  ["service", types.distribution, "domainName"],
  ["service", types.bucketWebsite, "websiteEndpoint"],
  ["service", types.functionUrl, "functionUrl"],
  ["service", types.restDomain, "regionalDomainName", "cloudfrontDomainName"],
  ["service", types.httpDomain, "domainNameConfiguration"],
  ["service", types.restStage, "invokeUrl"],
  ["service", types.httpStage, "invokeUrl"],
  ["service", types.httpApi, "apiEndpoint"],
];

/** The services that their name alone tells everything of. */
const toldByName: readonly (string | undefined)[] = ["website", "api", "function-url"];

/** Finds the service of another program whose name a CNAME points to. */
export function foreignService(record: ResourceNode): Origin | undefined {
  const content = text(record, "content");
  const name = typeof content === "string" ? awsName(content) : undefined;
  return toldByName.includes(name?.kind) ? { kind: "service", node: record } : undefined;
}

/** Finds the resource of this program whose name a CNAME points to. */
export function namedOrigin(graph: ResourceGraph, record: ResourceNode): Origin | undefined {
  for (const [kind, type, ...keys] of named) {
    const [node] = keys.flatMap((key) => graph.follow(record, "content", [type], key).nodes);
    if (node !== undefined) return { kind, node };
  }
  const [eip] = graph.follow(record, "content", [types.eip], "publicDns").nodes;
  const holder = eip && eipHolder(graph, eip);
  if (holder !== undefined && holder.kind !== "nat-gateway") return holder;
  const [bucket] = graph.follow(record, "content", [types.bucket], "websiteEndpoint").nodes;
  // What else a bucket computes are names of its other endpoint, which speaks another protocol.
  return bucket !== undefined && isProperties(bucket.inputs.website) ? { kind: "service", node: bucket } : undefined;
}

const ipv4: readonly Family[] = [4];
const both: readonly Family[] = [4, 6];

/**
 * The address families of an origin's name.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#ip-address-type
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-enable-ipv6.html
 */
export function familiesOf({ kind, node }: Origin): { families: readonly Family[]; isKnown: boolean } {
  if (kind === "load-balancer" || kind === "accelerator") {
    const type = text(node, "ipAddressType");
    const spelled = typeof type === "string" ? type.toLowerCase().replace("_", "") : undefined;
    const families: readonly Family[] =
      spelled === "dualstack-without-public-ipv4" ? [6] : spelled === "dualstack" ? both : ipv4;
    return { families, isKnown: type !== notKnown };
  }
  if (node.type === types.distribution) {
    const hasIpv6 = flag(node, "isIpv6Enabled");
    return { families: hasIpv6 === true ? both : ipv4, isKnown: hasIpv6 !== notKnown };
  }
  return { families: ipv4, isKnown: true };
}

/** Reports whether a balancer has private addresses alone. */
export function internalOf({ kind, node }: Origin): boolean | Unknown {
  const balances = kind === "load-balancer" || kind === "classic-balancer";
  return balances ? (flag(node, "internal") ?? false) : false;
}
