import { describe, expect, test } from "vitest";
import type { Extra } from "../../src/drift/beside";
import { madeAnew } from "../../src/drift/made-anew";
import type { FoundResource } from "../../src/drift/observation";
import { defaultOptions, type ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { notKnown, type Properties } from "../../src/graph/value";

const urnOf = (type: string, name: string) => `urn:pulumi:test::site::${type}::${name}`;

const rule: Properties = {
  ...{ securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 443, toPort: 443 },
  ...{ cidrIpv4: "104.16.0.0/13", securityGroupRuleId: "sgr-1" },
};
const record: Properties = {
  ...{ zoneId: "zone", name: "www.example.com", type: "A", content: "203.0.113.7", proxied: true, ttl: 1 },
};

function gone(type: string, properties: Properties): FoundResource {
  const bag = { inputs: properties, outputs: properties };
  return { urn: urnOf(type, "ours"), type, id: "old", was: bag, is: null, paths: [] };
}

function extra(type: string, id: string, properties: Properties): Extra {
  const node: ResourceNode = {
    ...{ urn: urnOf(type, id), type, name: id, kind: "managed", id, inputs: properties, outputs: properties },
    ...{ options: defaultOptions, dependsOn: new Map() },
  };
  return { owner: node, node };
}

const told = (found: readonly FoundResource[], extras: readonly Extra[]) => {
  const anew = madeAnew(found, extras);
  return {
    what: anew.candidates.map(({ what }) => what),
    found: anew.found.length,
    extras: anew.extras.map(({ node }) => node.name),
  };
};

describe("what was deleted and made again as it was", () => {
  test("is one change of a rule, and says that visitors notice nothing", () => {
    const again = { ...rule, securityGroupRuleId: "sgr-2" };
    const anew = madeAnew([gone(types.ingressRule, rule)], [extra(types.ingressRule, "sgr-2", again)]);
    expect(anew).toMatchObject({
      found: [],
      extras: [],
      candidates: [
        {
          class: "edited-in-aws",
          decidedBy: "made-anew",
          resource: urnOf(types.ingressRule, "ours"),
          edits: [],
          what: 'Ingress rule "ours" was deleted in AWS and made anew as sgr-2, which says the same: visitors notice nothing.',
          fix: 'Run "no521 drift --remediate safe", which takes it into the state: AWS refuses to make a second one.',
        },
      ],
    });
  });

  test("is one change of a record", () => {
    const anew = madeAnew([gone(types.dnsRecord, record)], [extra(types.dnsRecord, "rec-2", { ...record, ttl: 300 })]);
    expect(anew.candidates.map(({ class: driftClass, what, fix }) => [driftClass, what, fix])).toEqual([
      [
        "edited-in-cloudflare",
        'Record "ours" was deleted in Cloudflare and made anew as rec-2, which says the same: visitors notice nothing.',
        'Take it into the state by "pulumi import", as zone/rec-2: Cloudflare refuses to make a second one.',
      ],
    ]);
  });

  test("is each time another one", () => {
    const twins = [extra(types.ingressRule, "sgr-2", rule), extra(types.ingressRule, "sgr-3", rule)];
    expect(told([gone(types.ingressRule, rule)], twins)).toMatchObject({ found: 0, extras: ["sgr-3"] });
  });

  test("lets everything through whatever ports its program names", () => {
    const all = { securityGroupId: "sg-1", ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" };
    const again = [extra(types.egressRule, "sgr-2", all)];
    expect(told([gone(types.egressRule, { ...all, fromPort: -1, toPort: -1 })], again)).toMatchObject({ extras: [] });
  });

  test.each<[string, string, Properties, Properties]>([
    ["for another port", types.ingressRule, rule, { ...rule, toPort: 444 }],
    ["for another network", types.ingressRule, rule, { ...rule, cidrIpv4: "104.24.0.0/14" }],
    ["in another group", types.ingressRule, rule, { ...rule, securityGroupId: "sg-2" }],
    ["whose network was not known", types.ingressRule, { ...rule, cidrIpv4: notKnown }, rule],
    ["with another content", types.dnsRecord, record, { ...record, content: "203.0.113.8" }],
    ["that is not proxied", types.dnsRecord, record, { ...record, proxied: false }],
    ["whose content was a secret", types.dnsRecord, { ...record, content: notKnown }, record],
    ["of a type that is never listed", types.vpc, { cidrBlock: "10.0.0.0/16" }, { cidrBlock: "10.0.0.0/16" }],
  ])("is none %s", (_, type, was, is) => {
    expect(told([gone(type, was)], [extra(type, "other", is)])).toEqual({ what: [], found: 1, extras: ["other"] });
  });

  test("is none of what still stands", () => {
    const stands = { ...gone(types.ingressRule, rule), is: { inputs: rule, outputs: rule } };
    expect(told([stands], [extra(types.ingressRule, "sgr-2", rule)])).toEqual({
      what: [],
      found: 1,
      extras: ["sgr-2"],
    });
  });
});
