import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import type { Input, Inputs } from "../example";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

/** A service of tasks with interfaces of their own behind the balancer, and the target group in which they are registered. */
function served(targetType: Inputs, networkMode: Input = "awsvpc") {
  const containers = [{ name: "web", image: "example.com/web", portMappings: [{ containerPort: 8080 }] }];
  return {
    tasks: resource(types.targetGroup, { vpcId: output("vpc", "id"), port: 8080, protocol: "HTTP", ...targetType }),
    task: resource(types.taskDefinition, {
      family: "web",
      networkMode,
      containerDefinitions: JSON.stringify(containers),
    }),
    service: resource(types.ecsService, {
      desiredCount: 2,
      taskDefinition: output("task", "arn"),
      networkConfiguration: {
        subnets: [output("subnet", "id"), output("otherSubnet", "id")],
        securityGroups: [output("inner", "id")],
      },
      loadBalancers: [{ targetGroupArn: output("tasks", "arn"), containerName: "web", containerPort: 8080 }],
    }),
  };
}

const set = { listener: { defaultActions: [{ type: "forward", targetGroupArn: output("tasks", "arn") }] } };

export default definePolicy({
  id: "require-fitting-target-group",
  summary: "Require target groups to fit the balancer before them and the targets that are registered in them",
  cause: "target-group-unfit",
  kind: "outage",
  severity: "error",
  codes: ["deploy"],
  appliesTo: [types.targetGroup],
  docs: {
    why: [
      "A target group takes instances unless it says otherwise, and tasks on Fargate, which have interfaces of their own, are registered by address.",
      "AWS refuses such a service, an autoscaling group with a target group of addresses, and a listener whose target group speaks another kind of protocol, after the rest of the site is made.",
    ].join(" "),
    unknownWhen:
      "The task definition, its network mode or the target group belongs to another program, or is not known.",
    whenNotToUse: "Always use it; AWS refuses what it finds.",
    sources: [
      "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html",
      "https://github.com/hashicorp/terraform-provider-aws/issues/11723",
      "https://github.com/hashicorp/terraform-provider-aws/issues/5561",
    ],
  },
  examples: {
    good: [{ title: "whose tasks are registered by address", add: served({ targetType: "ip" }), set }],
    bad: [
      { title: "whose target group takes instances and is given tasks", add: served({}), set },
      {
        title: "whose target group takes addresses and is given the ports of instances",
        add: served({ targetType: "ip" }, "bridge"),
        set,
      },
      {
        title: "whose application load balancer hands on to a target group for TCP",
        set: { app: { protocol: "TCP" } },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "target-group-unfit");
  },
});
