import type { Member } from "../../../src/graph/members";
import { property } from "../../../src/graph/read";
import type { ResourceNode } from "../../../src/graph/resource";
import { types } from "../../../src/graph/types";
import { isProperties } from "../../../src/graph/value";
import { tags } from "../../../src/tags";
import type { Issuer, Wanted } from "../certificates";
import type { LabTls } from "../world";
import type { Builder, Placed } from "./builder";
import { installedCertificate } from "./certificates";
import { NotShown } from "./not-shown";

/** What a tag promises: a port, and whether TLS is spoken there. */
interface Promised {
  readonly port: number;
  readonly isTls: boolean;
}

/** Puts instances, fleets and services on their interfaces, and has them listen. */
export class Hosts {
  constructor(
    readonly builder: Builder,
    private readonly issuer: Issuer,
  ) {}

  /** The interface of an instance. */
  standing(node: ResourceNode, isPublic: boolean): Placed {
    const [subnet, ...others] = this.builder.graph.follow(node, "subnetId", [types.subnet]).nodes;
    if (subnet === undefined || others.length > 0) throw new NotShown(`the subnet of "${node.name}" is not known`);
    for (const name of ["networkInterfaces", "primaryNetworkInterface", "securityGroups", "launchTemplate"]) {
      if (node.inputs[name] !== undefined) throw new NotShown(`${name} of an instance is beyond the lab`);
    }
    const groups = this.builder.groupsOf(node, ["vpcSecurityGroupIds"], subnet);
    return this.builder.place(node.urn, `instance "${node.name}"`, subnet, groups, isPublic);
  }

  /** Has an instance listen on what its tag promises; gives the ports whose certificate is not told. */
  async serve(node: ResourceNode, face: Placed, promises: readonly Promised[]): Promise<ReadonlySet<number>> {
    const told = installedCertificate(this.builder.graph, node);
    for (const { port, isTls } of promises) {
      const tls = isTls ? await this.tls([told]) : undefined;
      for (const address of [face.ipv4, face.ipv6])
        this.builder.listen({ address, port, tls, answer: { kind: "serve" } });
    }
    return new Set(told === undefined ? promises.filter(({ isTls }) => isTls).map(({ port }) => port) : []);
  }

  /** Puts a target of a balancer where the balancer finds it. */
  standingMember({ kind, node }: Member): Placed {
    if (kind === "instance") return this.standing(node, false);
    if (kind === "fleet") return this.fleet(node);
    if (kind === "service") return this.service(node);
    throw new NotShown(`a target that is a ${kind} is beyond the lab`);
  }

  /** What a listener shows; one whose certificate the program does not tell shows another one. */
  async tls(wanted: readonly (Wanted | undefined)[], clientAuthority?: string): Promise<LabTls> {
    const placeholder: Wanted = { names: ["placeholder.example.net"], by: "itself" };
    const certificates = await Promise.all(wanted.map((each) => this.issuer.issue(each ?? placeholder)));
    return { certificates, ...(clientAuthority !== undefined && { clientAuthority }) };
  }

  /** The day on which certificates are shown. */
  now(): Date {
    return this.issuer.now;
  }

  /** PEM of the authority that signs what the edge presents. */
  pullAuthority(): string {
    return this.issuer.root("origin-pull");
  }

  private fleet(node: ResourceNode): Placed {
    const { graph } = this.builder;
    const [subnet] = graph.follow(node, "vpcZoneIdentifiers", [types.subnet]).nodes;
    const [template] = ["launchTemplate", "launchConfiguration"].flatMap(
      (name) => graph.follow(node, name, [types.launchTemplate, types.launchConfiguration]).nodes,
    );
    if (subnet === undefined || template === undefined)
      throw new NotShown(`where fleet "${node.name}" stands is not known`);
    const named = ["vpcSecurityGroupIds", "securityGroups", "networkInterfaces"];
    const groups = this.builder.groupsOf(template, named, subnet);
    return this.builder.place(node.urn, `fleet "${node.name}"`, subnet, groups, false);
  }

  private service(node: ResourceNode): Placed {
    const [subnet] = this.builder.graph.follow(node, "networkConfiguration", [types.subnet]).nodes;
    if (subnet === undefined) throw new NotShown(`where service "${node.name}" stands is not known`);
    const groups = this.builder.groupsOf(node, ["networkConfiguration"], subnet);
    return this.builder.place(node.urn, `service "${node.name}"`, subnet, groups, false);
  }
}

/** What the tag of an instance promises; undefined where it has none. */
export function promisesOf(node: ResourceNode): readonly Promised[] | undefined {
  const given = property(node, "tags");
  const promised = isProperties(given) ? given[tags.listens] : undefined;
  if (typeof promised !== "string") return undefined;
  return promised
    .split(/\s+/)
    .map((entry) => entry.split("/"))
    .map(([port, speech]) => ({ port: Number(port), isTls: speech === "https" }));
}
