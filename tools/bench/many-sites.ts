import { graphOf } from "../../policies/example-graph";
import { everywhere, ipv4Ranges, ipv6Ranges, output, resource } from "../../policies/sites";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { isList, isProperties, notKnown, type Properties, type Value } from "../../src/graph/value";

/** Whether ids are known, as in a stack's state, or not, as at the preview of a new stack. */
export type Knowledge = "state" | "preview";

/**
 * Gives the resources of many sites that share nothing, about twenty for each hostname.
 *
 * A site is the one behind a balancer of the policies' examples, with a rule for each range instead of the inline one,
 * and with a second hostname.
 */
export function manySites(hostnames: number, knowledge: Knowledge): readonly ResourceNode[] {
  const site = siteNodes();
  const resources = Array.from({ length: hostnames / 2 }, (_, index) => site.map((node) => copyOf(node, index))).flat();
  return knowledge === "preview" ? resources : resources.map(deployed);
}

function siteNodes(): readonly ResourceNode[] {
  const record = { zoneId: output("zone", "id"), type: "CNAME", content: output("balancer", "dnsName"), proxied: true };
  const rule = { securityGroupId: output("firewall", "id"), ipProtocol: "tcp", fromPort: 443, toPort: 443 };
  const rules = [
    ...ipv4Ranges.map((cidr) => [cidr, { ...rule, cidrIpv4: cidr }] as const),
    ...ipv6Ranges.map((cidr) => [cidr, { ...rule, cidrIpv6: cidr }] as const),
  ].map(([cidr, inputs]) => [`firewall-${cidr}`, resource(types.ingressRule, inputs)] as const);
  const { nodes } = graphOf({
    title: "with two hostnames and one rule for each range",
    add: {
      api: resource(types.dnsRecord, { ...record, name: "api.example.com", ttl: 1 }, { dependsOn: ["listener"] }),
      firewall: resource(types.securityGroup, { vpcId: output("vpc", "id"), egress: [everywhere] }),
      ...Object.fromEntries(rules),
    },
  });
  const ruleUrns = nodes.filter(({ type }) => type === types.ingressRule).map(({ urn }) => urn);
  return nodes.map((node) => (node.type === types.loadBalancer ? waitingFor(node, ruleUrns) : node));
}

function waitingFor(node: ResourceNode, urns: readonly string[]): ResourceNode {
  return { ...node, dependsOn: new Map([...node.dependsOn, ["", [...(node.dependsOn.get("") ?? []), ...urns]]]) };
}

/** The copy has names, a domain and a zone of its own. */
function copyOf(node: ResourceNode, index: number): ResourceNode {
  const own = (urn: string) => `${urn}-${index}`;
  const dependsOn = [...node.dependsOn].map(([property, urns]) => [property, urns.map(own)] as const);
  return {
    ...node,
    urn: own(node.urn),
    name: own(node.name),
    inputs: withDomain(node.inputs, `site-${index}.example.com`),
    dependsOn: new Map(dependsOn),
  };
}

function withDomain(inputs: Properties, domain: string): Properties {
  const renamed = (value: Value): Value => {
    if (typeof value === "string") return value.replace(/(^|\.)example\.com$/, `$1${domain}`);
    if (isList(value)) return value.map(renamed);
    return isProperties(value) ? withDomain(value, domain) : value;
  };
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, renamed(value)]));
}

/** Gives every resource an id, which is its ARN and its DNS name too, and puts ids where they were not known. */
function deployed(node: ResourceNode): ResourceNode {
  const inputs = Object.fromEntries(
    Object.entries(node.inputs).map(([property, value]) => {
      const ids = (node.dependsOn.get(property) ?? []).map(idOf).values();
      return [property, filled(value, ids)] as const;
    }),
  );
  const id = idOf(node.urn);
  return { ...node, id, inputs, outputs: { ...inputs, id, arn: id, dnsName: id } };
}

function filled(value: Value, ids: Iterator<string, undefined>): Value {
  if (value === notKnown) return ids.next().value ?? value;
  if (isList(value)) return value.map((element) => filled(element, ids));
  if (!isProperties(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner, ids)]));
}

function idOf(urn: string): string {
  return `id-${urn.slice(urn.lastIndexOf("::") + 2)}`;
}
