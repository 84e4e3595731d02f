import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import type { Piece } from "../example";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

const service = resource(types.ecsService, {
  desiredCount: 2,
  taskDefinition: output("task", "arn"),
  networkConfiguration: {
    subnets: [output("subnet", "id"), output("otherSubnet", "id")],
    securityGroups: [output("inner", "id")],
  },
  loadBalancers: [{ targetGroupArn: output("tasks", "arn"), containerName: "web", containerPort: 8080 }],
});

const tasks = resource(types.targetGroup, {
  vpcId: output("vpc", "id"),
  port: 8080,
  protocol: "HTTP",
  targetType: "ip",
});

/** A task definition with one container. */
function task(name: string, containerPort: number, more: { readonly hostPort?: number } = {}): Piece {
  const containers = [{ name, image: "example.com/web", portMappings: [{ containerPort, ...more }] }];
  return resource(types.taskDefinition, {
    family: "web",
    networkMode: "awsvpc",
    containerDefinitions: JSON.stringify(containers),
  });
}

const set = { listener: { defaultActions: [{ type: "forward", targetGroupArn: output("tasks", "arn") }] } };

export default definePolicy({
  id: "require-container-port",
  summary: "Require a task definition to map the container port that a service hands to its load balancer",
  cause: "container-port-missing",
  kind: "outage",
  severity: "error",
  codes: ["deploy", 503],
  appliesTo: [types.ecsService, types.taskDefinition],
  docs: {
    why: [
      "ECS refuses to make a service whose container or container port its task definition does not have, and the target group of a site that is new stays empty.",
      "In the network modes awsvpc and host it takes no hostPort that is not the containerPort.",
    ].join(" "),
    unknownWhen: "The task definition belongs to another program, or its containers are not known until deployment.",
    whenNotToUse: "Always use it; AWS refuses such a service.",
    sources: [
      "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
      "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
    ],
  },
  examples: {
    good: [{ title: "whose task maps the port", add: { tasks, service, task: task("web", 8080) }, set }],
    bad: [
      { title: "whose task maps another port", add: { tasks, service, task: task("web", 3000) }, set },
      { title: "whose task names its container otherwise", add: { tasks, service, task: task("app", 8080) }, set },
      {
        title: "whose task in network mode awsvpc maps the port to another one",
        add: { tasks, service, task: task("web", 8080, { hostPort: 80 }) },
        set,
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "container-port-missing");
  },
});
