import { describe, expect, test } from "vitest";
import { types } from "../../src/graph/types";
import { notKnown, type Properties, type Value } from "../../src/graph/value";
import { emptied, fleet, fleetOfNobody, ipv4Site, service } from "./origin-sites";
import { https, seen, why } from "./seen";
import { edgeRanges, ipv4, modes, noRules, ref, rules, type Site, type Spec, siteWith } from "./site";

const inlineGroup = (ingress: readonly Properties[], egress: readonly Properties[] = [allowAll]): Spec => ({
  type: types.securityGroup,
  inputs: { vpcId: ref("vpc"), ingress, egress },
});
const allowAll: Properties = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };
const app = (more: Properties): Properties => ({ protocol: "tcp", fromPort: 8080, toPort: 8080, ...more });
const inline = (ingress: readonly Properties[]): Site =>
  siteWith({ "inner-8080": null, inner: inlineGroup(ingress) }, ipv4Site);

type Case = readonly [title: string, site: Site, outcome: string];

const cases: readonly Case[] = [
  ["targets beside a fleet of nobody answer", siteWith({ nobody: fleetOfNobody("targets") }, ipv4Site), "ok"],
  ["targets that admit the balancer's group answer", ipv4Site, "ok"],
  [
    "targets whose group has no rule for the balancer make it answer 504",
    siteWith({ "inner-8080": null }, ipv4Site),
    "504 targets-not-admitted at backend",
  ],
  [
    "targets that admit the balancer on another port make it answer 504",
    siteWith({ "inner-8080": { fromPort: 80, toPort: 80 } }, ipv4Site),
    "504 targets-not-admitted at backend",
  ],
  [
    "targets that also wear a group of another program are not known to refuse",
    siteWith({ "inner-8080": null, server: { vpcSecurityGroupIds: [ref("inner"), "sg-0a1b2c3d4e5f60718"] } }, ipv4Site),
    "unknown",
  ],
  [
    "targets that admit another group make the balancer answer 504",
    siteWith(
      {
        "inner-8080": { referencedSecurityGroupId: ref("stranger") },
        stranger: { type: types.securityGroup, inputs: { vpcId: ref("vpc") } },
      },
      ipv4Site,
    ),
    "504 targets-not-admitted at backend",
  ],
  [
    "targets that admit the networks of all of the balancer's subnets answer",
    inline([app({ cidrBlocks: ["10.0.1.0/24", "10.0.2.0/24"] })]),
    "ok",
  ],
  [
    "targets that admit one of the balancer's subnets alone fail",
    inline([app({ cidrBlocks: ["10.0.1.0/24"] })]),
    "504 targets-not-admitted at backend",
  ],
  ["targets that admit the balancer inline answer", inline([app({ securityGroups: [ref("group")] })]), "ok"],
  [
    "targets that admit themselves alone make the balancer answer 504",
    inline([app({ self: true })]),
    "504 targets-not-admitted at backend",
  ],
  [
    "targets that the balancer shares its group with answer where the group admits itself",
    siteWith({
      alb: { ipAddressType: "ipv4" },
      server: { vpcSecurityGroupIds: [ref("group")] },
      "inner-8080": { securityGroupId: ref("group"), referencedSecurityGroupId: ref("group") },
      "group-out": { referencedSecurityGroupId: ref("group") },
    }),
    "ok",
  ],
  [
    "a rule in the older style admits the balancer",
    siteWith(
      {
        "inner-8080": {
          type: types.securityGroupRule,
          inputs: {
            type: "ingress",
            securityGroupId: ref("inner"),
            protocol: "tcp",
            fromPort: 8000,
            toPort: 9000,
            sourceSecurityGroupId: ref("group"),
          },
        },
      },
      ipv4Site,
    ),
    "ok",
  ],
  [
    "a balancer whose group has no egress answers 504",
    siteWith({ "group-out": null }, ipv4Site),
    "504 balancer-egress-closed at backend",
  ],
  [
    "a balancer that may send elsewhere alone answers 504",
    siteWith({ "group-out": { fromPort: 443, toPort: 443 } }, ipv4Site),
    "504 balancer-egress-closed at backend",
  ],
  [
    "a balancer with a second group that has egress reaches its targets",
    siteWith(
      {
        "group-out": null,
        out: inlineGroup([]),
        alb: { securityGroups: [ref("group"), ref("out")] },
      },
      ipv4Site,
    ),
    "ok",
  ],
  [
    "an instance that promises another port makes the balancer answer 502",
    siteWith({ server: { tags: { "no521:listens": "3000/http" } } }, ipv4Site),
    "502 target-port-closed at backend",
  ],
  [
    "a target that is attached on the port that it promises answers",
    siteWith(
      {
        server: { tags: { "no521:listens": "3000/http" } },
        attachment: { port: 3000 },
        "inner-8080": { fromPort: 3000, toPort: 3000 },
        "group-out": { fromPort: 3000, toPort: 3000 },
      },
      ipv4Site,
    ),
    "ok",
  ],
  ["a target of another program is not known", siteWith({ attachment: { targetId: "i-0123" } }, ipv4Site), "unknown"],
  [
    "a function behind a balancer needs no way through the network",
    siteWith(
      {
        "group-out": null,
        targets: { targetType: "lambda" },
        attachment: { targetId: "arn:aws:lambda:us-east-1:000000000000:function:app" },
      },
      ipv4Site,
    ),
    "ok",
  ],
  ["a group in which nobody is registered is not known", siteWith({ attachment: null }, ipv4Site), "unknown"],
];

