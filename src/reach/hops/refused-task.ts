import { containersOf, servedPorts } from "../../graph/members";
import { text } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import type { Failure } from "../verdict";

/** What ECS refuses of the task that a service runs behind a balancer. */
export function refusedTask(graph: ResourceGraph, service: ResourceNode): Failure | undefined {
  const [task] = graph.follow(service, "taskDefinition", [types.taskDefinition], "arn").nodes;
  return task === undefined ? undefined : (movedPort(task, service) ?? missingPort(task, service));
}

/**
 * A task in a network of its own, or in that of its machine, has one port for both.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html read 2026-12-01
 */
function movedPort(task: ResourceNode, service: ResourceNode): Failure | undefined {
  const mode = text(task, "networkMode");
  if (mode !== "awsvpc" && mode !== "host") return undefined;
  const mapped = (containersOf(task) ?? []).flatMap(({ name, hostPorts }) =>
    hostPorts.map((ports) => ({ name: String(name), ...ports })),
  );
  const moved = mapped.find(({ container, host }) => container !== host);
  if (moved === undefined) return undefined;
  const { name, container, host } = moved;
  return {
    cause: "container-port-missing",
    codes: ["deploy", 503],
    hop: null,
    key: String(container),
    resource: task.urn,
    why: `Task definition "${task.name}" maps port ${container} of container "${name}" to port ${host}, and ECS refuses two different ports in network mode ${mode}.`,
    fix: `Leave hostPort out, or set it to ${container}.`,
    evidence: [{ resource: service.urn, says: "runs it" }],
  };
}

/**
 * AWS refuses a service whose container or container port its task definition does not have.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html
 */
function missingPort(task: ResourceNode, service: ResourceNode): Failure | undefined {
  const containers = containersOf(task);
  if (containers === undefined) return undefined;
  const missing = servedPorts(service).find(({ container, port }) => {
    const named = containers.find(({ name }) => name === container);
    return named === undefined || (named.ports !== undefined && !named.ports.some((each) => Number(each) === port));
  });
  if (missing === undefined) return undefined;
  const { container, port } = missing;
  return {
    cause: "container-port-missing",
    codes: ["deploy", 503],
    hop: null,
    resource: service.urn,
    why: `Service "${service.name}" hands port ${port} of container "${container}" to its balancer, which task definition "${task.name}" does not map.`,
    fix: `Add containerPort ${port} to the port mappings of container "${container}", or name the port that it maps.`,
    evidence: [{ resource: task.urn, says: "is what the service runs" }],
  };
}
