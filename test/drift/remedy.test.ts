import { describe, expect, test } from "vitest";
import type { Extra } from "../../src/drift/beside";
import type { FoundResource } from "../../src/drift/observation";
import { changedSince, decideRemedy, type PlanStep, type RemedyInput } from "../../src/drift/remedy";
import { defaultOptions, type ResourceNode } from "../../src/graph/resource";
import { createGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { notKnown, type Properties } from "../../src/graph/value";

const [held, published, foreign] = ["104.16.0.0/13", "104.24.0.0/14", "203.0.113.0/24"] as const;

const urnOf = (type: string, name: string) => `urn:pulumi:s::p::${type}::${name}`;
const bag = (properties: Properties) => ({ inputs: properties, outputs: properties });

function node(type: string, name: string, properties: Properties): ResourceNode {
  return {
    urn: urnOf(type, name),
    type,
    name,
    kind: "managed",
    id: `id-${name}`,
    ...bag(properties),
    options: defaultOptions,
    dependsOn: new Map(),
  };
}

const rule = (cidrIpv4: string, change: Properties = {}): Properties => ({
  ...{ securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4 },
  ...change,
});
const deployed = [node(types.securityGroup, "web", { name: "web" }), node(types.ingressRule, "held", rule(held))];

/** As a refresh finds a resource of the state: as it was, without a change. */
function found(of: ResourceNode, change: Partial<FoundResource> = {}): FoundResource {
  const { urn, type, id = "", inputs, outputs } = of;
  return { urn, type, id, was: { inputs, outputs }, is: { inputs, outputs }, paths: [], ...change };
}

function step(type: string, name: string, wanted: Properties | null, op = "create"): PlanStep {
  return { urn: urnOf(type, name), type, op, wanted: wanted === null ? null : bag(wanted) };
}

function decide(change: Partial<RemedyInput>, nodes: readonly ResourceNode[] = deployed) {
  return decideRemedy({
    state: createGraph(nodes),
    found: nodes.map((each) => found(each)),
    plan: [],
    extras: [],
    published: [held, published],
    waived: new Set(),
    ...change,
  });
}

/** The reasons of a refusal; none where there is none. */
function reasons(change: Partial<RemedyInput>, nodes?: readonly ResourceNode[]): readonly string[] {
  const remedy = decide(change, nodes);
  return remedy.kind === "refused" ? remedy.reasons : [];
}

const gone = deployed.map((each) => found(each, each.name === "held" ? { is: null } : {}));

describe("what is safe without a person", () => {
  test("a rule that was deleted outside is made again", () => {
    expect(decide({ found: gone, plan: [step(types.ingressRule, "held", rule(held))] })).toEqual({
      kind: "safe",
      mendings: [
        {
          kind: "make-again",
          urn: urnOf(types.ingressRule, "held"),
          type: types.ingressRule,
          says: `ingress rule "held": tcp 443 for ${held}`,
          takesOver: null,
        },
      ],
    });
  });

  test("is told in one order, whatever order the engine planned in", () => {
    const lost = ["a", "b", "c"].map((name) => node(types.ingressRule, name, rule(held)));
    const says = ["cab", "bca", "abc"].map((order) => {
      const plan = [...order].map((name) => step(types.ingressRule, name, rule(held)));
      const remedy = decide({ found: lost.map((each) => found(each, { is: null })), plan }, lost);
      return remedy.kind === "safe" ? remedy.mendings.map(({ urn }) => urn.split("::").at(-1)).join("") : remedy.kind;
    });
    expect(says).toEqual(["abc", "abc", "abc"]);
  });

  test("a published range is added where another one is let in, whatever a number is written as", () => {
    const wanted = rule(published, { fromPort: "443", toPort: "443" });
    expect(decide({ plan: [step(types.ingressRule, "new", wanted)] })).toMatchObject({
      kind: "safe",
      mendings: [{ kind: "add-range", says: `ingress rule "new": tcp 443 for ${published}` }],
    });
  });

  test("a range is added to a prefix list entry by entry", () => {
    const entry = node(types.managedPrefixListEntry, "held", { prefixListId: "pl-1", cidr: held });
    const plan = [step(types.managedPrefixListEntry, "new", { prefixListId: "pl-1", cidr: published })];
    expect(decide({ plan }, [entry])).toMatchObject({
      kind: "safe",
      mendings: [{ kind: "add-range", says: `prefix list entry "new": for ${published}` }],
    });
  });

  test.each([
    [
      types.egressRule,
      rule("0.0.0.0/0", { ipProtocol: "-1", fromPort: null, toPort: null }),
      "everything for 0.0.0.0/0",
    ],
    [
      types.ingressRule,
      rule("", { fromPort: 8000, toPort: 8010, referencedSecurityGroupId: "sg-2" }),
      "tcp 8000–8010 for sg-2",
    ],
    [
      types.securityGroupRule,
      {
        securityGroupId: "sg-1",
        type: "ingress",
        protocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrBlocks: [held, published],
      },
      `tcp 443 for ${held}, ${published}`,
    ],
    [
      types.securityGroupRule,
      { securityGroupId: "sg-1", type: "ingress", protocol: "tcp", fromPort: 443, toPort: 443, self: true },
      "tcp 443 for itself",
    ],
    [types.ingressRule, rule(held, { cidrIpv4: [notKnown], toPort: notKnown }), "tcp 443–? for ?"],
  ])("a %s is made again and named by what it lets through", (type, properties, words) => {
    const lost = node(type, "lost", properties);
    const remedy = decide({ found: [found(lost, { is: null })], plan: [step(type, "lost", properties)] }, [lost]);
    const [mending] = remedy.kind === "safe" ? remedy.mendings : [];
    expect(mending?.says.split('"lost": ')[1]).toBe(words);
  });

  test("a rule that an interrupted run left beside the state is taken over", () => {
    const extra: Extra = {
      owner: deployed[0] ?? node("", "", {}),
      node: node(types.ingressRule, "sgr-1", rule(published)),
    };
    const plan = [step(types.ingressRule, "new", rule(published))];
    expect(decide({ plan, extras: [extra] })).toMatchObject({ mendings: [{ takesOver: "id-sgr-1" }] });
    const other = { ...extra, node: node(types.ingressRule, "sgr-1", rule(published, { toPort: 444 })) };
    expect(decide({ plan, extras: [other] })).toMatchObject({ mendings: [{ takesOver: null }] });
  });

  test("nothing is to be done where the plan is empty", () => {
    expect(decide({})).toEqual({ kind: "nothing" });
  });
});

describe("what is refused", () => {
  const lost = 'make again ingress rule "held"';

  test("whatever else the plan holds, with what it would have mended", () => {
    const plan = [
      step(types.ingressRule, "held", rule(held)),
      step(types.zoneSetting, "ssl", { value: "strict" }, "update"),
      step(types.ingressRule, "old", null, "delete"),
      ...["create-replacement", "replace", "delete-replaced"].map((op) => step(types.loadBalancer, "alb", {}, op)),
      step(types.instance, "web", {}),
      step(types.instance, "other", {}, "import"),
      step(types.instance, "strange", {}, "discard"),
    ];
    const remedy = decide({ found: gone, plan });
    expect(remedy).toMatchObject({ kind: "refused", mendings: [{ kind: "make-again" }] });
    expect(remedy.kind === "refused" ? remedy.reasons : lost).toEqual([
      'It would import instance "other".',
      'It would do "discard" to instance "strange".',
      'It would create instance "web", which is no rule that only lets something through.',
      'It would replace load balancer "alb".',
      'It would delete what replaces load balancer "alb".',
      'It would delete ingress rule "old".',
      'It would change setting "ssl".',
    ]);
  });

  test("a deleted rule that the program declares otherwise by now", () => {
    const wanted = rule(held, { fromPort: 80, toPort: 80 });
    expect(reasons({ found: gone, plan: [step(types.ingressRule, "held", wanted)] })).toEqual([
      'It would create ingress rule "held", which the program declares otherwise than it was deployed.',
    ]);
  });

  test("a rule that exists, and is to be made a second time", () => {
    expect(reasons({ plan: [step(types.ingressRule, "held", rule(held))] })).toEqual([
      'It would create ingress rule "held", which the program declares otherwise than it was deployed.',
    ]);
  });

  test.each([
    ["another's range", rule(foreign), "which is none of the ranges that Cloudflare publishes"],
    ["a part of a range", rule("104.24.0.0/16"), "which is none of the ranges that Cloudflare publishes"],
    [
      "a range and more",
      rule(published, { prefixListId: "pl-1" }),
      "which is none of the ranges that Cloudflare publishes",
    ],
    ["nobody", rule(""), "which is none of the ranges that Cloudflare publishes"],
    ["another port", rule(published, { fromPort: 22, toPort: 22 }), "where no range of Cloudflare was let in before"],
    ["another group", rule(published, { securityGroupId: "sg-2" }), "where no range of Cloudflare was let in before"],
    [
      "a group that is not there yet",
      rule(published, { securityGroupId: notKnown }),
      "where no range of Cloudflare was let in before",
    ],
  ])("a new rule for %s", (_, wanted, why) => {
    const [said = ""] = reasons({ plan: [step(types.ingressRule, "new", wanted)] });
    expect(said).toMatch(/^It would create ingress rule "new": tcp /);
    expect(said.endsWith(`, ${why}.`)).toBe(true);
  });

  test("a new rule beside one that lets another group in", () => {
    const inner = node(
      types.ingressRule,
      "inner",
      rule("", { fromPort: 22, toPort: 22, referencedSecurityGroupId: "sg-2" }),
    );
    const plan = [step(types.ingressRule, "new", rule(published, { fromPort: 22, toPort: 22 }))];
    expect(reasons({ plan }, [...deployed, inner])).toEqual([
      `It would create ingress rule "new": tcp 22 for ${published}, where no range of Cloudflare was let in before.`,
    ]);
  });

  test("a new rule that lets a range out", () => {
    expect(reasons({ plan: [step(types.egressRule, "new", rule(published))] })).toEqual([
      `It would create egress rule "new": tcp 443 for ${published}, which is none of the ranges that Cloudflare publishes.`,
    ]);
  });

  test("a refresh that would take over what nobody has seen, unless it is accepted", () => {
    const health = node(types.route53HealthCheck, "health", { port: 443 });
    const seen = [...gone, found(health, { is: bag({ port: 80 }) })];
    const input = { found: seen, plan: [step(types.ingressRule, "held", rule(held))] };
    const says =
      'Health check "health" was changed in AWS: port 443 → 80. No step undoes it, and the refresh would take it for deployed.';
    expect(reasons(input, [...deployed, health])).toEqual([says]);
    const waived = new Set([`aws-differs:${health.urn}`]);
    expect(decide({ ...input, waived }, [...deployed, health])).toMatchObject({ kind: "safe" });
  });
});

test("what changed after the plan is told, and what was known before is not", () => {
  const [group, held_] = deployed;
  if (group === undefined || held_ === undefined) throw new Error("The stack is empty.");
  const after = [found(group, { is: bag({ name: "other" }) }), found(held_, { is: null })];
  expect(changedSince(createGraph(deployed), gone, after)).toEqual([
    'Security group "web" was changed in AWS: name web → other.',
  ]);
});
