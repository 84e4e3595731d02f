import { describe, expect, test } from "vitest";
import type { ResourceNode } from "../../../src/graph/resource";
import { createGraph } from "../../../src/graph/resource-graph";
import { notKnown, type Properties } from "../../../src/graph/value";
import { reach } from "../../../src/reach/reach";
import { fleet, ipv4Site, network, service } from "../origin-sites";
import { https, seen, why } from "../seen";
import { edgeRanges, graphOf, modes, type Site, siteWith } from "../site";

const tasks = (task: Properties, group: Properties, more: Properties = {}): Site =>
  siteWith({ targets: group }, service(more, task));
const awsvpc = { networkMode: "awsvpc" };
const misfit = "deploy target-group-unfit at null";

const cases: readonly (readonly [title: string, site: Site, outcome: string])[] = [
  ["tasks with interfaces of their own fit a group of addresses", tasks(awsvpc, { targetType: "ip" }), "ok"],
  ["they do not fit a group that says nothing, which is one of instances", tasks(awsvpc, {}), misfit],
  ["nor do tasks on Fargate", tasks({}, {}, { launchType: "FARGATE" }), misfit],
  ["nor those that may run on Fargate alone", tasks({ requiresCompatibilities: ["FARGATE"] }, {}), misfit],
  ["tasks that share the interface of their instance fit a group of instances", tasks({}, {}), "ok"],
  ["they do not fit a group of addresses", tasks({ networkMode: "bridge" }, { targetType: "ip" }), misfit],
  ["a group whose type is not known may fit", tasks(awsvpc, { targetType: notKnown }), "ok"],
  ["tasks whose mode is not known may fit", tasks({ networkMode: notKnown }, { targetType: "ip" }), "ok"],
  ["a fleet fits a group of instances", fleet({}), "ok"],
  ["it does not fit a group of addresses", siteWith({ targets: { targetType: "ip" } }, fleet({})), misfit],
  ["an application balancer hands on no TCP", siteWith({ targets: { protocol: "TCP" } }, ipv4Site), misfit],
  ["a network balancer hands on no HTTP", network({ targets: { protocol: "HTTP" } }), misfit],
  ["a network balancer hands on TLS", network({ targets: { protocol: "TLS" } }), "ok"],
  ["a protocol that is not known may fit", siteWith({ targets: { protocol: notKnown } }, ipv4Site), "ok"],
];

describe.each(modes)("on a %s", (mode) => {
  test.each(cases)("%s", (_title, site, outcome) => {
    expect(seen(site, mode)).toEqual(https(outcome));
  });
});

test("a balancer of another program may be of the kind that fits", () => {
  const site = siteWith({ alb: { loadBalancerType: null }, targets: { protocol: "TCP" } }, ipv4Site);
  const outcomes = (kind: ResourceNode["kind"]) => {
    const nodes = graphOf(site).nodes.map((node) => (node.name === "alb" ? { ...node, kind } : node));
    return reach(createGraph(nodes), { edgeRanges }).rows.map(({ failure }) => failure?.cause);
  };
  expect(outcomes("managed")).toContain("target-group-unfit");
  expect(outcomes("read")).not.toContain("target-group-unfit");
});

test("says what does not fit what", () => {
  expect(why(tasks(awsvpc, {}), "state")).toBe(
    'Target group "targets" has the target type instance, and service "service" in network mode awsvpc is registered by ip.',
  );
  expect(why(siteWith({ targets: { protocol: "TCP" } }, ipv4Site), "state")).toBe(
    'Target group "targets" has the protocol TCP, which an application load balancer does not hand on.',
  );
});
