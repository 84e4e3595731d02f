import { asNumber, asText, objects } from "../../../src/graph/read";
import type { ResourceNode } from "../../../src/graph/resource";
import { types } from "../../../src/graph/types";
import { notKnown, type Properties } from "../../../src/graph/value";
import type { LabBalancerRule, LabTarget } from "../world";
import { untoldAction } from "./application-balancer";
import type { Placed } from "./builder";
import { certificatesIn } from "./certificates";
import { type Hosts, promisesOf } from "./hosts";
import { NotShown } from "./not-shown";
import type { Untold } from "./untold";

interface Instances {
  readonly port: number;
  readonly tls: boolean;
}

/**
 * Has a load balancer of the first generation listen for HTTP and HTTPS, and puts its instances.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html read 2026-12-01
 */
export async function listenClassic(
  hosts: Hosts,
  node: ResourceNode,
  faces: readonly Placed[],
  untold: Untold,
): Promise<void> {
  const entries = objects(node, "listeners");
  if (entries === notKnown) throw new NotShown(`the listeners of "${node.name}" are not known`);
  for (const entry of entries) {
    const port = entry === notKnown ? notKnown : asNumber(entry.lbPort);
    if (entry === notKnown || typeof port !== "number")
      throw new NotShown(`the listeners of "${node.name}" are not known`);
    const isTls = isSecure(asText(entry.lbProtocol));
    const certificates = isTls ? certificatesIn(hosts.builder.graph, node, "listeners", hosts.now()) : [];
    if (certificates.includes(undefined) || (isTls && certificates.length === 0)) untold.certificates.add(port);
    const tls = isTls ? await hosts.tls(certificates.length === 0 ? [undefined] : certificates) : undefined;
    const action = await actionOf(hosts, node, entry);
    for (const face of faces) {
      const rules = [{ hosts: undefined, action }];
      for (const address of [face.ipv4, face.ipv6])
        hosts.builder.listen({ address, port, tls, answer: { kind: "balance", from: face.ipv4, rules } });
    }
  }
}

async function actionOf(hosts: Hosts, node: ResourceNode, entry: Properties): Promise<LabBalancerRule["action"]> {
  try {
    const port = asNumber(entry.instancePort);
    if (typeof port !== "number") throw new NotShown("the port of an instance is not known");
    return {
      kind: "forward",
      targets: await instancesOf(hosts, node, { port, tls: isSecure(asText(entry.instanceProtocol)) }),
    };
  } catch (error) {
    return untoldAction(error);
  }
}

async function instancesOf(hosts: Hosts, node: ResourceNode, { port, tls }: Instances): Promise<readonly LabTarget[]> {
  const { graph } = hosts.builder;
  const { nodes, foreign, open } = graph.follow(node, "instances", [types.instance]);
  const attached = graph
    .referring(node, types.classicAttachment, "elb", "id")
    .flatMap((each) => graph.follow(each, "instance", [types.instance]).nodes);
  const fleets = graph.referring(node, types.autoscalingGroup, "loadBalancers", "name");
  if (open || foreign.length > 0 || fleets.length > 0 || nodes.length + attached.length === 0)
    throw new NotShown(`the instances of "${node.name}" are not known`);
  const targets: LabTarget[] = [];
  for (const instance of new Set([...nodes, ...attached])) {
    const face = hosts.standing(instance, false);
    await hosts.serve(instance, face, promisesOf(instance) ?? [{ port, isTls: tls }]);
    targets.push({ address: face.ipv4, port, tls });
  }
  return targets;
}

/** TCP and SSL listeners hand bytes on, which the lab leaves to the pages that the model cites. */
function isSecure(protocol: ReturnType<typeof asText>): boolean {
  const name = typeof protocol === "string" ? protocol.toUpperCase() : protocol;
  if (name !== "HTTP" && name !== "HTTPS")
    throw new NotShown(`a classic load balancer that speaks ${String(name)} is beyond the lab`);
  return name === "HTTPS";
}
