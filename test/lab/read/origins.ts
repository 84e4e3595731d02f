import { type Member, membersOf } from "../../../src/graph/members";
import { asText, asTexts, flag, number, objects, property, text } from "../../../src/graph/read";
import type { ResourceNode } from "../../../src/graph/resource";
import { types } from "../../../src/graph/types";
import { isList, isProperties, notKnown, type Properties, type Unknown, type Value } from "../../../src/graph/value";
import { tags } from "../../../src/tags";
import type { Issuer, Wanted } from "../certificates";
import type { LabAnswer, LabBalancerRule, LabTarget, LabTls } from "../world";
import type { Builder, Placed } from "./builder";
import { installedCertificate, listenerCertificates } from "./certificates";
import { NotShown } from "./not-shown";

/** Addresses of an origin that the edge dials, and what the program leaves open of them. */
export interface LabOrigin {
  readonly addresses: Readonly<Record<4 | 6, readonly string[]>>;
  /** Ports whose certificate the program does not tell; one of no importance is shown there. */
  readonly untold: ReadonlySet<number>;
  /** Ports that demand a client certificate. */
  readonly demanding: ReadonlySet<number>;
}

/** Builds origins, and what stands behind them. */
export class OriginReader {
  private readonly origins = new Map<string, Promise<LabOrigin>>();

  constructor(
    private readonly builder: Builder,
    private readonly issuer: Issuer,
  ) {}

  /** Builds the origin that a record points to. */
  origin(node: ResourceNode): Promise<LabOrigin> {
    const found =
      this.origins.get(node.urn) ?? (node.type === types.instance ? this.instance(node) : this.balancer(node));
    this.origins.set(node.urn, found);
    return found;
  }

  private async instance(node: ResourceNode): Promise<LabOrigin> {
    const promises = promisesOf(node);
    if (promises === undefined) throw new NotShown(`nothing tells what listens on instance "${node.name}"`);
    const face = this.standing(node, true);
    const untold = await this.serve(node, face, promises);
    return { addresses: { 4: [face.public4 ?? face.ipv4], 6: [face.ipv6] }, untold, demanding: new Set() };
  }

  private standing(node: ResourceNode, isPublic: boolean): Placed {
    const [subnet, ...others] = this.builder.graph.follow(node, "subnetId", [types.subnet]).nodes;
    if (subnet === undefined || others.length > 0) throw new NotShown(`the subnet of "${node.name}" is not known`);
    for (const name of ["networkInterfaces", "primaryNetworkInterface", "securityGroups", "launchTemplate"]) {
      if (node.inputs[name] !== undefined) throw new NotShown(`${name} of an instance is beyond the lab`);
    }
    const groups = this.builder.groupsOf(node, ["vpcSecurityGroupIds"], subnet);
    return this.builder.place(node.urn, `instance "${node.name}"`, subnet, groups, isPublic);
  }

  /** Has an instance listen on what its tag promises; gives the ports whose certificate is not told. */
  private async serve(node: ResourceNode, face: Placed, promises: readonly Promised[]): Promise<ReadonlySet<number>> {
    const told = installedCertificate(this.builder.graph, node);
    for (const { port, isTls } of promises) {
      const tls = isTls ? await this.tls([told]) : undefined;
      for (const address of [face.ipv4, face.ipv6])
        this.builder.listen({ address, port, tls, answer: { kind: "serve" } });
    }
    return new Set(told === undefined ? promises.filter(({ isTls }) => isTls).map(({ port }) => port) : []);
  }

  private async tls(wanted: readonly (Wanted | undefined)[], clientAuthority?: string): Promise<LabTls> {
    const placeholder: Wanted = { names: ["placeholder.example.net"], by: "itself" };
    const certificates = await Promise.all(wanted.map((each) => this.issuer.issue(each ?? placeholder)));
    return { certificates, ...(clientAuthority !== undefined && { clientAuthority }) };
  }

