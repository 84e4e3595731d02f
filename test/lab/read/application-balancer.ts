import { membersOf } from "../../../src/graph/members";
import { asText, number, objects, property, text } from "../../../src/graph/read";
import type { ResourceNode } from "../../../src/graph/resource";
import { types } from "../../../src/graph/types";
import { notKnown } from "../../../src/graph/value";
import type { LabAnswer, LabBalancerRule, LabTarget, LabTls } from "../world";
import type { Placed } from "./builder";
import { listenerCertificates } from "./certificates";
import { type Hosts, promisesOf } from "./hosts";
import { blockOf, hostsOf, type Own, redirectOf } from "./listener-rules";
import { NotShown } from "./not-shown";
import type { Untold } from "./untold";

/** Has an application load balancer listen, and puts what stands behind it. */
export class ApplicationBalancer {
  constructor(
    private readonly hosts: Hosts,
    private readonly node: ResourceNode,
    private readonly faces: readonly Placed[],
  ) {}

  /** Has it listen at its interfaces; notes what the program does not tell. */
  async listen(untold: Untold): Promise<void> {
    const { graph } = this.hosts.builder;
    for (const listener of graph.referring(this.node, types.listener, "loadBalancerArn", "arn")) {
      const port = number(listener, "port");
      if (typeof port !== "number") throw new NotShown("the port of a listener is not known");
      const tls = await this.listenerTls(listener, port, untold);
      for (const face of this.faces) {
        const answer = await this.answerOf(listener, face, { scheme: tls === undefined ? "http" : "https", port });
        for (const address of [face.ipv4, face.ipv6]) this.hosts.builder.listen({ address, port, tls, answer });
      }
    }
  }

  private async listenerTls(listener: ResourceNode, port: number, untold: Untold): Promise<LabTls | undefined> {
    const protocol = text(listener, "protocol") ?? "HTTP";
    if (protocol === "HTTP") return undefined;
    if (protocol !== "HTTPS") throw new NotShown(`a listener that speaks ${String(protocol)} is beyond the lab`);
    const certificates = listenerCertificates(this.hosts.builder.graph, listener, this.hosts.now());
    if (certificates.length === 0) throw new NotShown("AWS makes no HTTPS listener without a certificate");
    if (certificates.includes(undefined)) untold.certificates.add(port);
    const mutual = property(listener, "mutualAuthentication");
    const mode = blockOf(mutual).mode;
    if (mutual === notKnown || mode === notKnown)
      throw new NotShown("the client certificates of a listener are not known");
    if (mode !== "verify") return this.hosts.tls(certificates);
    untold.demanding.add(port);
    return this.hosts.tls(certificates, this.hosts.pullAuthority());
  }

  private async answerOf(listener: ResourceNode, face: Placed, own: Own): Promise<LabAnswer> {
    return { kind: "balance", from: face.ipv4, rules: await this.rulesOf(listener, own) };
  }

  /** Where nobody can tell to whom a request goes, nobody can tell what becomes of any. */
  private async rulesOf(listener: ResourceNode, own: Own): Promise<readonly LabBalancerRule[]> {
    try {
      return await this.toldRules(listener, own);
    } catch (error) {
      return [{ hosts: undefined, action: untoldAction(error) }];
    }
  }

  private async toldRules(listener: ResourceNode, own: Own): Promise<readonly LabBalancerRule[]> {
    const { graph } = this.hosts.builder;
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
    return [...built, { hosts: undefined, action: await this.actionOf(listener, "defaultActions", own) }];
  }

  private async actionOf(node: ResourceNode, name: string, own: Own): Promise<LabBalancerRule["action"]> {
    try {
      return await this.toldAction(node, name, own);
    } catch (error) {
      return untoldAction(error);
    }
  }

  private async toldAction(node: ResourceNode, name: string, own: Own): Promise<LabBalancerRule["action"]> {
    const actions = objects(node, name);
    const last = actions === notKnown ? notKnown : actions.at(-1);
    if (last === undefined || last === notKnown) throw new NotShown("the action of a listener is not known");
    if (last.type === "fixed-response")
      return { kind: "fixed", status: Number(asText(blockOf(last.fixedResponse).statusCode)) };
    if (last.type === "redirect") return redirectOf(blockOf(last.redirect), own);
    if (last.type !== "forward") throw new NotShown(`the action ${String(asText(last.type))} is beyond the lab`);
    const groups = this.hosts.builder.graph.follow(node, name, [types.targetGroup], "arn");
    if (groups.nodes.length === 0 || groups.foreign.length > 0)
      throw new NotShown("a target group is not part of the program");
    const targets: LabTarget[] = [];
    for (const group of groups.nodes) targets.push(...(await this.targetsOf(group)));
    return { kind: "forward", targets };
  }

  private async targetsOf(group: ResourceNode): Promise<readonly LabTarget[]> {
    const members = membersOf(this.hosts.builder.graph, group);
    if (members.length === 0) throw new NotShown(`nothing registers a target in "${group.name}"`);
    const protocol = text(group, "protocol") ?? "HTTP";
    if (protocol !== "HTTP" && protocol !== "HTTPS")
      throw new NotShown("the protocol of a target group is beyond the lab");
    const tls = protocol === "HTTPS";
    const { builder } = this.hosts;
    const enabled = this.faces.map((each) => builder.zoneOf(each));
    const targets: LabTarget[] = [];
    for (const member of members.filter(({ isEmpty }) => !isEmpty)) {
      const { port, node } = member;
      if (port === notKnown) throw new NotShown("the port of a target is not known");
      const face = this.hosts.standingMember(member);
      const promises = (member.kind === "instance" ? promisesOf(node) : undefined) ?? [{ port, isTls: tls }];
      await this.hosts.serve(node, face, promises);
      // What stands in a zone of which the balancer has no subnet gets no requests.
      const zone = builder.zoneOf(face);
      const isApart = zone !== undefined && !enabled.includes(undefined) && !enabled.includes(zone);
      if (!isApart) targets.push({ address: face.ipv4, port, tls });
    }
    return targets;
  }
}

/** What stands for an action of which the program tells too little. */
export function untoldAction(error: unknown): LabBalancerRule["action"] {
  if (!(error instanceof NotShown)) throw error;
  return { kind: "untold", why: error.message };
}