describe.each(modes)("behind an application load balancer, on a %s,", (mode) => {
  test.each(cases)("%s", (_title, site, outcome) => {
    expect(seen(site, mode)).toEqual(https(outcome));
  });
});

const containers = (name: string, containerPort: number): Properties => ({
  containerDefinitions: JSON.stringify([{ name, portMappings: [{ containerPort }] }]),
});
const mapped = (hostPort: number, networkMode: Value): Site =>
  siteWith(
    { targets: { targetType: networkMode === "awsvpc" ? "ip" : "instance" } },
    service(
      {},
      {
        networkMode,
        containerDefinitions: JSON.stringify([{ name: "web", portMappings: [{ containerPort: 8080, hostPort }] }]),
      },
    ),
  );
const fleets: readonly Case[] = [
  ["a service whose tasks admit the balancer answers", service({}, containers("web", 8080)), "ok"],
  [
    "a service that says no count runs nothing",
    siteWith({ service: { desiredCount: null } }, service({})),
    "503 no-targets at backend",
  ],
  [
    "a service that something scales may run tasks",
    siteWith(
      { scaling: { type: types.scalingTarget, inputs: { serviceNamespace: "ecs", minCapacity: 2 } } },
      service({ desiredCount: 0 }),
    ),
    "ok",
  ],
  [
    "a service whose task does not map the port is refused",
    service({}, containers("web", 3000)),
    "deploy/503 container-port-missing at null",
  ],
  [
    "a service whose task has no such container is refused",
    service({}, containers("app", 8080)),
    "deploy/503 container-port-missing at null",
  ],
  [
    "a service whose task has network interfaces of its own and maps to another port is refused",
    mapped(80, "awsvpc"),
    "deploy/503 container-port-missing at null",
  ],
  [
    "a service whose task is in the network of its machine and maps to another port is refused",
    mapped(80, "host"),
    "deploy/503 container-port-missing at null",
  ],
  ["a service whose task maps a port to itself answers", mapped(8080, "awsvpc"), "ok"],
  ["a service whose task leaves the port of its machine open answers", mapped(0, "awsvpc"), "ok"],
  ["a task of which nobody knows the network may map to any port", mapped(80, notKnown), "ok"],
  ["containers that are no JSON leave the port open", service({}, { containerDefinitions: "[{" }), "ok"],
  [
    "tasks on instances stand in groups that nobody declares",
    siteWith({ service: { networkConfiguration: null } }, service({})),
    "unknown",
  ],
  [
    "tasks whose group admits the balancer on another port fail, whatever the port of the target group",
    siteWith({ targets: { port: 80 } }, service({ loadBalancers: [{ ...lb(), containerPort: 9090 }] })),
    "504 balancer-egress-closed at backend",
  ],
  ["a fleet whose template admits the balancer answers", fleet({}), "ok"],
  ["a fleet of nobody is empty", fleet({ maxSize: 0 }), "503 no-targets at backend"],
  [
    "a fleet whose template wears no group that admits the balancer fails",
    siteWith({ "inner-8080": null }, fleet({})),
    "504 targets-not-admitted at backend",
  ],
  [
    "a fleet is registered by an attachment",
    siteWith(
      {
        fleet: { targetGroupArns: null },
        joined: {
          type: types.autoscalingAttachment,
          inputs: { autoscalingGroupName: ref("fleet"), lbTargetGroupArn: ref("targets.arn") },
        },
      },
      fleet({}),
    ),
    "ok",
  ],
];

