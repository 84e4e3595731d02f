import { describe, expect, test } from "vitest";
import type { Input, Inputs } from "../../../policies/example";
import { urnOf } from "../../../policies/example-graph";
import { offPath } from "../../../policies/off-path-types";
import policy from "../../../policies/rules/no-rate-limit-of-edge";
import { ipv4Ranges, ipv4RangesWithout, ipv6Ranges, output, resource } from "../../../policies/sites";
import { found } from "../judged";

function heard(statement: Inputs, action: Input = { block: {} }, guarded = "balancer") {
  const rules = [{ name: "rule", priority: 1, action, statement }];
  const add = {
    acl: resource(offPath.webAcl, { scope: "REGIONAL", defaultAction: { allow: {} }, rules }),
    guard: resource(offPath.webAclAssociation, {
      resourceArn: output(guarded, "arn"),
      webAclArn: output("acl", "arn"),
    }),
  };
  return found(policy, { add }).map(({ what }) => what);
}

test("takes a limit that says nothing for one by address, as AWS does", () => {
  expect(heard({ rateBasedStatement: { limit: 2000 } })).toEqual([
    'Rule "rule" of web ACL "acl" counts requests by the address of the connection, which is Cloudflare\'s.',
  ]);
});

test("finds a country that is judged by the edge's address, and none that is judged by the visitor's", () => {
  const geo = { countryCodes: ["US"] };
  expect(heard({ geoMatchStatement: geo })).toEqual([
    'Rule "rule" of web ACL "acl" judges the country by the address of the connection, which is Cloudflare\'s.',
  ]);
  const forwarded = { headerName: "CF-Connecting-IP", fallbackBehavior: "NO_MATCH" };
  expect(heard({ geoMatchStatement: { ...geo, forwardedIpConfig: forwarded } })).toEqual([]);
});

test("passes over a rule that only counts, and one that guards nothing here", () => {
  expect(heard({ rateBasedStatement: { limit: 2000 } }, { count: {} })).toEqual([]);
  expect(heard({ rateBasedStatement: { limit: 2000 } }, { block: {} }, "vpc")).toEqual([]);
});

/** A set of addresses beside the web ACL, to which its rule refers. */
function heardOfSet(addresses: readonly string[], statement: (set: Inputs) => Inputs, more: Inputs = {}) {
  const set: Inputs = { ipSetReferenceStatement: { arn: output("set", "arn"), ...more } };
  const rules = [{ name: "rule", priority: 1, action: { block: {} }, statement: statement(set) }];
  const add = {
    set: resource(offPath.ipSet, { scope: "REGIONAL", ipAddressVersion: "IPV4", addresses }),
    acl: resource(offPath.webAcl, { scope: "REGIONAL", defaultAction: { allow: {} }, rules }),
    guard: resource(offPath.webAclAssociation, {
      resourceArn: output("balancer", "arn"),
      webAclArn: output("acl", "arn"),
    }),
  };
  return found(policy, { add }).map(({ what }) => what);
}

const not = (set: Inputs): Inputs => ({ notStatement: { statements: [set] } });

describe("a set of addresses", () => {
  const office = ["203.0.113.0/24"];
  const turned = (range: string) => [
    `Rule "rule" of web ACL "acl" turns ${range} away by the address of the connection, which is Cloudflare's.`,
  ];

  test("that is turned away matters where it holds one of Cloudflare's", () => {
    expect(heardOfSet(["172.64.0.0/16"], (set) => set)).toEqual(turned("172.64.0.0/13"));
    expect(heardOfSet(office, (set) => set)).toEqual([]);
  });

  test("that alone is let in matters where it lacks one of Cloudflare's", () => {
    expect(heardOfSet(office, not)).toEqual(turned("173.245.48.0/20"));
    expect(heardOfSet(ipv4Ranges, not)).toEqual([]);
    expect(heardOfSet(ipv4RangesWithout("172.64.0.0/13"), not)).toEqual(turned("172.64.0.0/13"));
  });

  test("is found inside of others, and twice negated is as it was", () => {
    expect(
      heardOfSet(office, (set) => ({ andStatement: { statements: [{ byteMatchStatement: {} }, not(set)] } })),
    ).toEqual(turned("173.245.48.0/20"));
    expect(heardOfSet(office, (set) => not({ orStatement: { statements: [not(set)] } }))).toEqual([]);
  });

  test("that is compared with the header is the visitor's", () => {
    expect(heardOfSet(office, not, { ipSetForwardedIpConfig: { headerName: "CF-Connecting-IP" } })).toEqual([]);
  });
});

test("reads rules that are resources of their own, and names them", () => {
  const add = {
    acl: resource(offPath.webAcl, { scope: "REGIONAL", defaultAction: { allow: {} } }),
    own: resource(offPath.webAclRule, {
      webAclArn: output("acl", "arn"),
      name: "rate",
      priority: 1,
      action: { block: {} },
      statement: { rateBasedStatement: { limit: 2000 } },
    }),
    guard: resource(offPath.webAclAssociation, {
      resourceArn: output("balancer", "arn"),
      webAclArn: output("acl", "arn"),
    }),
  };
  expect(found(policy, { add })).toMatchObject([
    {
      resource: urnOf(offPath.webAclRule, "own"),
      what: 'Rule "rate" of web ACL "acl" counts requests by the address of the connection, which is Cloudflare\'s.',
    },
  ]);
});

