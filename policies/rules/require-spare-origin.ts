import type { Draft } from "../../src/findings/draft";
import { endsAt, publishedRecords, served } from "../../src/findings/served";
import { type Member, membersOf } from "../../src/graph/members";
import { number, text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { connectorsOf, isSingle } from "../../src/reach/dials/connectors";
import { tunnelOf } from "../../src/reach/dials/tunnels";
import { definePolicy, type View } from "../policy";
import { output, resource } from "../sites";
import { connected, out } from "../tunnels";

const cluster = {
  tasks: resource(types.targetGroup, { vpcId: output("vpc", "id"), port: 8080, protocol: "HTTP", targetType: "ip" }),
  listener: resource(types.listener, {
    loadBalancerArn: output("balancer", "arn"),
    port: 443,
    protocol: "HTTPS",
    certificateArn: output("validation", "certificateArn"),
    defaultActions: [{ type: "forward", targetGroupArn: output("tasks", "arn") }],
  }),
};

/** A service with so many tasks. */
function service(desiredCount: number) {
  return resource(types.ecsService, {
    desiredCount,
    loadBalancers: [{ targetGroupArn: output("tasks", "arn"), containerName: "app", containerPort: 8080 }],
  });
}

/** An autoscaling group of so many servers at most. */
function fleet(maxSize: number) {
  return resource(types.autoscalingGroup, { minSize: 1, maxSize, targetGroupArns: [output("tasks", "arn")] });
}

export default definePolicy({
  id: "require-spare-origin",
  summary: "Require more than one server behind a hostname",
  cause: "single-origin",
  kind: "hazard",
  severity: "note",
  codes: [521, 522, 502, 503, 530],
  appliesTo: [types.instance, types.targetGroup, types.ecsService, types.autoscalingGroup],
  docs: {
    why: [
      "One server that restarts, is replaced or loses its zone takes all visitors with it.",
      "A balancer then answers 502 or 503; without one, the edge sees a refused or a silent port.",
      "A tunnel with one connector is not connected meanwhile, which is error 1033 with status 530.",
    ].join(" "),
    unknownWhen: "Something outside the program registers the targets.",
    whenNotToUse: "An outage at each deployment is accepted.",
    sources: [
      "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_fault_isolation_multiaz_region_system.html",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
      "https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/configure-tunnels/tunnel-availability/",
    ],
  },
  examples: {
    good: [
      { title: "with two servers behind the balancer" },
      { title: "whose service runs two tasks", add: { ...cluster, service: service(2) } },
    ],
    bad: [
      { title: "on one instance", site: "instance" },
      { title: "whose service runs one task", add: { ...cluster, service: service(1) } },
      { title: "whose autoscaling group runs one server at most", add: { ...cluster, fleet: fleet(1) } },
      { title: "whose tunnel has one connector", add: connected([out("udp", 7844)]) },
    ],
  },
  check(view) {
    const { graph, reach } = view;
    const alone = [...Map.groupBy(reach.rows, ({ hostname }) => hostname)].flatMap(([hostname, rows]) => {
      const ends = new Set(rows.flatMap((row) => [...row.dials, ...row.idle].map(({ target }) => target)));
      const record = graph.byUrn(rows.at(0)?.resource ?? "");
      const [node] = record === undefined ? [] : endsAt(graph, record, "content");
      return ends.size === 1 && node?.type === types.instance ? [{ node, hostname }] : [];
    });
    const byInstance = [...Map.groupBy(alone, ({ node }) => node)].map(([node, alike]) =>
      draftOf(
        node,
        `Instance "${node.name}" is all that answers`,
        alike.map(({ hostname }) => hostname),
        [521, 522],
      ),
    );
    const pooled = served(view, types.loadBalancer).flatMap(({ node, hostnames }) =>
      groupsBehind(graph, node).flatMap((group) => judge(graph, group, hostnames)),
    );
    return [...byInstance, ...pooled, ...tunnelled(view)];
  },
});

/** Connectors beside the program are not seen; one that it runs alone is. */
function tunnelled(view: View): readonly Draft[] {
  const led = publishedRecords(view).flatMap(({ node, hostnames }) => {
    const tunnel = tunnelOf(view.graph, node);
    return typeof tunnel === "object" ? [{ tunnel, hostnames }] : [];
  });
  return [...Map.groupBy(led, ({ tunnel }) => tunnel)].flatMap(([tunnel, alike]) => {
    const [only, ...others] = connectorsOf(view.graph, tunnel);
    if (only === undefined || others.length > 0 || !isSingle(only)) return [];
    const hostnames = alike.flatMap((each) => each.hostnames).toSorted();
    const what = only.kind === "instance" ? "Instance" : "One task of service";
    const draft = draftOf(only.node, `${what} "${only.node.name}" is all that connects a tunnel`, hostnames, [530]);
    return [{ ...draft, fix: "Run cloudflared for the tunnel on two machines in two availability zones." }];
  });
}

function groupsBehind(graph: ResourceGraph, balancer: ResourceNode): readonly ResourceNode[] {
  const listeners = graph.referring(balancer, types.listener, "loadBalancerArn", "arn");
  const groups = listeners.flatMap((found) => graph.follow(found, "defaultActions", [types.targetGroup], "arn").nodes);
  return [...new Set(groups)];
}

function judge(graph: ResourceGraph, group: ResourceNode, hostnames: readonly string[]): readonly Draft[] {
  const [only, ...others] = membersOf(graph, group);
  if (only === undefined || others.length > 0 || !isOfServers(group)) return [];
  const isPassedOn = ["TCP", "TLS", "TCP_UDP"].includes(text(group, "protocol")?.toString() ?? "");
  // A network load balancer answers nothing itself.
  const codes = isPassedOn ? [521, 522] : [502, 503];
  const said = aloneIn(group, only);
  return said === undefined ? [] : [draftOf(said.node, `${said.what}, which is all that answers`, hostnames, codes)];
}

/** What a group's only member runs, where that is one server. */
function aloneIn(
  group: ResourceNode,
  { kind, node }: Member,
): { readonly node: ResourceNode; readonly what: string } | undefined {
  if (kind === "service") {
    return number(node, "desiredCount") === 1 ? { node, what: `Service "${node.name}" runs one task` } : undefined;
  }
  if (kind === "fleet") {
    const what = `Autoscaling group "${node.name}" runs one server at most`;
    return number(node, "maxSize") === 1 ? { node, what } : undefined;
  }
  // A fleet of another program may be of any size.
  if (node.type === types.autoscalingAttachment) return undefined;
  return { node: group, what: `Target group "${group.name}" has one target` };
}

/** A function and another balancer are several machines behind one target. */
function isOfServers(group: ResourceNode): boolean {
  const type = text(group, "targetType") ?? "instance";
  return group.kind === "managed" && (type === "instance" || type === "ip");
}

function draftOf(node: ResourceNode, said: string, hostnames: readonly string[], codes: Draft["codes"]): Draft {
  return {
    resource: node.urn,
    codes,
    hostnames,
    what: `${said} for ${hostnames.length === 1 ? hostnames[0] : `${hostnames.length} hostnames`}.`,
    fix: "Run at least two servers in two availability zones behind a load balancer.",
    related: [],
  };
}
