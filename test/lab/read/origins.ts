import { flag, text } from "../../../src/graph/read";
import type { ResourceNode } from "../../../src/graph/resource";
import { types } from "../../../src/graph/types";
import { isList, notKnown } from "../../../src/graph/value";
import type { Issuer } from "../certificates";
import { ApplicationBalancer } from "./application-balancer";
import type { Builder, Placed } from "./builder";
import { listenClassic } from "./classic-balancer";
import { Hosts, promisesOf } from "./hosts";
import { NetworkBalancer } from "./network-balancer";
import { NotShown } from "./not-shown";
import type { Untold } from "./untold";

/** Addresses of an origin that the edge dials, and what the program leaves open of them. */
export interface LabOrigin {
  readonly addresses: Readonly<Record<4 | 6, readonly string[]>>;
  readonly untold: Untold;
  /** Why nobody can tell what listens there, where nobody can: whoever gets so far learns nothing. */
  readonly unheard?: string;
}

/** Builds origins, and what stands behind them. */
export class OriginReader {
  private readonly origins = new Map<string, Promise<LabOrigin>>();
  private readonly hosts: Hosts;

  constructor(builder: Builder, issuer: Issuer) {
    this.hosts = new Hosts(builder, issuer);
  }

  /** Builds the origin that a record points to. */
  origin(node: ResourceNode): Promise<LabOrigin> {
    const found =
      this.origins.get(node.urn) ?? (node.type === types.instance ? this.instance(node) : this.balancer(node));
    this.origins.set(node.urn, found);
    return found;
  }

  private async instance(node: ResourceNode): Promise<LabOrigin> {
    const promises = promisesOf(node);
    const face = this.hosts.standing(node, true);
    const certificates = await this.hosts.serve(node, face, promises ?? []);
    return {
      addresses: { 4: [face.public4 ?? face.ipv4], 6: [face.ipv6] },
      untold: { certificates: new Set(certificates), demanding: new Set() },
      ...(promises === undefined && { unheard: `nothing tells what listens on instance "${node.name}"` }),
    };
  }

  private async balancer(node: ResourceNode): Promise<LabOrigin> {
    const { graph } = this.hosts.builder;
    const isClassic = node.type === types.classicBalancer;
    const kind = isClassic ? "application" : (text(node, "loadBalancerType") ?? "application");
    if (kind !== "application" && kind !== "network")
      throw new NotShown(`a ${String(kind)} balancer is beyond the lab`);
    if ((flag(node, "internal") ?? false) !== false)
      throw new NotShown("the edge dials no internal balancer: it answers 1002 itself");
    if (node.kind !== "managed") throw new NotShown(`load balancer "${node.name}" is not managed by the program`);
    if (graph.adrift(types.listener, "loadBalancerArn", [types.loadBalancer], "arn").length > 0) {
      throw new NotShown("a listener belongs to a balancer that is not known");
    }
    const type = text(node, "ipAddressType");
    if (type === notKnown) throw new NotShown("the address families of a balancer are not known");
    const faces = this.faces(node);
    const untold: Untold = { certificates: new Set(), demanding: new Set() };
    const network = kind === "network" ? new NetworkBalancer(this.hosts, node) : undefined;
    const published = (await network?.listen(faces)) ?? faces;
    if (isClassic) await listenClassic(this.hosts, node, faces, untold);
    else if (network === undefined) await new ApplicationBalancer(this.hosts, node, faces).listen(untold);
    return {
      addresses: {
        4: published.flatMap(({ public4 }) => public4 ?? []),
        6: type === "dualstack" ? published.map(({ ipv6 }) => ipv6) : [],
      },
      untold,
      ...(network?.unheard !== undefined && { unheard: network.unheard }),
    };
  }

  /** The interfaces of a balancer, one in each of its subnets. */
  private faces(node: ResourceNode): readonly Placed[] {
    const { builder } = this.hosts;
    const { nodes: subnets, foreign, open } = builder.graph.follow(node, "subnets", [types.subnet]);
    if (subnets.length === 0 || foreign.length > 0 || open)
      throw new NotShown(`the subnets of "${node.name}" are not known`);
    return subnets.map((subnet, index) => {
      const groups = isBare(node) ? undefined : builder.groupsOf(node, ["securityGroups"], subnet);
      return builder.place(`${node.urn} ${index}`, `load balancer "${node.name}"`, subnet, groups, true);
    });
  }
}

/** A network balancer without a group is guarded by none, not even by the default one. */
function isBare(balancer: ResourceNode): boolean {
  const groups = balancer.inputs.securityGroups;
  const names = groups !== undefined && !(isList(groups) && groups.length === 0);
  return text(balancer, "loadBalancerType") === "network" && !names;
}
