import { describe, expect, test } from "vitest";
import { type Answer, type Ask, lookBeside } from "../../src/drift/beside";
import { extraChanges } from "../../src/drift/extra-changes";
import { questionsOf } from "../../src/drift/questions";
import { defaultOptions, type ResourceNode } from "../../src/graph/resource";
import { createGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import type { Properties } from "../../src/graph/value";

const prefix = "urn:pulumi:test::site";
const urn = (type: string, name: string) => `${prefix}::${type}::${name}`;
const aws = urn("pulumi:providers:aws", "default");
const cloudflare = urn("pulumi:providers:cloudflare", "default");

const node = (type: string, name: string, inputs: Properties, provider?: string): ResourceNode => ({
  ...{ urn: urn(type, name), type, name, kind: "managed", id: name, inputs, outputs: inputs },
  options: defaultOptions,
  dependsOn: new Map(),
  ...(provider !== undefined && { provider }),
});

const providers = (version: string) => [
  node("pulumi:providers:aws", "default", { version }),
  node("pulumi:providers:cloudflare", "default", { version }),
];
const group = (inputs: Properties = {}) => node(types.securityGroup, "sg-1", { vpcId: "vpc-1", ...inputs }, aws);
const own = node(types.ingressRule, "sgr-own", { securityGroupId: "sg-1", securityGroupRuleId: "sgr-own" }, aws);
const older = node(
  types.securityGroupRule,
  "sgrule-1",
  {
    ...{ securityGroupId: "sg-1", type: "ingress", protocol: "tcp", fromPort: 443, toPort: 443 },
    cidrBlocks: ["104.16.0.0/13", "172.64.0.0/13"],
  },
  aws,
);
const www = node(
  types.dnsRecord,
  "rec-www",
  { zoneId: "zone", name: "www.example.com", type: "A", content: "203.0.113.7", proxied: true },
  cloudflare,
);

const tcp = { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv6: "", prefixListId: "", isEgress: false };

/** What AWS and Cloudflare have: rules by their ids, and the records of every name. */
function world(rules: Readonly<Record<string, Properties>>, records: readonly Properties[] = []): Ask {
  return ({ token, args }) => {
    const value = (properties: Properties): Promise<Answer> => Promise.resolve({ kind: "answer", value: properties });
    if (token.endsWith(":getSecurityGroupRules")) return value({ ids: Object.keys(rules) });
    if (token.endsWith(":getDnsRecords")) return value({ results: records });
    const id = typeof args.securityGroupRuleId === "string" ? args.securityGroupRuleId : "";
    return value({ ...rules[id], securityGroupRuleId: id });
  };
}

async function extras(nodes: readonly ResourceNode[], ask: Ask) {
  const graph = createGraph([...providers("7.48.0"), ...nodes]);
  const beside = await lookBeside(graph, questionsOf(graph), ask);
  return { what: extraChanges(beside).map(({ what }) => what), failures: beside.failures };
}

describe("rules that no program declares", () => {
  test("are told with protocol, port and source; our own are not, in whatever style they are", async () => {
    const ask = world({
      "sgr-own": { ...tcp, cidrIpv4: "104.16.0.0/13" },
      "sgr-older": { ...tcp, cidrIpv4: "172.64.0.0/13" },
      "sgr-new": { ...tcp, cidrIpv4: "0.0.0.0/0" },
      "sgr-range": { ...tcp, cidrIpv4: "198.51.100.0/24", toPort: 500 },
      "sgr-all": { ...tcp, ipProtocol: "-1", fromPort: -1, toPort: -1, cidrIpv4: "203.0.113.0/24", isEgress: true },
    });
    expect(await extras([group(), own, older], ask)).toEqual({
      what: [
        'Security group "sg-1" has a rule that the program of this stack does not declare: TCP 443 from 0.0.0.0/0.',
        'Security group "sg-1" has a rule that the program of this stack does not declare: TCP 443–500 from 198.51.100.0/24.',
        'Security group "sg-1" has a rule that the program of this stack does not declare: everything to 203.0.113.0/24.',
      ],
      failures: [],
    });
  });

  test("are left to the refresh where the group declares its rules inline", async () => {
    const inline = group({ ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["104.16.0.0/13"] }] });
    const ask = world({ "sgr-1": { ...tcp, cidrIpv4: "104.16.0.0/13" }, "sgr-2": { ...tcp, isEgress: true } });
    expect((await extras([inline], ask)).what).toEqual([
      'Security group "sg-1" has a rule that the program of this stack does not declare: TCP 443 to nobody.',
    ]);
  });

  test("are unknown where nobody answers, for the list or for one of them", async () => {
    const refuse: Ask = () => Promise.resolve({ kind: "failed", says: "AccessDenied" });
    expect((await extras([group()], refuse)).failures).toEqual([
      { resource: group().urn, says: "sg-1: its rules could not be listed: AccessDenied" },
    ]);
    const half: Ask = (question) =>
      question.token.endsWith("Rules") ? world({ "sgr-1": tcp })(question) : refuse(question);
    expect((await extras([group()], half)).failures).toEqual([
      { resource: group().urn, says: "sg-1: a rule of it could not be read: AccessDenied" },
    ]);
  });

  test("are read up to a hundred, and the others are unknown", async () => {
    const rules = Object.fromEntries(Array.from({ length: 103 }, (_, index) => [`sgr-${index}`, tcp] as const));
    const { what, failures } = await extras([group()], world(rules));
    expect(what).toHaveLength(100);
    expect(failures.map(({ says }) => says)).toEqual([
      "sg-1: it has 3 further rules that the program does not declare, and that is too many to read",
    ]);
  });
});

