import { describe, expect, test } from "vitest";
import { types } from "../../src/graph/types";
import { edgeRanges, goodSite, ipv4, noRules, ref, type Site, siteWith, urnOf } from "../reach/site";
import { said, step } from "./step";

const www = ["www.example.com"];
const named: Site = siteWith({ group: { vpcId: ref("vpc"), description: "one" } });
const described = (description: string): Site =>
  siteWith({
    ...noRules("group", 443, edgeRanges),
    group: {
      ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ipv4.slice(0, 2), description }],
    },
  });

describe("a step from one program to the next", () => {
  test("without a change says nothing", () => {
    expect(step(goodSite, goodSite)).toEqual([]);
  });

  test("says nothing of what is added", () => {
    expect(step(siteWith({ https: null }), goodSite)).toEqual([]);
  });

  test("tells everything about a record that changes its type", () => {
    expect(step(goodSite, siteWith({ www: { type: "A", content: "198.51.100.7" } }))).toEqual([
      {
        cause: "record-replaced",
        severity: "error",
        codes: ["deploy"],
        resource: urnOf(goodSite, "www"),
        hostnames: www,
        what: 'Record "www" changes its type from CNAME to A: the new one is made first and refused, since www.example.com is taken.',
        fix: "Set deleteBeforeReplace on the record, and accept a moment without it.",
        related: [],
      },
    ]);
  });

  test("passes over a record that goes before its successor comes, and one that only leads elsewhere", () => {
    const address = siteWith({ www: { type: "A", content: "198.51.100.7" } });
    expect(step(goodSite, address, { www: { deleteBeforeReplace: true } })).toEqual([]);
    expect(step(goodSite, siteWith({ www: { content: "origin.example.com" } }))).toEqual([]);
  });

  test("finds a record under another logical name", () => {
    const { www: record, ...rest } = goodSite;
    if (record === undefined) throw new Error("The site has no record.");
    expect(said(step(goodSite, { ...rest, site: record }))).toEqual([
      [
        "record-replaced",
        "error",
        ["deploy"],
        www,
        'Record "site" takes the name of record "www", which is deleted only after it: the API refuses it.',
      ],
    ]);
  });

  test("finds an address record that says the same under another logical name, and none that says something else", () => {
    const address = (name: string, content: string): Site => {
      const { www: record, ...rest } = goodSite;
      if (record === undefined) throw new Error("The site has no record.");
      return { ...rest, [name]: { type: record.type, inputs: { ...record.inputs, type: "A", content } } };
    };
    expect(step(address("www", "198.51.100.7"), address("site", "198.51.100.7")).map(({ cause }) => cause)).toEqual([
      "record-replaced",
    ]);
    expect(step(address("www", "198.51.100.7"), address("site", "198.51.100.8"))).toEqual([]);
  });

  test("finds settings that version 5 of the provider puts back when its resource goes", () => {
    const override = (inputs: Site[string]["inputs"]): Site => ({
      ...siteWith({ ssl: null, https: null }),
      all: { type: types.zoneSettingsOverride, inputs: { zoneId: ref("zone"), settings: inputs } },
    });
    const both = override({ ssl: "strict", alwaysUseHttps: "on" });
    expect(said(step(both, goodSite))).toEqual([
      [
        "settings-restored",
        "warning",
        [521, 522, 525, 526, "loop"],
        www,
        'ZoneSettingsOverride "all" leaves the program, and its provider puts ssl, alwaysUseHttps back to what the zone had before it, after all else is made.',
      ],
    ]);
    expect(step(override({ brotli: "on" }), goodSite)).toEqual([]);
    expect(step(both, both)).toEqual([]);
    expect(step(both, {})).toEqual([]);
  });

  test("finds a setting that is removed in the belief that it resets", () => {
    expect(said(step(goodSite, siteWith({ ssl: null })))).toEqual([
      [
        "setting-removed",
        "warning",
        [521, 522, 525, 526],
        www,
        'Setting "ssl" leaves the program, and Cloudflare keeps ssl at "strict".',
      ],
    ]);
  });

  test("passes over a setting that another resource declares, or whose zone goes with it", () => {
    const { ssl, ...rest } = goodSite;
    if (ssl === undefined) throw new Error("The site has no mode.");
    expect(step(goodSite, { ...rest, mode: ssl })).toEqual([]);
    expect(step(goodSite, {})).toEqual([]);
  });

  test("finds a ruleset that is renamed", () => {
    const ruleset = (name: string): Site => ({
      ...goodSite,
      ports: {
        type: types.ruleset,
        inputs: { zoneId: ref("zone"), kind: "zone", name, phase: "http_request_origin", rules: [] },
      },
    });
    expect(said(step(ruleset("ports"), ruleset("origin ports")))).toEqual([
      [
        "ruleset-replaced",
        "warning",
        ["deploy", 521, 522, 525],
        www,
        'Ruleset "ports" changes its name, which replaces it: its rules are refused beside the old ones, or missing for a while.',
      ],
    ]);
  });

  test("finds a ruleset that takes over the phase of another, and none for another phase", () => {
    const ruleset = (name: string, phase: string): Site => ({
      ...goodSite,
      [name]: { type: types.ruleset, inputs: { zoneId: ref("zone"), kind: "zone", name: "ports", phase, rules: [] } },
    });
    const before = ruleset("ports", "http_request_origin");
    expect(said(step(before, ruleset("origin", "http_request_origin")))).toEqual([
      [
        "ruleset-replaced",
        "warning",
        ["deploy", 521, 522, 525],
        www,
        'Ruleset "origin" takes the phase of ruleset "ports", which is deleted only after it: the new one is refused, or the old one takes its rules along.',
      ],
    ]);
    expect(step(before, ruleset("origin", "http_config_settings"))).toEqual([]);
  });

  test("finds a group that another description replaces, and that a fixed name has deleted first", () => {
    const next = (inputs: object) => siteWith({ group: { description: "two", ...inputs } }, named);
    expect(said(step(named, next({})))).toEqual([
      [
        "group-replaced",
        "warning",
        [522],
        www,
        'Security group "group" changes its description, which replaces it: what wears it may move to the new group before that has rules.',
      ],
    ]);
    expect(said(step(siteWith({ group: { name: "origin" } }, named), next({ name: "origin" })))).toEqual([
      [
        "group-replaced",
        "error",
        [522],
        www,
        'Security group "group" changes its description and is deleted before it is made anew: its rules go first, and the group cannot go while it is in use.',
      ],
    ]);
  });

  test("finds a group of the targets that is replaced", () => {
    const inner = (description: string) => siteWith({ inner: { vpcId: ref("vpc"), description } });
    expect(said(step(inner("one"), inner("two")))).toEqual([
      [
        "group-replaced",
        "warning",
        [504, 522],
        www,
        'Security group "inner" changes its description, which replaces it: what wears it may move to the new group before that has rules.',
      ],
    ]);
  });

  test("finds a group that gets a name of the program's own", () => {
    const [found] = step(goodSite, siteWith({ group: { name: "origin" } }));
    expect(found).toMatchObject({ cause: "group-replaced", severity: "error" });
  });

  test("finds a target group with a fixed name that is replaced, and none that Pulumi names", () => {
    const fixed = (port: number) => siteWith({ targets: { name: "app", port } });
    expect(said(step(fixed(8080), fixed(9090)))).toEqual([
      [
        "target-group-replaced",
        "error",
        ["deploy"],
        www,
        'Target group "targets" has a fixed name and changes its port: it is deleted before it is made anew, and AWS refuses that while a listener uses it.',
      ],
    ]);
    expect(step(goodSite, siteWith({ targets: { port: 9090 } }))).toEqual([]);
  });

  test("does not take a name that Pulumi made up for one that the program gives up", () => {
    expect(step(siteWith({ group: { name: "group-0a1b2c3" } }), goodSite)).toEqual([]);
  });

  test("finds a balancer that is replaced, with the target group that is tied to it", () => {
    const [found] = step(siteWith({ alb: { internal: false } }), siteWith({ alb: { internal: true } }));
    expect(found).toMatchObject({
      cause: "balancer-replaced",
      severity: "warning",
      codes: ["deploy"],
      what: 'Load balancer "alb" changes its internal, which replaces it, and its target groups can belong to one balancer at a time.',
      related: [{ resource: urnOf(goodSite, "targets"), says: 'target group "targets" is tied to it' }],
    });
  });

  test("finds inline rules that stay at AWS when separate ones take over", () => {
    const causes = step(described("old"), goodSite).map(({ cause, what }) => [cause, what]);
    expect(causes).toEqual([
      [
        "inline-rules-left-behind",
        'Security group "group" gives up its inline rules, which stay at AWS and make 22 new separate rules duplicates.',
      ],
    ]);
  });

  test("finds a rule that only changes its logical name", () => {
    const name = "group-443-172.64.0.0/13";
    const { [name]: rule, ...rest } = goodSite;
    if (rule === undefined) throw new Error("The site has no such rule.");
    expect(said(step(goodSite, { ...rest, renamed: rule }))).toEqual([
      [
        "rule-declared-twice",
        "warning",
        ["deploy"],
        www,
        `Rule "renamed" admits what rule "${name}" does, which is deleted only after it: AWS refuses the duplicate.`,
      ],
    ]);
  });

  test("finds a SecurityGroupRule whose list changes", () => {
    const legacy = (cidrBlocks: readonly string[]): Site => ({
      ...goodSite,
      all: {
        type: types.securityGroupRule,
        inputs: {
          securityGroupId: ref("group"),
          type: "ingress",
          protocol: "tcp",
          fromPort: 80,
          toPort: 80,
          cidrBlocks,
        },
      },
    });
    expect(said(step(legacy(ipv4), legacy(ipv4.slice(1))))).toEqual([
      [
        "legacy-rule-replaced",
        "warning",
        [522],
        www,
        'Rule "all" changes its cidrBlocks and is deleted before it is made anew, with all its networks.',
      ],
    ]);
    expect(step(legacy(ipv4), legacy(ipv4))).toEqual([]);
  });

  test("finds prefix list entries that are described otherwise", () => {
    const list = (description: string): Site => ({
      ...goodSite,
      list: {
        type: types.managedPrefixList,
        inputs: { addressFamily: "IPv4", maxEntries: 5, entries: [{ cidr: "203.0.113.0/24", description }] },
      },
    });
    expect(step(list("old"), list("new")).map(({ what }) => what)).toEqual([
      'Prefix list "list" describes 1 of its entries otherwise, each of which is removed before it is added again.',
    ]);
    expect(step(list("old"), list("old"))).toEqual([]);
  });

  test("finds an entry of a prefix list that is described otherwise, and whose visitors it admits", () => {
    const entry = (description: string): Site => ({
      ...siteWith({ "group-443-172.64.0.0/13": { cidrIpv4: null, prefixListId: ref("list") } }),
      list: { type: types.managedPrefixList, inputs: { addressFamily: "IPv4", maxEntries: 5 } },
      entry: {
        type: types.managedPrefixListEntry,
        inputs: { prefixListId: ref("list"), cidr: "172.64.0.0/13", description },
      },
    });
    expect(said(step(entry("old"), entry("new")))).toEqual([
      [
        "prefix-list-entries-rewritten",
        "warning",
        [522],
        www,
        'Entry "entry" is described otherwise, which replaces it: the new one is refused beside the old one, or deleted with it.',
      ],
    ]);
    expect(step(entry("old"), entry("old"))).toEqual([]);
  });

  test("finds a certificate of the Origin CA that is revoked, unless it is retained", () => {
    const issued = (requestedValidity: number): Site => ({
      ...goodSite,
      issued: {
        type: types.originCaCertificate,
        inputs: { csr: "pem", hostnames: ["www.example.com"], requestType: "origin-rsa", requestedValidity },
      },
    });
    expect(step(issued(365), issued(5475)).map(({ what }) => what)).toEqual([
      'Certificate "issued" of the Origin CA is revoked by this deployment, and origins that still present it are error 526 in mode strict.',
    ]);
    expect(step(issued(365), issued(5475), { issued: { retainOnDelete: true } })).toEqual([]);
  });

  test("finds an instance that stops, and one that is replaced", () => {
    const instance = (inputs: Site[string]["inputs"]): Site => ({
      ...goodSite,
      server: { type: types.instance, inputs: { vpcSecurityGroupIds: [ref("group")], ...inputs } },
      address: { type: types.eip, inputs: { instance: ref("server") } },
      api: {
        type: types.dnsRecord,
        inputs: {
          zoneId: ref("zone"),
          name: "api.example.com",
          type: "A",
          content: ref("address.publicIp"),
          proxied: true,
          ttl: 1,
        },
      },
    });
    const before = instance({ ami: "ami-1", instanceType: "t3.small" });
    expect(said(step(before, instance({ ami: "ami-1", instanceType: "t3.large" })))).toEqual([
      [
        "instance-interrupted",
        "warning",
        [522, 521],
        ["api.example.com"],
        'Instance "server" changes its instanceType, which stops and starts it.',
      ],
    ]);
    expect(said(step(before, instance({ ami: "ami-2", instanceType: "t3.small" })))).toEqual([
      [
        "instance-interrupted",
        "warning",
        [521, 522],
        ["api.example.com"],
        'Instance "server" changes its ami, which replaces it: the address moves before the new server listens.',
      ],
    ]);
  });
});