  private async balancer(node: ResourceNode): Promise<LabOrigin> {
    const { graph } = this.builder;
    if (node.type !== types.loadBalancer || (text(node, "loadBalancerType") ?? "application") !== "application") {
      throw new NotShown(`a ${String(text(node, "loadBalancerType") ?? node.type)} balancer is beyond the lab`);
    }
    if ((flag(node, "internal") ?? false) !== false)
      throw new NotShown("the edge dials no internal balancer: it answers 1002 itself");
    if (node.kind !== "managed") throw new NotShown(`load balancer "${node.name}" is not managed by the program`);
    const { nodes: subnets, foreign, open } = graph.follow(node, "subnets", [types.subnet]);
    if (subnets.length === 0 || foreign.length > 0 || open)
      throw new NotShown(`the subnets of "${node.name}" are not known`);
    const faces = subnets.map((subnet, index) => {
      const groups = this.builder.groupsOf(node, ["securityGroups"], subnet);
      return this.builder.place(`${node.urn} ${index}`, `load balancer "${node.name}"`, subnet, groups, true);
    });
    if (graph.adrift(types.listener, "loadBalancerArn", [types.loadBalancer], "arn").length > 0) {
      throw new NotShown("a listener belongs to a balancer that is not known");
    }
    const listeners = graph.referring(node, types.listener, "loadBalancerArn", "arn");
    const [untold, demanding] = [new Set<number>(), new Set<number>()];
    for (const listener of listeners) {
      const port = number(listener, "port");
      if (typeof port !== "number") throw new NotShown("the port of a listener is not known");
      const secure = await this.listenerTls(listener, port, untold, demanding);
      for (const face of faces) {
        for (const address of [face.ipv4, face.ipv6]) {
          const answer = await this.answerOf(listener, face, { scheme: secure === undefined ? "http" : "https", port });
          this.builder.listen({ address, port, tls: secure, answer });
        }
      }
    }
    const type = text(node, "ipAddressType");
    if (type === notKnown) throw new NotShown("the address families of a balancer are not known");
    return {
      addresses: {
        4: faces.flatMap(({ public4 }) => public4 ?? []),
        6: type === "dualstack" ? faces.map(({ ipv6 }) => ipv6) : [],
      },
      untold,
      demanding,
    };
  }

  private async listenerTls(
    listener: ResourceNode,
    port: number,
    untold: Set<number>,
    demanding: Set<number>,
  ): Promise<LabTls | undefined> {
    const protocol = text(listener, "protocol") ?? "HTTP";
    if (protocol === "HTTP") return undefined;
    if (protocol !== "HTTPS") throw new NotShown(`a listener that speaks ${String(protocol)} is beyond the lab`);
    const certificates = listenerCertificates(this.builder.graph, listener);
    if (certificates.length === 0) throw new NotShown("AWS makes no HTTPS listener without a certificate");
    if (certificates.includes(undefined)) untold.add(port);
    const mutual = property(listener, "mutualAuthentication");
    const mode = blockOf(mutual).mode;
    if (mutual === notKnown || mode === notKnown)
      throw new NotShown("the client certificates of a listener are not known");
    if (mode !== "verify") return this.tls(certificates);
    demanding.add(port);
    return this.tls(certificates, this.issuer.root("origin-pull"));
  }

  private async answerOf(listener: ResourceNode, face: Placed, own: Own): Promise<LabAnswer> {
    const { graph } = this.builder;
    if (graph.adrift(types.listenerRule, "listenerArn", [types.listener], "arn").length > 0) {
      throw new NotShown("a rule belongs to a listener that is not known");
    }
    const rules = graph
      .referring(listener, types.listenerRule, "listenerArn", "arn")
      .map((rule) => ({ rule, priority: number(rule, "priority") }))
      .toSorted((a, b) => Number(a.priority) - Number(b.priority));
    const built: LabBalancerRule[] = [];
    for (const { rule, priority } of rules) {
      if (typeof priority !== "number") throw new NotShown("the priority of a listener rule is not known");
      built.push({ hosts: hostsOf(rule), action: await this.actionOf(rule, "actions", own) });
    }
    built.push({ hosts: undefined, action: await this.actionOf(listener, "defaultActions", own) });
    return { kind: "balance", from: face.ipv4, rules: built };
  }

  private async actionOf(node: ResourceNode, name: string, own: Own): Promise<LabBalancerRule["action"]> {
    const actions = objects(node, name);
    const last = actions === notKnown ? notKnown : actions.at(-1);
    if (last === undefined || last === notKnown) throw new NotShown("the action of a listener is not known");
    if (last.type === "fixed-response")
      return { kind: "fixed", status: Number(asText(blockOf(last.fixedResponse).statusCode)) };
    if (last.type === "redirect") return redirectOf(blockOf(last.redirect), own);
    if (last.type !== "forward") throw new NotShown(`the action ${String(asText(last.type))} is beyond the lab`);
    const groups = this.builder.graph.follow(node, name, [types.targetGroup], "arn");
    if (groups.nodes.length === 0 || groups.foreign.length > 0)
      throw new NotShown("a target group is not part of the program");
    const targets: LabTarget[] = [];
    for (const group of groups.nodes) targets.push(...(await this.targetsOf(group)));
    return { kind: "forward", targets };
  }