describe("records that no program declares", () => {
  const record = { id: "rec-2", name: "www.example.com", type: "A", content: "198.51.100.9", proxied: false };

  test("are told where they decide where visitors go", async () => {
    const text = { ...record, id: "rec-3", type: "TXT", content: "v=spf1 -all" };
    const ask = world({}, [{ ...record, id: "rec-www" }, record, text]);
    expect(await extras([www], ask)).toEqual({
      what: [
        "www.example.com has a record that the program of this stack does not declare: A 198.51.100.9, not proxied.",
      ],
      failures: [],
    });
  });

  test("are unknown where they cannot be listed", async () => {
    const refuse: Ask = () => Promise.resolve({ kind: "failed", says: "late" });
    expect((await extras([www], refuse)).failures).toEqual([
      { resource: www.urn, says: "rec-www: the records of www.example.com could not be listed: late" },
    ]);
  });

  test("are told, and not wholly read, where the answer is as long as it may be", async () => {
    const many = (length: number) => Array.from({ length }, (_, index) => ({ ...record, id: `rec-${index + 10}` }));
    const { what, failures } = await extras([www], world({}, many(1000)));
    expect([what.length, failures]).toEqual([
      1000,
      [
        {
          resource: www.urn,
          says: "rec-www: the records of www.example.com may be more than the 1000 that one answer lists, and the others were not read",
        },
      ],
    ]);
    expect((await extras([www], world({}, many(999)))).failures).toEqual([]);
  });

  test("are asked for with the number at which an answer counts as cut", async () => {
    const asked: unknown[] = [];
    await extras([www], (question) => {
      asked.push(question.args);
      return world({})(question);
    });
    expect(asked).toEqual([{ zoneId: "zone", name: { exact: "www.example.com" }, maxItems: 1000 }]);
  });

  test("and rules are unknown where the answer has no list", async () => {
    const empty: Ask = () => Promise.resolve({ kind: "answer", value: { results: null } });
    expect((await extras([www, group()], empty)).failures.map(({ says }) => says)).toEqual([
      "sg-1: its rules could not be listed: the answer has no list",
      "rec-www: the records of www.example.com could not be listed: the answer has no list",
    ]);
  });

  test("are looked for on hostnames alone", async () => {
    const unproxied = { ...www, inputs: { ...www.inputs, proxied: false }, outputs: {} };
    expect((await extras([unproxied], world({}, [record]))).what).toEqual([]);
  });
});

test("providers that are too old to answer are not asked, and that is said", () => {
  const graph = createGraph([...providers("5.49.1"), group(), www]);
  expect(questionsOf(graph)).toEqual({
    groups: [],
    names: [],
    notes: [
      "Rules that somebody added to the security groups were not looked for: the AWS provider is too old to list them.",
      "Records that somebody added were not looked for: the Cloudflare provider is too old to list them.",
    ],
  });
});
