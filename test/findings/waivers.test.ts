import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/findings/finding";
import { isOpen, type PlacedWaiver, waive, waiversIn } from "../../src/findings/waivers";
import { defaultOptions, type ResourceNode } from "../../src/graph/resource";
import { createGraph } from "../../src/graph/resource-graph";
import { notKnown, type Properties } from "../../src/graph/value";
import { waiverType } from "../../src/tags";

const group = "urn:pulumi:dev::shop::aws:ec2/securityGroup:SecurityGroup::web";

const finding: Finding = {
  id: `require-listener:${group}`,
  policy: "require-listener",
  cause: "nothing-listens",
  kind: "outage",
  severity: "error",
  resource: group,
  codes: [521],
  hostnames: ["www.example.com"],
  what: "Nothing listens.",
  fix: "Listen.",
  docs: "https://example.com/require-listener.md",
  related: [],
};

function waiver(change: Partial<PlacedWaiver> = {}): PlacedWaiver {
  const written = { policy: "require-listener", resource: group, reason: "moves next week", until: "2026-12-31" };
  return { ...written, writtenIn: "no521.yaml", ...change };
}

function waived(now: string, ...waivers: readonly PlacedWaiver[]) {
  return waive([finding], waivers, new Date(now));
}

describe("waive", () => {
  test("silences what a waiver covers, and keeps the finding with the reason", () => {
    const { writtenIn: _, ...plain } = waiver();
    expect(waived("2026-11-23T12:00:00Z", waiver())).toEqual({
      findings: [{ ...finding, waiver: plain }],
      waivers: [{ ...waiver(), state: "used", findings: [finding.id] }],
    });
  });

  test.each([
    ["2026-12-31T23:59:59Z", "used", false],
    ["2027-01-01T00:00:00Z", "expired", true],
  ])("holds to the end of its last day, UTC: at %s it is %s", (now, state, open) => {
    const { findings, waivers } = waived(now, waiver());
    expect([waivers.map((each) => each.state), findings.map(isOpen)]).toEqual([[state], [open]]);
  });

  test("tells what an expired waiver would have covered", () => {
    expect(waived("2027-01-01T00:00:00Z", waiver()).waivers[0]?.findings).toEqual([finding.id]);
  });

  test.each([
    ["another policy", { policy: "no-redirect-loop" }],
    ["another resource", { resource: `${group}2` }],
    ["the beginning of a URN", { resource: group.slice(0, -1) }],
    ["a pattern that does not match", { resource: "*::db" }],
    ["a character that is special elsewhere", { resource: "urn:pulumi:dev::shop::aws.ec2*" }],
  ])("leaves a finding open for a waiver of %s", (_, change) => {
    const { findings, waivers } = waived("2026-11-23T12:00:00Z", waiver(change));
    expect([waivers.map(({ state }) => state), findings]).toEqual([["unused"], [finding]]);
  });

  test.each(["*::web", "urn:pulumi:*::shop::*SecurityGroup::w?b", "*"])("takes the pattern %s", (resource) => {
    expect(waived("2026-11-23T12:00:00Z", waiver({ resource })).findings.map(isOpen)).toEqual([false]);
  });

  test("lets a waiver that holds silence what an expired one no longer does", () => {
    const { findings, waivers } = waived("2026-11-23T12:00:00Z", waiver({ until: "2026-01-01" }), waiver());
    expect([waivers.map(({ state }) => state), findings.map((each) => each.waiver?.until)]).toEqual([
      ["expired", "used"],
      ["2026-12-31"],
    ]);
  });
});

describe("waiversIn", () => {
  function declared(inputs: Properties): ResourceNode {
    const urn = `urn:pulumi:dev::shop::${waiverType}::moving`;
    const rest = { kind: "component", outputs: {}, options: defaultOptions, dependsOn: new Map() } as const;
    return { urn, type: waiverType, name: "moving", inputs, ...rest };
  }
  const { writtenIn: _, ...inputs } = waiver();

  test("reads the waivers of a program, with their URN as the place", () => {
    const node = declared(inputs);
    expect(waiversIn(createGraph([node]))).toEqual({
      waivers: [waiver({ writtenIn: node.urn })],
      unreadable: [],
    });
  });

  test.each(["policy", "resource", "reason", "until"])("says of one whose %s is not known that it is not", (key) => {
    const node = declared({ ...inputs, [key]: notKnown });
    expect(waiversIn(createGraph([node]))).toEqual({
      waivers: [],
      unreadable: [{ resource: node.urn, says: 'what the waiver "moving" covers is not known until deployment' }],
    });
  });
});
