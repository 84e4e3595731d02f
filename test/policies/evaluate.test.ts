import { describe, expect, test } from "vitest";
import { evaluate, findingsOf } from "../../policies/evaluate";
import type { Example } from "../../policies/example";
import { exampleRanges, graphOf, urnOf } from "../../policies/example-graph";
import type { Policy } from "../../policies/policy";
import requireListener from "../../policies/rules/require-listener";
import { admit, ipv4RangesWithout, output, plainListener, resource } from "../../policies/sites";
import type { Draft } from "../../src/findings/draft";
import { defaultSettings } from "../../src/findings/settings";
import { createGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";

const firewall = urnOf(types.securityGroup, "firewall");

/** Another hostname on the same balancer. */
const shop = resource(types.dnsRecord, {
  zoneId: output("zone", "id"),
  name: "shop.example.com",
  type: "CNAME",
  content: output("balancer", "dnsName"),
  proxied: true,
  ttl: 1,
});

function evaluated(example: Example) {
  return evaluate(graphOf(example), { edgeRanges: exampleRanges });
}

describe("evaluate", () => {
  test("gives a finding with all that a report needs", () => {
    const { findings } = evaluated({
      title: "",
      set: { firewall: { ingress: [{ ...admit(443), cidrBlocks: ipv4RangesWithout("172.64.0.0/13") }] } },
    });
    expect(findings).toEqual([
      {
        id: `require-cloudflare-ranges:${firewall}:443/ipv4`,
        policy: "require-cloudflare-ranges",
        cause: "ranges-not-allowed",
        kind: "outage",
        severity: "error",
        resource: firewall,
        codes: [522],
        hostnames: ["www.example.com"],
        what: 'Security group "firewall" has no rule for 172.64.0.0/13 on port 443.',
        fix: "Allow 172.64.0.0/13 on TCP port 443.",
        docs: "https://github.com/no521/no521/blob/main/docs/policies/require-cloudflare-ranges.md",
        related: [
          {
            resource: urnOf(types.loadBalancer, "balancer"),
            says: 'load balancer "balancer" is guarded by this group',
          },
        ],
      },
    ]);
  });

  test("tells a defect of two hostnames once", () => {
    const { findings } = evaluated({
      title: "",
      add: { listener: plainListener, shop },
      set: { firewall: { ingress: [admit(80), admit(443)] } },
    });
    expect(findings.map(({ policy, hostnames }) => [policy, hostnames])).toEqual([
      ["require-listener", ["shop.example.com", "www.example.com"]],
    ]);
  });

  test("puts errors before hazards, and what breaks more hostnames first", () => {
    const { findings } = evaluated({
      title: "",
      add: {
        office: {
          type: types.ingressRule,
          inputs: {
            securityGroupId: output("firewall", "id"),
            ipProtocol: "tcp",
            fromPort: 22,
            toPort: 22,
            cidrIpv4: "203.0.113.0/24",
          },
        },
        shop,
      },
      set: {
        certificate: { subjectAlternativeNames: ["www.example.com"] },
        firewall: { ingress: [{ ...admit(443), cidrBlocks: ipv4RangesWithout("172.64.0.0/13") }] },
      },
    });
    expect(findings.map(({ policy, hostnames }) => [policy, hostnames])).toEqual([
      ["require-cloudflare-ranges", ["shop.example.com", "www.example.com"]],
      ["require-certificate-name", ["shop.example.com"]],
      ["no-mixed-rules", ["shop.example.com", "www.example.com"]],
      ["require-rules-before-use", ["shop.example.com", "www.example.com"]],
      ["require-records-after-origin", ["shop.example.com"]],
    ]);
  });

  test("gives a rule the severity that is set for it, and leaves out one that is off", () => {
    const graph = graphOf({
      title: "",
      add: { listener: plainListener },
      set: { firewall: { ingress: [{ ...admit(80), cidrBlocks: ipv4RangesWithout("172.64.0.0/13") }] } },
    });
    const rules = {
      "require-listener": { severity: "note", parameters: {} },
      "require-cloudflare-ranges": { severity: "off", parameters: {} },
    } as const;
    const { findings, reach } = evaluate(graph, { edgeRanges: exampleRanges, settings: { ...defaultSettings, rules } });
    expect(findings.map(({ policy, severity }) => [policy, severity])).toEqual([["require-listener", "note"]]);
    expect(reach.rows.filter(({ outcome }) => outcome === "fails")).toHaveLength(2);
  });

  test("says where the resource to mend was declared, if the graph tells", () => {
    const source = { file: "infra/index.ts", line: 12, column: 3 };
    const graph = graphOf({ title: "", set: { balancer: { internal: true } } });
    const located = createGraph(graph.nodes.map((node) => ({ ...node, source })));
    expect(evaluate(located, { edgeRanges: exampleRanges }).findings.map(({ location }) => location)).toEqual([source]);
  });
});

describe("findingsOf", () => {
  const draft: Draft = {
    resource: firewall,
    codes: [522],
    hostnames: ["www.example.com"],
    what: "It is closed.",
    fix: "Open it.",
    related: [],
  };

  function idsOf(...drafts: readonly Partial<Draft>[]) {
    const graph = createGraph([]);
    const policy: Policy = { ...requireListener, check: () => drafts.map((change) => ({ ...draft, ...change })) };
    return findingsOf(policy, {
      graph,
      reach: { rows: [] },
      edgeRanges: [],
      parameters: defaultSettings.parameters,
    }).map(({ id }) => id);
  }

  test("names a finding by policy, resource and key", () => {
    expect(idsOf({}, { key: "443" })).toEqual([`require-listener:${firewall}`, `require-listener:${firewall}:443`]);
  });

  test("tells findings with the same key apart by their hostnames, else by their order", () => {
    expect(idsOf({ key: "a" }, { key: "a", hostnames: ["shop.example.com"] }, { key: "b" }, { key: "b" })).toEqual([
      `require-listener:${firewall}:a:www.example.com`,
      `require-listener:${firewall}:a:shop.example.com`,
      `require-listener:${firewall}:b:www.example.com:1`,
      `require-listener:${firewall}:b:www.example.com:2`,
    ]);
  });
});
