import type { TestEngine, Values } from "../client";
import { balancer, type Network, network, targets } from "../site";

/** The id of the zone that is always there. */
export const ZONE = "05210521052105210521052105210521";
/** An ARN that nothing has. */
export const NO_ARN = "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/none/0";

/** Both providers on one cloud, and short words for what scenarios do often. */
export interface Scene {
  readonly aws: TestEngine;
  readonly cloudflare: TestEngine;
}

/** Provokes a refusal: it must be rejected, with the refusal's words. */
export type Provoke = (scene: Scene) => Promise<unknown>;

/** Makes a scenario in a network. */
export const inNetwork =
  (provoke: (aws: TestEngine, net: Network) => Promise<unknown>): Provoke =>
  async ({ aws }) =>
    provoke(aws, await network(aws));

/** Makes a scenario that asks for one AWS resource only. */
export const asking =
  (type: string, inputs: Values): Provoke =>
  ({ aws }) =>
    aws.create(type, "asked", inputs);

/** Makes a scenario that asks for one Cloudflare resource only. */
export const askingCloudflare =
  (type: string, inputs: Values): Provoke =>
  ({ cloudflare }) =>
    cloudflare.create(type, "asked", inputs);

/** Inputs of an ingress rule from one network. */
export function ruleFrom(group: string, cidrIpv4: string, port = 443): Values {
  return { securityGroupId: group, ipProtocol: "tcp", fromPort: port, toPort: port, cidrIpv4 };
}

/** Inputs of a prefix list with so many entries. */
export function listOf(count: number, maxEntries: number): Values {
  const entries = Array.from({ length: count }, (_, index) => ({ cidr: `203.0.113.${index}/32` }));
  return { addressFamily: "IPv4", maxEntries, entries };
}

/** Inputs of a DNS record in the zone that is always there. */
export function record(inputs: Values): Values {
  return { zoneId: ZONE, name: "www.example.com", type: "A", content: "203.0.113.9", ttl: 60, ...inputs };
}

/** Makes a listener's surroundings, and gives the inputs of a plain one. */
export async function listening(aws: TestEngine, net: Network, kind: Values = {}): Promise<Values> {
  const alb = await balancer(aws, net, kind);
  const group = await targets(aws, net);
  const forward = { type: "forward", targetGroupArn: group.properties.arn };
  return { loadBalancerArn: alb.properties.arn, port: 80, protocol: "HTTP", defaultActions: [forward] };
}