function lb(): Properties {
  return { targetGroupArn: ref("targets.arn"), containerName: "web" };
}

describe.each(modes)("services and fleets, on a %s:", (mode) => {
  test.each(fleets)("%s", (_title, site, outcome) => {
    expect(seen(site, mode)).toEqual(https(outcome));
  });
});

const notFound: Properties = {
  type: "fixed-response",
  fixedResponse: { contentType: "text/plain", statusCode: "404" },
};
const rule = (values: readonly string[], more: Properties = {}): Spec => ({
  type: types.listenerRule,
  inputs: {
    listenerArn: ref("listener.arn"),
    priority: 10,
    conditions: [{ hostHeader: { values } }],
    actions: [{ type: "forward", targetGroupArn: ref("targets.arn") }],
    ...more,
  },
});
const byRules = (specs: Readonly<Record<string, Spec>>): Site =>
  siteWith({ listener: { defaultActions: [notFound] }, ...specs }, ipv4Site);

/** The first rule, for these conditions, leads to a target group that nobody serves. */
const emptyFor = (conditions: readonly Properties[]): Site => ({
  closed: rule([], { priority: 5, conditions, actions: [{ type: "forward", targetGroupArn: ref("empty.arn") }] }),
  ...emptied,
});
const forPaths: Properties = { pathPattern: { values: ["/api/*"] } };