test("passes over a rule group whose actions only count", () => {
  const rules = [{ name: "in", priority: 1, action: { block: {} }, statement: { rateBasedStatement: { limit: 100 } } }];
  const heardWith = (overrideAction: Inputs) => {
    const statement = { ruleGroupReferenceStatement: { arn: output("group", "arn") } };
    const add = {
      group: resource(offPath.ruleGroup, { scope: "REGIONAL", capacity: 10, rules }),
      acl: resource(offPath.webAcl, {
        scope: "REGIONAL",
        defaultAction: { allow: {} },
        rules: [{ name: "group", priority: 1, overrideAction, statement }],
      }),
      guard: resource(offPath.webAclAssociation, {
        resourceArn: output("balancer", "arn"),
        webAclArn: output("acl", "arn"),
      }),
    };
    return found(policy, { add }).map(({ what }) => what);
  };
  expect([heardWith({ count: {} }), heardWith({ none: {} })]).toEqual([
    [],
    ['Rule "in" of rule group "group" counts requests by the address of the connection, which is Cloudflare\'s.'],
  ]);
});

describe("a web ACL that blocks by default", () => {
  const set = { ipSetReferenceStatement: { arn: output("set", "arn") } };
  const refused = (range: string) => [
    `Web ACL "acl" blocks by default, and no rule of it allows Cloudflare's range ${range}.`,
  ];

  /** With a rule that allows what a statement matches. */
  function heardOfDefault(addresses: readonly string[], statement: Inputs = set, action: Input = { allow: {} }) {
    const add = {
      set: resource(offPath.ipSet, { scope: "REGIONAL", ipAddressVersion: "IPV4", addresses }),
      acl: resource(offPath.webAcl, {
        scope: "REGIONAL",
        defaultAction: { block: {} },
        rules: [{ name: "rule", priority: 1, action, statement }],
      }),
      guard: resource(offPath.webAclAssociation, {
        resourceArn: output("balancer", "arn"),
        webAclArn: output("acl", "arn"),
      }),
    };
    return found(policy, { add, set: { balancer: { ipAddressType: "ipv4" } } }).map(({ what }) => what);
  }

  test("lets the edge in where a rule allows all of its ranges", () => {
    expect(heardOfDefault(ipv4Ranges)).toEqual([]);
    expect(heardOfDefault(ipv4RangesWithout("172.64.0.0/13"))).toEqual(refused("172.64.0.0/13"));
  });

  test("refuses the edge where its rules count alone", () => {
    expect(heardOfDefault(ipv4Ranges, set, { count: {} })).toEqual(refused("173.245.48.0/20"));
  });

  test("allows no more than the set among conditions that all have to hold", () => {
    const both = { andStatement: { statements: [{ byteMatchStatement: {} }, set] } };
    expect(heardOfDefault(["203.0.113.0/24"], both)).toEqual(refused("173.245.48.0/20"));
  });

  test.each([
    ["by a header", { byteMatchStatement: {} }],
    [
      "by the visitor's address",
      { ipSetReferenceStatement: { arn: "arn:set", ipSetForwardedIpConfig: { headerName: "CF-Connecting-IP" } } },
    ],
    ["whom the set does not hold", { notStatement: { statements: [set] } }],
    ["by the set or by a header", { orStatement: { statements: [set, { byteMatchStatement: {} }] } }],
    [
      "by a set of another program",
      { ipSetReferenceStatement: { arn: "arn:aws:wafv2:us-east-1:123456789012:regional/ipset/x/1" } },
    ],
    [
      "by a group of another program",
      { ruleGroupReferenceStatement: { arn: "arn:aws:wafv2:us-east-1:123456789012:regional/rulegroup/x/1" } },
    ],
    ["by a group on the market", { managedRuleGroupStatement: { vendorName: "F5", name: "x" } }],
  ])("may let the edge in where a rule allows %s", (_, statement) => {
    expect(heardOfDefault(["203.0.113.0/24"], statement)).toEqual([]);
  });
});

/** A rule that allows sets of addresses beside one that limits by the address of the connection. */
function heardBeside(sets: Readonly<Record<string, readonly string[]>>, priority: number) {
  const allow = Object.keys(sets).map((name, index) => ({
    name,
    priority: priority + index,
    action: { allow: {} },
    statement: { ipSetReferenceStatement: { arn: output(name, "arn") } },
  }));
  const limit = {
    name: "rate",
    priority: 10,
    action: { block: {} },
    statement: { rateBasedStatement: { limit: 2000 } },
  };
  const add = {
    ...Object.fromEntries(
      Object.entries(sets).map(([name, addresses]) => [
        name,
        resource(offPath.ipSet, { scope: "REGIONAL", addresses }),
      ]),
    ),
    acl: resource(offPath.webAcl, { scope: "REGIONAL", defaultAction: { allow: {} }, rules: [...allow, limit] }),
    guard: resource(offPath.webAclAssociation, {
      resourceArn: output("balancer", "arn"),
      webAclArn: output("acl", "arn"),
    }),
  };
  return found(policy, { add }).map(({ what }) => what);
}

describe("a limit behind a rule that allows Cloudflare", () => {
  const limited = [
    'Rule "rate" of web ACL "acl" counts requests by the address of the connection, which is Cloudflare\'s.',
  ];

  test("meets nobody of the edge", () => {
    expect(heardBeside({ four: ipv4Ranges, six: ipv6Ranges }, 1)).toEqual([]);
  });

  test("meets the edge's other addresses where one family or one range is left out", () => {
    expect(heardBeside({ four: ipv4Ranges }, 1)).toEqual(limited);
    expect(heardBeside({ four: ipv4RangesWithout("104.24.0.0/14"), six: ipv6Ranges }, 1)).toEqual(limited);
  });

  test("comes first where its priority is the lower one", () => {
    expect(heardBeside({ four: ipv4Ranges, six: ipv6Ranges }, 20)).toEqual(limited);
  });
});
