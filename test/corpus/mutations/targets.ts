import { types } from "../../../src/graph/types";
import { asList, isInputs } from "../inputs";
import { both, except, having, type Mutation, only } from "../mutation";
import { type Inputs, outputOf, type Step } from "../plant";
import { change, drop, set, vpcIdOf } from "./steps";

const closed = { cause: "targets-not-admitted", codes: [504] } as const;
const locked = { cause: "balancer-egress-closed", codes: [504] } as const;
/** Balancers whose servers are instances of this program behind one group. */
const served = both(
  having("balancer", "strict"),
  except("own-balancer", "fargate", "scaling-group", "older-majors", "existing-network"),
);
const anyTargets = both(having("balancer", "strict"), except("own-balancer", "older-majors"));

/** What stands behind the balancer. */
export const targetMutations: readonly Mutation[] = [
  {
    id: "no-egress",
    title: "left out what the balancer's group lets out, and the provider removed AWS's rule for it",
    ...locked,
    source: "https://github.com/Pocket/terraform-modules/pull/53",
    fits: both(anyTargets, having("inline-rules")),
    steps: [front(({ egress: _, ...group }) => group)],
  },
  {
    id: "egress-rule-lost",
    title: "deleted the rule resource for what goes out",
    ...locked,
    source: "https://github.com/Capgemini/Apollo/pull/220",
    fits: only("separate-rules", "aliased-types"),
    steps: [drop(types.egressRule), drop(types.securityGroupRule, ({ type }) => type === "egress")],
  },
  {
    id: "egress-on-listeners-port",
    title: "let the balancer out to the listener's port, not to the target group's",
    ...locked,
    source: "https://github.com/pulumi/pulumi-awsx/issues/663",
    fits: both(anyTargets, having("inline-rules")),
    steps: [
      front((group) => ({
        ...group,
        egress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }],
      })),
    ],
  },
  {
    id: "egress-to-old-network",
    title: "let the balancer out to the network of before the move",
    ...locked,
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
    fits: both(anyTargets, having("inline-rules")),
    steps: [
      front((group) => ({
        ...group,
        egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["10.99.0.0/16"] }],
      })),
    ],
  },
  {
    id: "targets-admit-another-port",
    title: "opened port 80 at the servers, which listen on another",
    ...closed,
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
    fits: anyTargets,
    steps: [inner((rule) => ({ ...rule, fromPort: 80, toPort: 80 }))],
  },
  {
    id: "targets-admit-another-group",
    title: "let another group in at the servers than the balancer's",
    ...closed,
    source: "https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1276",
    fits: anyTargets,
    steps: [
      change(types.securityGroup, (group, name, program) =>
        name === "old-balancer" || !isInner(group)
          ? undefined
          : {
              ...group,
              ingress: asList(group.ingress)
                .filter(isInputs)
                .map((rule) => ({
                  ...rule,
                  securityGroups: [
                    outputOf(
                      program.once(types.securityGroup, "old-balancer", { vpcId: vpcIdOf(program), id: undefined }),
                      "id",
                    ),
                  ],
                })),
            },
      ),
    ],
  },
  {
    id: "targets-admit-nobody",
    title: "emptied the rules of the servers' group",
    ...closed,
    source: "https://github.com/cloudposse/terraform-aws-ecs-web-app/issues/266",
    fits: anyTargets,
    steps: [change(types.securityGroup, (group) => (isInner(group) ? { ...group, ingress: [] } : undefined))],
  },
  {
    id: "targets-admit-old-network",
    title: "let the network of before the move in at the servers",
    ...closed,
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html",
    fits: anyTargets,
    steps: [inner(({ securityGroups: _, ...rule }) => ({ ...rule, cidrBlocks: ["10.99.0.0/16"] }))],
  },
  {
    id: "target-port-moved",
    title: "moved the target group to port 3000 and left the servers' group behind",
    ...closed,
    source: "https://github.com/pulumi/pulumi-awsx/issues/1172",
    fits: served,
    steps: [set(types.targetGroup, { port: 3000 }), set(types.targetGroupAttachment, { port: 3000 })],
  },
  {
    id: "server-on-localhost",
    title: "had nginx listen on 127.0.0.1, as its tutorial for a proxy on the same machine does",
    cause: "server-on-localhost",
    codes: [],
    source:
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-521/",
    fits: only("single-instance", "own-instance"),
    steps: [
      set(types.instance, { userData: "#!/bin/sh\necho 'server { listen 127.0.0.1:443 ssl; }' > /etc/nginx/a.conf\n" }),
    ],
  },
  {
    id: "target-type-forgotten",
    title: "left the target type out, so that the target group takes instances and no tasks",
    cause: "target-group-unfit",
    codes: ["deploy"],
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/11723",
    fits: only("fargate"),
    steps: [change(types.targetGroup, ({ targetType: _, ...group }) => group)],
  },
  {
    id: "fleet-by-address",
    title: "set the target type to ip for an autoscaling group",
    cause: "target-group-unfit",
    codes: ["deploy"],
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/5561",
    fits: only("scaling-group"),
    steps: [set(types.targetGroup, { targetType: "ip" })],
  },
  {
    id: "tasks-in-balancers-group",
    title: "gave the tasks the balancer's group, which lets Cloudflare in on 443 alone",
    ...closed,
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html",
    fits: only("fargate"),
    steps: [
      change(types.ecsService, (service, _, { all }) => ({
        ...service,
        networkConfiguration: {
          subnets: all(types.subnet).map((subnet) => outputOf(subnet, "id")),
          securityGroups: [outputOf(all(types.securityGroup)[0], "id")],
          assignPublicIp: true,
        },
      })),
    ],
  },
  {
    id: "no-tasks",
    title: "set the service to no task over the holidays",
    cause: "no-targets",
    codes: [503],
    source: "https://github.com/aws/aws-cdk/issues/16562",
    fits: only("fargate"),
    steps: [set(types.ecsService, { desiredCount: 0 })],
  },
  {
    id: "count-left-out",
    title: "left desiredCount out, whose default is none",
    cause: "no-targets",
    codes: [503],
    source: "https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/ecs_service.html.markdown",
    fits: only("fargate"),
    steps: [change(types.ecsService, ({ desiredCount: _, ...service }) => service)],
  },
  {
    id: "scaled-to-nothing",
    title: "scaled the groups to nothing",
    cause: "no-targets",
    codes: [503],
    source: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html",
    fits: only("scaling-group"),
    steps: [set(types.autoscalingGroup, { minSize: 0, maxSize: 0 })],
  },
  {
    id: "container-port",
    title: "changed the container's port and not the service's",
    cause: "container-port-missing",
    codes: ["deploy", 503],
    source: "https://github.com/pulumi/pulumi-awsx/issues/1172",
    fits: only("fargate"),
    steps: [containers((container) => ({ ...container, portMappings: [{ containerPort: 8080 }] }))],
  },
  {
    id: "container-renamed",
    title: "renamed the container and not what the service calls it",
    cause: "container-port-missing",
    codes: ["deploy", 503],
    source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
    fits: only("fargate"),
    steps: [containers((container) => ({ ...container, name: "web" }))],
  },
  {
    id: "server-moved",
    title: "moved the server process to port 3000 and not the target group",
    cause: "target-port-closed",
    codes: [502],
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
    fits: served,
    steps: [set(types.instance, { tags: { "no521:listens": "3000/http" } })],
  },
  {
    id: "server-speaks-tls",
    title: "made the servers speak TLS and left the target group at plain HTTP",
    cause: "target-port-closed",
    codes: [502],
    source:
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-502-issues",
    fits: served,
    steps: [set(types.instance, { tags: { "no521:listens": "8080/https" } })],
  },
  {
    id: "classic-instance-port",
    title: "pointed the classic balancer's listener to a port that the server's group closes",
    ...closed,
    // A classic balancer sends nothing to instances that fail its health check.
    codes: [503, 504],
    source: "https://repost.aws/knowledge-center/503-error-classic",
    fits: only("classic-balancer"),
    steps: [
      change(types.classicBalancer, (balancer) => ({
        ...balancer,
        listeners: asList(balancer.listeners)
          .filter(isInputs)
          .map((listener) => ({ ...listener, instancePort: 9090 })),
      })),
    ],
  },
];

/** Rewrites the group that the edge is let in by. */
function front(rewrite: (group: Inputs) => Inputs): Step {
  return change(types.securityGroup, (group) => (isFront(group) ? rewrite(group) : undefined));
}

/** Rewrites the rules of the servers' group. */
function inner(rewrite: (rule: Inputs) => Inputs): Step {
  return change(types.securityGroup, (group) =>
    isInner(group) ? { ...group, ingress: asList(group.ingress).filter(isInputs).map(rewrite) } : undefined,
  );
}

function isFront({ ingress }: Inputs): boolean {
  return asList(ingress).some((rule) => isInputs(rule) && asList(rule.cidrBlocks).length > 10);
}

function isInner({ ingress }: Inputs): boolean {
  return asList(ingress).some((rule) => isInputs(rule) && rule.securityGroups !== undefined);
}

function containers(rewrite: (container: Inputs) => Inputs): Step {
  return change(types.taskDefinition, (task) => {
    const declared: unknown = JSON.parse(String(task.containerDefinitions));
    return { ...task, containerDefinitions: JSON.stringify(asList(declared).filter(isInputs).map(rewrite)) };
  });
}
