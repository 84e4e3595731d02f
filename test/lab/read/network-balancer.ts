import { type Member, membersOf } from "../../../src/graph/members";
import { flag, isDeclared, number, text } from "../../../src/graph/read";
import type { ResourceNode } from "../../../src/graph/resource";
import { types } from "../../../src/graph/types";
import { notKnown } from "../../../src/graph/value";
import type { LabTarget } from "../world";
import type { Placed } from "./builder";
import { type Hosts, promisesOf } from "./hosts";
import { NotShown } from "./not-shown";

/** A target, and the zone in which it stands. */
interface Standing {
  readonly target: LabTarget;
  readonly zone: string;
}

/**
 * Has a network load balancer listen, and puts what stands behind it. Each of its nodes serves the targets of its own
 * zone; one that lacks a target of any group is not in the DNS while another has them all.
 * @see https://repost.aws/knowledge-center/elb-dns-cross-zone-balance-configuration read 2026-12-02
 */
export class NetworkBalancer {
  /** Why nobody can tell what its targets do, where nobody can. */
  unheard: string | undefined;

  constructor(
    private readonly hosts: Hosts,
    private readonly node: ResourceNode,
  ) {
    if ((flag(node, "enableCrossZoneLoadBalancing") ?? false) !== false)
      throw new NotShown("a network balancer across zones is beyond the lab");
  }

  /** Has its nodes listen; gives those that are in the DNS. */
  async listen(faces: readonly Placed[]): Promise<readonly Placed[]> {
    const { graph } = this.hosts.builder;
    const idle = new Set<Placed>();
    for (const listener of graph.referring(this.node, types.listener, "loadBalancerArn", "arn")) {
      const port = number(listener, "port");
      if (typeof port !== "number") throw new NotShown("the port of a listener is not known");
      if (text(listener, "protocol") !== "TCP")
        throw new NotShown(`a listener that speaks ${String(text(listener, "protocol"))} is beyond the lab`);
      const group = this.groupOf(listener);
      const targets = await this.targetsOf(group);
      for (const face of faces) {
        const zone = this.zoneOf(face);
        const own = targets.filter((target) => target.zone === zone).map(({ target }) => target);
        if (own.length === 0) idle.add(face);
        this.relay(face, port, group, own);
      }
    }
    return idle.size < faces.length ? faces.filter((face) => !idle.has(face)) : faces;
  }

  /**
   * Targets see who dials over IPv4, unless the group says otherwise; what comes over IPv6 is converted.
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation
   * read 2026-12-01
   */
  private relay(face: Placed, port: number, group: ResourceNode, targets: readonly LabTarget[]): void {
    const { builder } = this.hosts;
    const isByInstance = (text(group, "targetType") ?? "instance") === "instance";
    const keeps = isDeclared(group, "preserveClientIp") ? flag(group, "preserveClientIp") : isByInstance;
    if (keeps === notKnown) throw new NotShown("whether a target group keeps the client's address is not known");
    if (keeps === true) for (const target of targets) builder.relay(face, target);
    for (const [address, keepsClient] of [
      [face.ipv4, keeps === true],
      [face.ipv6, false],
    ] as const)
      builder.listen({
        address,
        port,
        tls: undefined,
        answer: { kind: "relay", from: face.ipv4, keepsClient, targets },
      });
  }

  private groupOf(listener: ResourceNode): ResourceNode {
    const { nodes, foreign, open } = this.hosts.builder.graph.follow(
      listener,
      "defaultActions",
      [types.targetGroup],
      "arn",
    );
    const [group, ...others] = nodes;
    if (group === undefined || others.length > 0 || foreign.length > 0 || open)
      throw new NotShown("the target group of a network balancer is not known");
    if ((flag(group, "proxyProtocolV2") ?? false) !== false) throw new NotShown("the Proxy Protocol is beyond the lab");
    if ((isDeclared(group, "ipAddressType") ? text(group, "ipAddressType") : "ipv4") !== "ipv4")
      throw new NotShown("targets that are reached over IPv6 are beyond the lab");
    if (text(group, "protocol") !== "TCP") throw new NotShown("the protocol of a target group is beyond the lab");
    return group;
  }

  private async targetsOf(group: ResourceNode): Promise<readonly Standing[]> {
    const members = membersOf(this.hosts.builder.graph, group);
    if (members.length === 0) throw new NotShown(`nothing registers a target in "${group.name}"`);
    return Promise.all(members.filter(({ isEmpty }) => !isEmpty).map((member) => this.targetOf(member)));
  }

  private async targetOf(member: Member): Promise<Standing> {
    const { port, node, kind } = member;
    if (port === notKnown) throw new NotShown("the port of a target is not known");
    const face = this.hosts.standingMember(member);
    const promises = kind === "instance" ? promisesOf(node) : undefined;
    if (promises === undefined) this.unheard = `nothing tells what listens on target "${node.name}"`;
    await this.hosts.serve(node, face, promises ?? []);
    return { target: { address: face.ipv4, port, tls: false }, zone: this.zoneOf(face) };
  }

  private zoneOf(face: Placed): string {
    const zone = this.hosts.builder.zoneOf(face);
    if (zone === undefined) throw new NotShown("the zones of a network balancer and its targets are not known");
    return zone;
  }
}