const listenerRules: readonly Case[] = [
  ["a rule for the hostname takes its requests", byRules({ web: rule(["www.example.com"]) }), "ok"],
  ["a rule with a star takes the hostnames that fit", byRules({ web: rule(["*.EXAMPLE.com"]) }), "ok"],
  ["a star takes as many characters as it has to", byRules({ web: rule(["*ww.example.com"]) }), "ok"],
  [
    "a hostname that no rule is for meets the default answer",
    byRules({ web: rule(["api.example.com"]) }),
    "404 host-not-served at backend",
  ],
  [
    "a question mark stands for one character",
    byRules({ web: rule(["ww?.example.com"]), other: rule(["w?.example.com"], { priority: 20 }) }),
    "ok",
  ],
  ["a default answer without rules may be another program's", byRules({}), "unknown"],
  [
    "a rule whose hosts are not known may take the hostname",
    byRules({ web: rule([], { conditions: notKnown }) }),
    "unknown",
  ],
  [
    "a rule for every path leaves nothing to the default answer",
    byRules({ web: rule([], { conditions: [{ pathPattern: { values: ["/*"] } }] }) }),
    "ok",
  ],
  [
    "a rule for a path leaves the rest to the default answer",
    byRules({ web: rule([], { conditions: [{ pathPattern: { values: ["/api/*"] } }] }) }),
    "unknown",
  ],
  [
    "a path whose targets admit nobody fails",
    siteWith(
      {
        api: rule([], {
          conditions: [{ pathPattern: { values: ["/api/*"] } }],
          actions: [{ type: "forward", targetGroupArn: ref("api-targets.arn") }],
        }),
        "api-targets": { type: types.targetGroup, inputs: { port: 9090, protocol: "HTTP", vpcId: ref("vpc") } },
        "api-attachment": {
          type: types.targetGroupAttachment,
          inputs: { targetGroupArn: ref("api-targets.arn"), targetId: ref("server") },
        },
      },
      ipv4Site,
    ),
    "504 balancer-egress-closed at backend",
  ],
  [
    "the rule of the lowest number wins",
    byRules({ web: rule(["www.example.com"]), ...emptyFor([{ hostHeader: { values: ["*.example.com"] } }]) }),
    "503 no-targets at backend",
  ],
  [
    "a rule for paths of another hostname does not meet the requests",
    byRules({
      web: rule(["www.example.com"], { priority: 20 }),
      ...emptyFor([{ hostHeader: { values: ["api.example.com"] } }, forPaths]),
    }),
    "ok",
  ],
  [
    "a rule of which one host is not known may take the hostname",
    byRules({ web: rule([], { conditions: [{ hostHeader: { values: ["api.example.com", notKnown] } }] }) }),
    "unknown",
  ],
  [
    "actions that are not known leave it open",
    siteWith({ listener: { defaultActions: notKnown } }, ipv4Site),
    "unknown",
  ],
  [
    "an action of a kind that is not known leaves it open",
    siteWith({ listener: { defaultActions: [{ type: notKnown, targetGroupArn: ref("targets.arn") }] } }, ipv4Site),
    "unknown",
  ],
  [
    "of two target groups one that is empty fails some requests, and nobody knows which",
    siteWith(
      {
        listener: {
          defaultActions: [
            { type: "forward", forward: { targetGroups: [{ arn: ref("targets.arn") }, { arn: ref("empty.arn") }] } },
          ],
        },
        ...emptied,
      },
      ipv4Site,
    ),
    "unknown",
  ],
  [
    "an action that only authenticates leaves the answer to the next one",
    siteWith(
      {
        listener: {
          defaultActions: [
            { type: "authenticate-oidc", order: 1, authenticateOidc: { clientId: "site" } },
            { type: "forward", order: 2, targetGroupArn: ref("empty.arn") },
          ],
        },
        ...emptied,
      },
      ipv4Site,
    ),
    "503 no-targets at backend",
  ],
];

describe.each(modes)("rules of a listener, on a %s:", (mode) => {
  test.each(listenerRules)("%s", (_title, site, outcome) => {
    expect(seen(site, mode)).toEqual(https(outcome));
  });
});

test("a rule whose group is one of several is not known before they are", () => {
  const stranger: Spec = { type: types.securityGroup, inputs: { vpcId: ref("vpc") } };
  const swapped = [
    app({ securityGroups: [ref("stranger")] }),
    { ...app({ securityGroups: [ref("group")] }), fromPort: 9090, toPort: 9090 },
  ];
  const site = siteWith({ stranger }, inline(swapped));
  expect([seen(site, "preview"), seen(site, "state")]).toEqual([
    https("unknown"),
    https("504 targets-not-admitted at backend"),
  ]);
});

test("says which group to mend, for whom and on which port", () => {
  const closed = siteWith({ "inner-8080": null }, ipv4Site);
  const shut = siteWith({ "group-out": null }, ipv4Site);
  expect([why(closed, "state"), why(shut, "state")]).toEqual([
    'Security group "inner" of target "server" does not let load balancer "alb" in on port 8080.',
    'No egress rule of load balancer "alb" leads to its targets on port 8080.',
  ]);
});

test("admits the edge on a group of IPv4 rules alone where the balancer has no IPv6 address", () => {
  const site = siteWith({
    alb: { ipAddressType: "ipv4" },
    ...noRules("group", 443, edgeRanges),
    ...rules("group", 443, ipv4),
  });
  expect(seen(site, "state")).toEqual(https("ok"));
});
