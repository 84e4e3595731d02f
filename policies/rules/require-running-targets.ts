import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import type { Inputs, Piece } from "../example";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

/** A service whose tasks are the only targets; `more` is what is different about it. */
function service(more: Inputs): Piece {
  return resource(types.ecsService, {
    taskDefinition: "web:1",
    networkConfiguration: {
      subnets: [output("subnet", "id"), output("otherSubnet", "id")],
      securityGroups: [output("inner", "id")],
    },
    loadBalancers: [{ targetGroupArn: output("tasks", "arn"), containerName: "web", containerPort: 8080 }],
    ...more,
  });
}

const tasks = resource(types.targetGroup, {
  vpcId: output("vpc", "id"),
  port: 8080,
  protocol: "HTTP",
  targetType: "ip",
});

/** A subnet in which the load balancer does not stand. */
function subnetIn(availabilityZone: string): Piece {
  return resource(types.subnet, { vpcId: output("vpc", "id"), cidrBlock: "10.0.32.0/20", availabilityZone });
}

const inFarSubnet: Inputs = { subnetId: output("farSubnet", "id") };

const toTasks: Inputs = { defaultActions: [{ type: "forward", targetGroupArn: output("tasks", "arn") }] };

export default definePolicy({
  id: "require-running-targets",
  summary: "Require a target group that serves a hostname to have something that runs",
  cause: "no-targets",
  kind: "outage",
  severity: "error",
  codes: [503, 522, 521, 530, 1033],
  appliesTo: [types.ecsService, types.autoscalingGroup, types.targetGroup],
  docs: {
    why: [
      "A load balancer without a registered target answers 503 by itself.",
      "An ECS service runs as many tasks as desiredCount says, and the provider's default is 0; an Auto Scaling group whose maxSize is 0 launches nothing.",
      "A target in an availability zone of which the load balancer has no subnet is registered, gets no requests, and counts for nothing.",
      "A tunnel whose cloudflared runs nowhere has no connector, and visitors see error 1033 with status 530.",
    ].join(" "),
    unknownWhen:
      "No resource of this program registers a target, or the count is scaled by something, ignored or not known until deployment.",
    whenNotToUse: "The service is switched off on purpose.",
    sources: [
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1033/",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-503-issues",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html#availability-zones",
      "https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/ecs_service.html.markdown",
    ],
  },
  examples: {
    good: [
      {
        title: "whose service runs two tasks",
        add: { tasks, service: service({ desiredCount: 2 }) },
        set: { listener: toTasks },
      },
      {
        title: "whose targets stand in another subnet of one of the load balancer's zones",
        add: { farSubnet: subnetIn("us-east-1b") },
        set: { server: inFarSubnet, otherServer: inFarSubnet },
      },
    ],
    bad: [
      {
        title: "whose service says no count",
        add: { tasks, service: service({}) },
        set: { listener: toTasks },
      },
      {
        title: "whose service runs no task",
        add: { tasks, service: service({ desiredCount: 0 }) },
        set: { listener: toTasks },
      },
      {
        title: "whose targets stand in a zone of which the load balancer has no subnet",
        add: { farSubnet: subnetIn("us-east-1c") },
        set: { server: inFarSubnet, otherServer: inFarSubnet },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "no-targets");
  },
});
