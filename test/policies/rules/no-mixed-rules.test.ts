import { expect, test } from "vitest";
import type { Inputs } from "../../../policies/example";
import { exampleRanges, graphOf, urnOf } from "../../../policies/example-graph";
import policy from "../../../policies/rules/no-mixed-rules";
import { admit, output, resource } from "../../../policies/sites";
import { defaultSettings } from "../../../src/findings/settings";
import { createGraph } from "../../../src/graph/resource-graph";
import { types } from "../../../src/graph/types";
import { notKnown } from "../../../src/graph/value";
import { reach } from "../../../src/reach/reach";
import { found, foundIn } from "../judged";

const office: Inputs = { ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "203.0.113.0/24" };

function rule(type: string, inputs: Inputs) {
  return resource(type, { securityGroupId: output("firewall", "id"), ...inputs });
}

test("names both sides, with the hostnames behind the group", () => {
  const add = { office: rule(types.ingressRule, office), other: rule(types.ingressRule, { ...office, fromPort: 23 }) };
  const set = { firewall: { ingress: [admit(443), admit(80)] } };
  expect(found(policy, { add, set })).toEqual([
    {
      id: `no-mixed-rules:${urnOf(types.securityGroup, "firewall")}:ingress`,
      policy: "no-mixed-rules",
      cause: "mixed-rules",
      kind: "hazard",
      severity: "warning",
      resource: urnOf(types.securityGroup, "firewall"),
      codes: [522],
      hostnames: ["www.example.com"],
      what: 'Security group "firewall" has 2 inline ingress rules and 2 separate ones, which take turns in removing each other.',
      fix: "Declare every ingress rule of the group in one style, best as separate rules.",
      docs: "https://github.com/no521/no521/blob/main/docs/policies/no-mixed-rules.md",
      related: [
        { resource: urnOf(types.ingressRule, "office"), says: 'rule "office" is declared separately' },
        { resource: urnOf(types.ingressRule, "other"), says: 'rule "other" is declared separately' },
      ],
    },
  ]);
});

test("counts the older SecurityGroupRule, in its own direction", () => {
  const legacy = { type: "egress", protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };
  const findings = found(policy, { add: { out: rule(types.securityGroupRule, legacy) } });
  expect(findings.map(({ id, codes, what }) => [id, codes, what])).toEqual([
    [
      `no-mixed-rules:${urnOf(types.securityGroup, "firewall")}:egress`,
      [504, 502],
      'Security group "firewall" has 1 inline egress rule and 1 separate one, which take turns in removing each other.',
    ],
  ]);
});

test("counts an empty list as declared, since it removes what others add", () => {
  const findings = found(policy, {
    add: { office: rule(types.ingressRule, office) },
    set: { firewall: { ingress: [] } },
  });
  expect(findings.map(({ what }) => what)).toEqual([
    'Security group "firewall" has 0 inline ingress rules and 1 separate one, which take turns in removing each other.',
  ]);
});

test("reports inline rules that are not known yet beside separate ones", () => {
  const { nodes } = graphOf({ title: "", add: { office: rule(types.ingressRule, office) } });
  const open = createGraph(
    nodes.map((node) => (node.name === "firewall" ? { ...node, inputs: { ingress: notKnown } } : node)),
  );
  expect(foundIn(policy, open).map(({ what }) => what)).toEqual([
    'Security group "firewall" has some inline ingress rules and 1 separate one, which take turns in removing each other.',
  ]);
});

test("does not take the rules that a refresh lists in the outputs for inline ones", () => {
  const { nodes } = graphOf({ title: "", add: { office: rule(types.ingressRule, office) } });
  const refreshed = createGraph(
    nodes.map((node) => (node.name === "firewall" ? { ...node, inputs: {}, outputs: { ingress: [{}] } } : node)),
  );
  expect(foundIn(policy, refreshed)).toEqual([]);
});

test("passes over dials that end at nothing of this program", () => {
  const graph = graphOf({ title: "", add: { office: rule(types.ingressRule, office) } });
  const { rows } = reach(graph, { edgeRanges: exampleRanges });
  const elsewhere = rows.map((row) => ({
    ...row,
    dials: row.dials.map((dial) => ({ ...dial, resource: "urn:absent" })),
  }));
  const drafts = policy.check({
    graph,
    reach: { rows: elsewhere },
    edgeRanges: exampleRanges,
    parameters: defaultSettings.parameters,
  });
  expect(drafts.map(({ hostnames }) => hostnames)).toEqual([[]]);
});

test("names no hostname for a group that guards none", () => {
  const inputs = { ingress: [admit(443)] };
  const add = {
    spare: resource(types.securityGroup, inputs),
    office: resource(types.ingressRule, { ...office, securityGroupId: output("spare", "id") }),
  };
  expect(found(policy, { add }).map(({ resource: urn, hostnames }) => [urn, hostnames])).toEqual([
    [urnOf(types.securityGroup, "spare"), []],
  ]);
});
