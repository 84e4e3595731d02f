import { type AccessRule, accessRules, groupTypes } from "../../../src/graph/access-rules";
import { type AclEntry, aclOf } from "../../../src/graph/acl-entries";
import { defaultGroupOf } from "../../../src/graph/default-group";
import { prefixListEntries } from "../../../src/graph/prefix-lists";
import { asText, isDeclared, property } from "../../../src/graph/read";
import type { ResourceNode } from "../../../src/graph/resource";
import type { ResourceGraph } from "../../../src/graph/resource-graph";
import { routesOf, vpcCidrs } from "../../../src/graph/routes";
import { types } from "../../../src/graph/types";
import { notKnown } from "../../../src/graph/value";
import { overlaps, parseCidr } from "../../../src/net/cidr";
import type { LabInterface, LabListener, LabMatch, LabRoute, LabRule, LabSubnet, LabTarget, LabWorld } from "../world";
import { NotShown } from "./not-shown";

/** An interface of the lab before its groups are turned into rules. */
export interface Placed {
  readonly label: string;
  readonly subnet: number;
  readonly ipv4: string;
  readonly ipv6: string;
  readonly public4: string | undefined;
  /** Undefined where no group guards it. */
  readonly groups: readonly ResourceNode[] | undefined;
}

/** Puts what a program declares on addresses, and gathers what the lab is to build. */
export class Builder {
  private readonly subnets: LabSubnet[] = [];
  private readonly subnetNodes: ResourceNode[] = [];
  private readonly placed = new Map<string, Placed>();
  private readonly listeners = new Map<string, LabListener>();
  /** Which interface hands connections on to an address and port. */
  private readonly relays = new Map<string, string>();

  constructor(readonly graph: ResourceGraph) {}

  /** Gives a thing its interface in a subnet; the same key is the same interface. */
  place(key: string, label: string, subnet: ResourceNode, groups: Placed["groups"], isPublic: boolean): Placed {
    const found = this.placed.get(key);
    if (found !== undefined) return found;
    const index = this.subnetIndex(subnet);
    for (const group of groups ?? []) this.checkGroup(group);
    const host = 10 + this.placed.size;
    const count = [...this.placed.values()].filter(({ public4 }) => public4 !== undefined).length;
    const ipv4 = this.subnets[index]?.networks[0];
    const fresh: Placed = {
      label,
      subnet: index,
      ipv4: addressIn(ipv4 ?? "", host),
      ipv6: `2001:db8:0:${(index + 1).toString(16)}::${host.toString(16)}`,
      public4: isPublic ? `198.51.100.${10 + count}` : undefined,
      groups,
    };
    this.placed.set(key, fresh);
    return fresh;
  }

  /** The zone of an interface's subnet; undefined where the program names none. */
  zoneOf({ subnet }: Placed): string | undefined {
    const node = this.subnetNodes[subnet];
    const zone = node === undefined ? undefined : asText(property(node, "availabilityZone"));
    return typeof zone === "string" ? zone : undefined;
  }

  /** Has something listen; what listens there already stays. */
  listen(listener: LabListener): void {
    const key = `${listener.address} ${listener.port}`;
    if (!this.listeners.has(key)) this.listeners.set(key, listener);
  }

  /** Has an interface hand connections on under the client's address, which no second one can do for the same target. */
  relay(from: Placed, { address, port }: LabTarget): void {
    const key = `${address} ${port}`;
    const other = this.relays.get(key) ?? from.ipv4;
    if (other !== from.ipv4) throw new NotShown("a target behind several network balancers is beyond the lab");
    this.relays.set(key, other);
  }

  /** The groups that a property names, or the default group of the VPC where it names none. */
  groupsOf(node: ResourceNode, names: readonly string[], subnet: ResourceNode): readonly ResourceNode[] {
    for (const name of names) {
      const named = this.graph.follow(node, name, groupTypes);
      const byVpc = this.graph.follow(node, name, [types.vpc], "defaultSecurityGroupId");
      const foreign = named.foreign.filter((id) => byVpc.foreign.includes(id) && id.startsWith("sg-"));
      if (foreign.length > 0) throw new NotShown(`security group ${foreign.join()} is not part of the program`);
      const groups = [...named.nodes, ...byVpc.nodes.map((vpc) => defaultGroupOf(this.graph, vpc))];
      if (groups.length > 0) return groups;
      if (isDeclared(node, name)) throw new NotShown("the security groups are not known");
    }
    const [vpc] = this.graph.follow(subnet, "vpcId", [types.vpc]).nodes;
    if (vpc === undefined || vpc.kind !== "managed")
      throw new NotShown("the default security group is not part of the program");
    return [defaultGroupOf(this.graph, vpc)];
  }

  /** The world as it stands, its groups turned into rules. */
  world(): LabWorld {
    const interfaces = [...this.placed.values()].map(({ groups, ...face }): LabInterface => {
      const rules = (direction: AccessRule["direction"]) =>
        groups?.flatMap((group) => accessRules(this.graph, group, direction).rules.map((rule) => this.ruleOf(rule)));
      return { ...face, ingress: rules("ingress"), egress: rules("egress") };
    });
    return { subnets: this.subnets, interfaces, listeners: [...this.listeners.values()] };
  }

  private subnetIndex(subnet: ResourceNode): number {
    const known = this.subnetNodes.indexOf(subnet);
    if (known >= 0) return known;
    const read = this.readSubnet(subnet, this.subnets.length);
    const [own] = read.networks;
    if (this.subnets.some(({ networks: [other] }) => touches(own, other))) {
      throw new NotShown(`the addresses of subnet "${subnet.name}" are those of another one`);
    }
    this.subnets.push(read);
    this.subnetNodes.push(subnet);
    return this.subnets.length - 1;
  }

