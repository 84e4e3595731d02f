import { describe, expect, test } from "vitest";
import { evaluate } from "../../policies/evaluate";
import { type Range, type RangeList, snapshot } from "../../src/cloudflare/ranges";
import type { Extra } from "../../src/drift/beside";
import { drift } from "../../src/drift/decide";
import type { Judge } from "../../src/drift/effect";
import type { FoundResource, Observation, PlannedStep, Snapshot } from "../../src/drift/observation";
import { standing } from "../../src/drift/standing";
import type { PlacedWaiver } from "../../src/findings/waivers";
import type { ResourceNode } from "../../src/graph/resource";
import { createGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { notKnown, type Properties } from "../../src/graph/value";
import type { LiveList } from "../../src/ranges/live";
import { edgeRanges, goodSite, graphOf, siteWith } from "../reach/site";

const state = graphOf(goodSite);
const now = new Date("2026-11-10T12:00:00Z");
const stackUrn = "urn:pulumi:test::site::pulumi:pulumi:Stack::site-test";
const list: RangeList = {
  ...snapshot,
  ranges: edgeRanges.map((cidr): Range => ({ cidr, state: "active" })),
};
const judge: Judge = (graph, dialledFrom = []) => evaluate(graph, { edgeRanges: [...edgeRanges, ...dialledFrom] });

interface Situation {
  readonly found?: readonly FoundResource[];
  readonly plan?: readonly PlannedStep[] | null;
  readonly failures?: Observation["failures"];
  readonly ranges?: readonly Range[];
  readonly live?: readonly string[];
  readonly crossChecked?: boolean;
  readonly waivers?: readonly PlacedWaiver[];
  readonly graph?: typeof state;
  readonly extras?: readonly Extra[];
}

function decided({ found = [], plan = [], failures = [], live, crossChecked = true, ...rest }: Situation) {
  const published: LiveList | null =
    live === undefined ? null : { cidrs: live, etag: null, source: "https://example.com", crossChecked, notes: [] };
  return drift({
    state: rest.graph ?? state,
    observation: { method: "preview", found, plan, failures },
    beside: { extras: rest.extras ?? [], failures: [], notes: [] },
    ranges: { list: { ...list, ranges: rest.ranges ?? list.ranges }, live: published, now },
    judge,
    waivers: rest.waivers ?? [],
    stackUrn,
  });
}

const told = (situation: Situation) =>
  decided(situation).changes.map((change) => [
    change.class,
    change.decidedBy,
    change.urgency,
    change.name,
    change.codes,
  ]);

function node(name: string): ResourceNode {
  const found = state.nodes.find((each) => each.name === name);
  if (found === undefined) throw new Error(`The site has no "${name}": ${state.nodes.map((each) => each.name).join()}`);
  return found;
}

function snapshotOf({ inputs, outputs }: ResourceNode, change: Properties = {}): Snapshot {
  return { inputs: { ...inputs, ...change }, outputs: { ...outputs, ...change } };
}

const found = (name: string, is: Properties | null, paths: readonly string[] = []): FoundResource => {
  const { urn, type, id = "" } = node(name);
  return { urn, type, id, was: snapshotOf(node(name)), is: is === null ? null : snapshotOf(node(name), is), paths };
};

const planned = (name: string, op: PlannedStep["op"], change: Properties = {}): PlannedStep => {
  const { urn, type } = node(name);
  return { urn, type, op, wanted: op === "delete" ? null : snapshotOf(node(name), change), paths: ["a"] };
};

const [first = "", second = ""] = edgeRanges;
const rule = (cidr: string) => `group-443-${cidr}`;

/** A rule that somebody added to the group of the site, open for what its first rule is open for. */
function extraRule(id: string, change: Properties): { readonly group: ResourceNode; readonly node: ResourceNode } {
  const { cidrIpv4: _, cidrIpv6: __, ...ports } = node(rule(first)).inputs;
  const inputs = { ...ports, ...change };
  const urn = `urn:pulumi:test::site::${types.ingressRule}::${id}`;
  return { group: node("group"), node: { ...node(rule(first)), urn, name: id, id, inputs, outputs: inputs } };
}

describe("a change outside", () => {
  test("is blamed for what it alone makes worse, with hostnames, codes and findings", () => {
    const [change] = decided({ found: [found(rule(first), null)] }).changes;
    expect([change?.urgency, change?.hostnames, change?.codes]).toEqual(["visitors-now", ["www.example.com"], [522]]);
    expect(change?.findings).toEqual([expect.stringMatching(/^require-cloudflare-ranges:/)]);
  });

  test("of a file that reads as it did is noise where the engine sees one", () => {
    expect(told({ found: [found("www", {}, ["ttl"])] })).toEqual([
      ["provider-noise", "noise:same-reading", "rest", "www", []],
    ]);
  });

  test("of a secret is told by its name alone, since the engine sees that it differs", () => {
    const secret: Properties = { name: "web", userData: notKnown };
    const instance: ResourceNode = { ...node("www"), urn: "urn:pulumi:test::site::aws:ec2/instance:Instance::web" };
    const bag = { inputs: secret, outputs: secret };
    const edit = { urn: instance.urn, type: types.instance, id: "i-1", was: bag, is: bag };
    const graph = createGraph([...state.nodes, { ...instance, type: types.instance, name: "web", ...bag }]);
    const { changes } = decided({ graph, found: [{ ...edit, paths: ["userData"] }] });
    expect(changes.map(({ decidedBy, what, properties }) => [decidedBy, what, properties])).toEqual([
      [
        "aws-differs",
        'Instance "web" was changed in AWS: userData.',
        [{ path: "userData", shown: false, before: null, after: null }],
      ],
    ]);
    expect(decided({ graph, found: [{ ...edit, paths: [] }] })).toMatchObject({ changes: [], notes: [] });
  });

  test("of a secret that the program ignores is compared by nobody, and that is said", () => {
    const bag: Snapshot = { inputs: { userData: notKnown }, outputs: { userData: notKnown } };
    const urn = "urn:pulumi:test::site::aws:ec2/instance:Instance::web";
    const options = { ...node("www").options, ignoreChanges: ["userData", "tags"] };
    const graph = createGraph([
      ...state.nodes,
      { ...node("www"), urn, type: types.instance, name: "web", ...bag, options },
    ]);
    expect(
      decided({ graph, found: [{ urn, type: types.instance, id: "i-1", was: bag, is: bag, paths: [] }] }),
    ).toMatchObject({
      changes: [],
      notes: ['userData of instance "web" was not compared: it is a secret, and the program ignores changes of it.'],
    });
  });

  test("says how it is undone: by an update, or by hand", () => {
    const edit = found("www", { ttl: 60 });
    const fixes = [[planned("www", "update")], [planned("www", "replace")], [], null].map(
      (plan) => decided({ found: [edit], plan }).changes[0]?.fix,
    );
    expect(fixes).toEqual([
      'Run "pulumi up --refresh" to put it back, or change the program if it is meant to stay.',
      'Run "pulumi up --refresh" to put it back, which replaces it, or change the program if it is meant to stay.',
      'Undo it in Cloudflare: "pulumi up" leaves it, since the program does not set it.',
      'Run "pulumi up --refresh" to put it back, or change the program if it is meant to stay.',
    ]);
  });

  test("is not undone by an update that ignores all of it, and is by one that ignores a part", () => {
    const www = node("www");
    const graph = createGraph(
      state.nodes.map((each) =>
        each === www ? { ...each, options: { ...each.options, ignoreChanges: ["ttl"] } } : each,
      ),
    );
    const plan = [planned("www", "update")];
    const fixes = [{ ttl: 60 }, { ttl: 60, comment: "by hand" }].map(
      (is) => decided({ graph, found: [found("www", is)], plan }).changes[0]?.fix,
    );
    expect(fixes).toEqual([
      'Undo it in Cloudflare: "pulumi up" leaves it, since the program ignores changes of ttl.',
      'Run "pulumi up --refresh" to put it back, or change the program if it is meant to stay.',
    ]);
  });

  test("of where a record points is followed to where it points now, not to what the program made it of", () => {
    const [change] = decided({ found: [found("www", { content: "elsewhere.example.com" })] }).changes;
    expect([change?.urgency, change?.hostnames]).toEqual(["visitors-now", ["www.example.com"]]);
  });

  test("comes after what visitors see, and noise comes last", () => {
    const all = [found("www", {}, ["ttl"]), found("alb", { idleTimeout: 61 }), found(rule(first), null)];
    expect(told({ found: all }).map(([driftClass, , urgency]) => [driftClass, urgency])).toEqual([
      ["deleted-outside", "visitors-now"],
      ["edited-in-aws", "rest"],
      ["provider-noise", "rest"],
    ]);
  });

  test("that adds a rule that no program declares is nothing that a deployment would have to wait for", () => {
    const { group, node: extra } = extraRule("sgr-byhand", { cidrIpv4: "0.0.0.0/0" });
    const stands = standing(group, types.ingressRule, "sgr-byhand", {
      ...extra.inputs,
      securityGroupId: group.id ?? "",
    });
    const rules = state.nodes.filter(({ type }) => type === types.ingressRule).map(({ urn }) => urn);
    const graph = createGraph(
      state.nodes.map((each) =>
        each.type === types.loadBalancer ? { ...each, dependsOn: new Map([...each.dependsOn, ["", rules]]) } : each,
      ),
    );
    const { after, changes } = decided({ graph, extras: [{ owner: group, node: stands }] });
    const told = after.findings.filter(({ policy }) => policy === "require-rules-before-use");
    expect([changes.map(({ urgency }) => urgency), told.filter(({ what }) => what.startsWith("Load"))]).toEqual([
      ["protection"],
      [],
    ]);
  });

  test("that opens the origin by an entry of a prefix list takes protection away", () => {
    const of = (type: string, name: string, inputs: Properties): ResourceNode => ({
      ...node(rule(first)),
      ...{ urn: `urn:pulumi:test::site::${type}::${name}`, type, name, id: name, inputs, outputs: inputs },
      dependsOn: new Map(),
    });
    const { node: by } = extraRule("by-list", { prefixListId: "pl-1" });
    const owner = of(types.managedPrefixList, "pl-1", { name: "ours", addressFamily: "IPv4", maxEntries: 9 });
    const graph = createGraph([...state.nodes, owner, { ...by, dependsOn: node(rule(first)).dependsOn }]);
    const urgenciesOf = (cidr: string) => {
      const entry = standing(owner, types.managedPrefixListEntry, `pl-1 ${cidr}`, { prefixListId: "pl-1", cidr });
      return told({ graph, extras: [{ owner, node: entry }] }).map(([, , urgency]) => urgency);
    };
    expect([urgenciesOf("198.51.100.0/24"), urgenciesOf(first)]).toEqual([["protection"], ["rest"]]);
  });

  test("that another one makes up for is to be mended before that one, and affects nobody now", () => {
    const { group, ...extra } = extraRule("sgr-byhand", { cidrIpv4: "0.0.0.0/0" });
    const { changes, after } = decided({ found: [found(rule(first), null)], extras: [{ owner: group, ...extra }] });
    expect(changes.map(({ decidedBy, urgency, hostnames, codes }) => [decidedBy, urgency, hostnames, codes])).toEqual([
      ["gone", "visitors-soon", ["www.example.com"], [522]],
      ["undeclared-rule", "protection", expect.anything(), []],
    ]);
    expect(changes[0]?.what).toMatch(
      / was deleted in AWS\. Visitors do not see it only because .*: mend this one first\.$/,
    );
    expect(after.reach.rows.map(({ outcome }) => outcome)).not.toContain("fails");
  });

  test("that made a rule anew costs visitors nothing", () => {
    const { group, ...extra } = extraRule("sgr-byhand", node(rule(first)).inputs);
    expect(told({ found: [found(rule(first), null)], extras: [{ owner: group, ...extra }] })).toEqual([
      ["edited-in-aws", "made-anew", "rest", rule(first), []],
    ]);
  });

  test("is waived by class and resource, until the day is over", () => {
    const waiver = { policy: "drift/deleted-outside", resource: "*", reason: "A trial.", writtenIn: "no521.yaml" };
    const states = ["2026-11-10", "2026-11-09"].map((until) => {
      const { changes, waivers } = decided({ found: [found(rule(first), null)], waivers: [{ ...waiver, until }] });
      return [changes[0]?.waiver?.until, waivers[0]?.state];
    });
    expect(states).toEqual([
      ["2026-11-10", "used"],
      [undefined, "expired"],
    ]);
  });
});

describe("a program", () => {
  test("is ahead where it declares, changes or drops something", () => {
    const www = found("www", {});
    expect(told({ found: [www], plan: [planned("www", "update", { ttl: 60 })] })).toEqual([
      ["program-ahead", "program-changes", "rest", "www", []],
    ]);
    expect(told({ found: [www], plan: [planned("www", "delete")] })).toEqual([
      ["program-ahead", "program-drops", "rest", "www", []],
    ]);
    const second521 = { ...planned("www", "create"), urn: "urn:pulumi:test::site::a:b:C::new" };
    expect(told({ found: [www], plan: [second521] })).toEqual([["program-ahead", "program-adds", "rest", "new", []]]);
  });

  test("is not ahead where an update only puts back what was changed outside", () => {
    expect(told({ found: [found("www", null)], plan: [planned("www", "create")] })).toEqual([
      ["deleted-outside", "gone", "visitors-now", "www", []],
    ]);
  });

  test("is not ahead where a provider would write again what is there", () => {
    expect(told({ found: [found("www", {})], plan: [planned("www", "update")] })).toEqual([
      ["provider-noise", "noise:step-without-change", "rest", "www", []],
    ]);
  });
});

describe("an update that would replace what the program declares as it is deployed", () => {
  const replaced = [
    "program-ahead",
    "update-replaces",
    'An update would replace record "www" for a, and the program declares what is deployed.',
  ];
  const said = (found: readonly FoundResource[]) =>
    decided({ found, plan: [planned("www", "replace")] })
      .changes.filter((change) => change.class !== "provider-noise")
      .map(({ class: driftClass, decidedBy, what }) => [driftClass, decidedBy, what]);

  test("is drift, since nobody meant it", () => {
    expect(said([found("www", {})])).toEqual([replaced]);
  });

  test("is drift as well where only noise was read", () => {
    expect(said([found("www", { modifiedOn: "2026-11-01T00:00:00Z" })])).toEqual([replaced]);
  });

  test("follows from what was changed outside", () => {
    expect(said([found("www", { ttl: 60 })]).map(([driftClass]) => driftClass)).toEqual(["edited-in-cloudflare"]);
  });
});

describe("Cloudflare's list", () => {
  const published = "198.51.100.0/24";

  test("warns of a range that an origin lacks before it is dialled from", () => {
    const { changes } = decided({ live: [...edgeRanges, published] });
    expect(changes.map(({ id, urgency, hostnames, codes }) => [id, urgency, hostnames, codes])).toEqual([
      [`range-published:${published}`, "visitors-soon", ["www.example.com"], [522]],
    ]);
  });

  test("makes a note of a range that every origin lets in already", () => {
    const open = graphOf(siteWith({ [rule(first)]: { cidrIpv4: "0.0.0.0/0" } }));
    expect(decided({ live: [...edgeRanges, published], graph: open })).toMatchObject({
      changes: [],
      notes: [`Cloudflare publishes ${published}, which the reviewed list lacks. Every origin lets it in already.`],
    });
  });

  test("weakens an origin that lets in what it dropped, once two sources say so", () => {
    const live = edgeRanges.filter((cidr) => cidr !== first);
    expect(told({ live })).toEqual([["upstream", "range-withdrawn", "protection", "group", []]]);
    expect(decided({ live, crossChecked: false })).toMatchObject({
      changes: [],
      notes: [`One source of Cloudflare alone no longer names ${first}, which is not believed yet.`],
    });
  });

  test("weakens an origin that lets in a range past its date, and the step that closes it is no change of its own", () => {
    const ranges = list.ranges.map((range) =>
      range.cidr === first ? { ...range, state: "retiring" as const, removeAfter: "2026-11-01" } : range,
    );
    const situation = { ranges, found: [found(rule(first), {})], plan: [planned(rule(first), "delete")] };
    expect(told(situation)).toEqual([["upstream", "range-past-date", "protection", "group", []]]);
  });

  test("tells a reviewed range that is not deployed from a change of the program", () => {
    const graph = graphOf(siteWith({ [rule(second)]: null }));
    const step = planned(rule(second), "create");
    expect(told({ graph, plan: [step] })).toEqual([["upstream", "range-not-deployed", "rest", rule(second), []]]);
  });
});

describe("what could not be read", () => {
  test.each([
    ["operation error EC2: DescribeSecurityGroups, UnauthorizedOperation: no", "unreadable-credentials"],
    ["api error RequestLimitExceeded: Request limit exceeded.", "unreadable-throttled"],
    ['Get "https://api.cloudflare.com": dial tcp: i/o timeout', "unreadable-timeout"],
    ["Authentication error (10000)", "unreadable-credentials"],
    ["something else", "unreadable-otherwise"],
  ])("%j is %s, and no waiver makes it clean", (says, decidedBy) => {
    const waiver = { policy: "drift/unreadable", resource: "*", reason: "No.", until: "9999-12-31", writtenIn: "" };
    const { changes } = decided({ failures: [{ resource: node("www").urn, says }], waivers: [waiver] });
    expect(changes.map((change) => [change.class, change.decidedBy, change.waiver])).toEqual([
      ["unreadable", decidedBy, null],
    ]);
  });

  test("is told with its first line, and once for each thing", () => {
    const failure = { resource: node("www").urn, says: "Preview failed: refused.\n  at a stack" };
    const { changes } = decided({
      failures: [
        failure,
        failure,
        { resource: null, says: "gone." },
        { resource: null, subject: "The list", says: "late" },
      ],
    });
    expect(changes.map(({ what }) => what).toSorted()).toEqual([
      'Record "www" could not be read: refused.',
      "The list could not be read: late.",
      "The stack could not be read: gone.",
    ]);
  });
});

test("two edits that only together stop visitors are both to blame", () => {
  // Each of two rules lets the range in; without either the other still does.
  const twice = siteWith({
    spare: {
      type: types.ingressRule,
      inputs: { ...node(rule(first)).inputs },
    },
  });
  const graph = graphOf(twice);
  const spare = graph.nodes.find(({ name }) => name === "spare");
  if (spare === undefined) throw new Error("The site has no spare rule.");
  const both = [
    found(rule(first), null),
    { urn: spare.urn, type: spare.type, id: "", was: snapshotOf(spare), is: null, paths: [] },
  ];
  expect(told({ graph, found: both })).toEqual([
    ["deleted-outside", "gone", "visitors-now", rule(first), [522]],
    ["deleted-outside", "gone", "visitors-now", "spare", [522]],
  ]);
});