  private async targetsOf(group: ResourceNode): Promise<readonly LabTarget[]> {
    const members = membersOf(this.builder.graph, group);
    if (members.length === 0) throw new NotShown(`nothing registers a target in "${group.name}"`);
    const protocol = text(group, "protocol") ?? "HTTP";
    if (protocol !== "HTTP" && protocol !== "HTTPS")
      throw new NotShown("the protocol of a target group is beyond the lab");
    const tls = protocol === "HTTPS";
    const targets: LabTarget[] = [];
    for (const member of members.filter(({ isEmpty }) => !isEmpty)) {
      const { port, node } = member;
      if (port === notKnown) throw new NotShown("the port of a target is not known");
      const face = this.memberFace(member);
      const promises = (member.kind === "instance" ? promisesOf(node) : undefined) ?? [{ port, isTls: tls }];
      await this.serve(node, face, promises);
      targets.push({ address: face.ipv4, port, tls });
    }
    return targets;
  }

  private memberFace({ kind, node }: Member): Placed {
    const { graph } = this.builder;
    if (kind === "instance") return this.standing(node, false);
    if (kind === "fleet") {
      const [subnet] = graph.follow(node, "vpcZoneIdentifiers", [types.subnet]).nodes;
      const [template] = ["launchTemplate", "launchConfiguration"].flatMap(
        (name) => graph.follow(node, name, [types.launchTemplate, types.launchConfiguration]).nodes,
      );
      if (subnet === undefined || template === undefined)
        throw new NotShown(`where fleet "${node.name}" stands is not known`);
      const groups = this.builder.groupsOf(
        template,
        ["vpcSecurityGroupIds", "securityGroups", "networkInterfaces"],
        subnet,
      );
      return this.builder.place(node.urn, `fleet "${node.name}"`, subnet, groups, false);
    }
    if (kind === "service") {
      const [subnet] = graph.follow(node, "networkConfiguration", [types.subnet]).nodes;
      if (subnet === undefined) throw new NotShown(`where service "${node.name}" stands is not known`);
      const groups = this.builder.groupsOf(node, ["networkConfiguration"], subnet);
      return this.builder.place(node.urn, `service "${node.name}"`, subnet, groups, false);
    }
    throw new NotShown(`a target that is a ${kind} is beyond the lab`);
  }
}

/** What a tag promises: a port, and whether TLS is spoken there. */
interface Promised {
  readonly port: number;
  readonly isTls: boolean;
}

/** What a listener itself speaks, which a redirect may leave as it is. */
interface Own {
  readonly scheme: string;
  readonly port: number;
}

function promisesOf(node: ResourceNode): readonly Promised[] | undefined {
  const given = property(node, "tags");
  const promised = isProperties(given) ? given[tags.listens] : undefined;
  if (typeof promised !== "string") return undefined;
  return promised
    .split(/\s+/)
    .map((entry) => entry.split("/"))
    .map(([port, speech]) => ({ port: Number(port), isTls: speech === "https" }));
}

function hostsOf(rule: ResourceNode): readonly string[] {
  const conditions = objects(rule, "conditions");
  const [only, ...others]: readonly (Properties | Unknown)[] = conditions === notKnown ? [notKnown] : conditions;
  if (only === undefined || only === notKnown || others.length > 0 || only.hostHeader === undefined) {
    throw new NotShown("a listener rule for something else than hosts is beyond the lab");
  }
  const values = asTexts(blockOf(only.hostHeader).values);
  if (values === notKnown || values.includes(notKnown))
    throw new NotShown("the hosts of a listener rule are not known");
  return values.filter((value) => typeof value === "string");
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html#redirect-actions read 2026-11-23 */
function redirectOf(redirect: Properties, own: Own): LabBalancerRule["action"] {
  const read = (name: string, otherwise: string) => {
    const value = asText(redirect[name]);
    if (value === notKnown) throw new NotShown("a redirect is not known");
    return value === undefined || value === "" ? otherwise : value;
  };
  const scheme = read("protocol", "#{protocol}").toLowerCase().replace("#{protocol}", own.scheme);
  const port = read("port", "#{port}").replace("#{port}", String(own.port));
  const location = `${scheme}://${read("host", "#{host}")}:${port}${read("path", "/#{path}")}?${read("query", "#{query}")}`;
  return { kind: "redirect", status: read("statusCode", "HTTP_301") === "HTTP_301" ? 301 : 302, location };
}

function blockOf(value: Value | undefined): Properties {
  const only = isList(value) ? value.at(0) : value;
  return isProperties(only) ? only : {};
}