  private readSubnet(subnet: ResourceNode, index: number): LabSubnet {
    const cidr = asText(property(subnet, "cidrBlock"));
    if (typeof cidr !== "string" || parseCidr(cidr) === undefined) {
      throw new NotShown(`the addresses of subnet "${subnet.name}" are not known`);
    }
    const vpcs = this.graph.follow(subnet, "vpcId", [types.vpc]).nodes;
    const own = vpcs.flatMap((vpc) => [
      ...vpcCidrs(this.graph, vpc),
      // A network of which no subnet's is a part AWS refuses; where a program says so, its subnets still see each other.
      ...this.graph.referring(vpc, types.subnet, "vpcId").map((other) => asText(property(other, "cidrBlock"))),
    ]);
    return {
      label: subnet.name,
      networks: [cidr, `2001:db8:0:${(index + 1).toString(16)}::/64`],
      local: [...new Set([cidr, ...own.filter(isNetwork), "2001:db8::/48"])],
      routes: this.routesOf(subnet),
      acl: this.aclOf(subnet),
    };
  }

  private routesOf(subnet: ResourceNode): readonly LabRoute[] {
    const found = routesOf(this.graph, subnet);
    if (found.kind === "unknown" || found.open)
      throw new NotShown(`the routes of subnet "${subnet.name}" are not known`);
    return found.routes.flatMap(({ destination, target }): readonly LabRoute[] => {
      if (destination === notKnown || target.kind === "unknown") throw new NotShown("a route is not known");
      const cidrs = typeof destination === "string" ? [destination] : this.listOf(destination);
      if (target.kind === "local") return [];
      return cidrs.map((each) => ({
        destination: each,
        to: target.kind === "internet-gateway" ? "internet" : "nowhere",
      }));
    });
  }

  private listOf(list: ResourceNode): readonly string[] {
    const { cidrs, open } = prefixListEntries(this.graph, list);
    if (open) throw new NotShown(`the entries of prefix list "${list.name}" are not known`);
    return cidrs;
  }

  private aclOf(subnet: ResourceNode): LabSubnet["acl"] {
    const guard = aclOf(this.graph, subnet);
    if (guard.kind === "aws-default") return undefined;
    if (guard.kind === "unknown" || guard.open)
      throw new NotShown(`the network ACL of subnet "${subnet.name}" is not known`);
    return guard.entries.map((entry) => {
      const { direction, ruleNumber, action, cidr } = entry;
      if (ruleNumber === notKnown || action === notKnown || cidr === notKnown)
        throw new NotShown("an ACL entry is not known");
      return { direction, ruleNumber, action, cidr, match: matchOf(entry, "acl") };
    });
  }

  /** Throws where the rules of a group cannot be listed. */
  private checkGroup(group: ResourceNode): void {
    for (const direction of ["ingress", "egress"] as const) {
      const { rules, open, adrift } = accessRules(this.graph, group, direction);
      if (open || adrift.length > 0) throw new NotShown(`the rules of security group "${group.name}" are not known`);
      for (const rule of rules) this.ruleOf(rule);
    }
  }

  private ruleOf(rule: AccessRule): LabRule {
    const named = rule.sources.flatMap((source) => (source.kind === "group" ? source.groups : []));
    return {
      match: matchOf(rule, "group"),
      peers: rule.sources.flatMap((source) => this.peersOf(source)),
      wearers: [...this.placed.values()].flatMap(({ groups }, index) =>
        groups?.some((worn) => named.includes(worn)) === true ? [index] : [],
      ),
    };
  }

  private peersOf(source: AccessRule["sources"][number]): readonly string[] {
    switch (source.kind) {
      case "cidr":
        return [source.cidr];
      case "prefix-list":
        return this.listOf(source.list);
      case "aws-prefix-list":
        return [];
      case "group": {
        if (!source.isCertain && source.groups.length !== 1)
          throw new NotShown("a security group that a rule names is not known");
        const wearers = [...this.placed.values()].filter(({ groups }) =>
          groups?.some((worn) => source.groups.includes(worn)),
        );
        return wearers.flatMap(({ ipv4, ipv6 }) => [`${ipv4}/32`, `${ipv6}/128`]);
      }
      default:
        throw new NotShown("the source of a security group rule is not known");
    }
  }
}

type Ported = Pick<AclEntry, "protocol" | "fromPort" | "toPort">;

/** Without ports an entry of an ACL for TCP means nothing, and a rule of a group means every port. */
function matchOf({ protocol, fromPort, toPort }: Ported, where: "acl" | "group"): LabMatch {
  if (protocol === notKnown || fromPort === notKnown || toPort === notKnown) throw new NotShown("a rule is not known");
  const name = protocol.toLowerCase();
  if (name === "-1" || name === "all") return { kind: "all" };
  if (name !== "tcp" && name !== "6") return { kind: "never" };
  const [from, to] = where === "acl" ? [fromPort, toPort] : [fromPort ?? 0, toPort ?? 65535];
  return from === undefined || to === undefined || from > to ? { kind: "never" } : { kind: "tcp", from, to };
}

function isNetwork(text: unknown): text is string {
  return typeof text === "string" && parseCidr(text) !== undefined;
}

function touches(a: string | undefined, b: string | undefined): boolean {
  const [one, other] = [parseCidr(a ?? ""), parseCidr(b ?? "")];
  return one !== undefined && other !== undefined && overlaps(one, other);
}

/** The address of a host in an IPv4 network. */
function addressIn(network: string, host: number): string {
  const value = (parseCidr(network)?.first ?? 0n) + BigInt(host);
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
}
