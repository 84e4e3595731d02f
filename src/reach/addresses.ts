import type { ResourceNode } from "../graph/resource";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import type { Origin } from "./origins";

/** What holds a public address; a NAT gateway holds one and serves nobody. */
export type Holder = Origin | { readonly kind: "nat-gateway"; readonly node: ResourceNode };

/** Finds what holds the address that a record points to; undefined where nothing of this program does. */
export function holderOf(graph: ResourceGraph, record: ResourceNode): Holder | undefined {
  const [eip] = graph.follow(record, "content", [types.eip], "publicIp").nodes;
  if (eip !== undefined) return eipHolder(graph, eip);
  const [instance] = ["publicIp", "ipv6Addresses"].flatMap(
    (key) => graph.follow(record, "content", [types.instance], key).nodes,
  );
  if (instance !== undefined) return { kind: "instance", node: instance };
  const [balancer] = graph.follow(record, "content", [types.loadBalancer], "dnsName").nodes;
  if (balancer !== undefined) return { kind: "load-balancer", node: balancer };
  const [accelerator] = graph.follow(record, "content", [types.accelerator], "dnsName").nodes;
  if (accelerator !== undefined) return { kind: "accelerator", node: accelerator };
  const [face] = ["publicIp", "ipv6Addresses"].flatMap(
    (key) => graph.follow(record, "content", [types.networkInterface], key).nodes,
  );
  return face && interfaceHolder(graph, face);
}

/**
 * An elastic address is held by an instance, an interface, a network load balancer or a NAT gateway.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html
 */
export function eipHolder(graph: ResourceGraph, eip: ResourceNode): Holder | undefined {
  const [association] = graph.referring(eip, types.eipAssociation, "allocationId", "allocationId");
  const [instance] = [
    ...graph.follow(eip, "instance", [types.instance]).nodes,
    ...(association === undefined ? [] : graph.follow(association, "instanceId", [types.instance]).nodes),
  ];
  if (instance !== undefined) return { kind: "instance", node: instance };
  const [face] = [
    ...graph.follow(eip, "networkInterface", [types.networkInterface]).nodes,
    ...(association === undefined
      ? []
      : graph.follow(association, "networkInterfaceId", [types.networkInterface]).nodes),
  ];
  if (face !== undefined) return interfaceHolder(graph, face);
  const [balancer] = graph.referring(eip, types.loadBalancer, "subnetMappings", "allocationId");
  if (balancer !== undefined) return { kind: "load-balancer", node: balancer };
  const [gateway] = graph.referring(eip, types.natGateway, "allocationId", "allocationId");
  return gateway && { kind: "nat-gateway", node: gateway };
}

/** An interface is part of the instance that it is attached to at launch; attached later, it keeps its own groups. */
function interfaceHolder(graph: ResourceGraph, face: ResourceNode): Origin {
  const launched = ["networkInterfaces", "primaryNetworkInterface"].flatMap((name) =>
    graph.referring(face, types.instance, name),
  );
  const [instance] = launched;
  return instance === undefined ? { kind: "interface", node: face } : { kind: "instance", node: instance };
}

/** Finds the instances that a separate interface is attached to. */
export function attachedInstances(graph: ResourceGraph, face: ResourceNode): readonly ResourceNode[] {
  return [
    ...graph.follow(face, "attachments", [types.instance]).nodes,
    ...graph
      .referring(face, types.networkInterfaceAttachment, "networkInterfaceId")
      .flatMap((attachment) => graph.follow(attachment, "instanceId", [types.instance]).nodes),
  ];
}
