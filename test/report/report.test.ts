import { describe, expect, test } from "vitest";
import { evaluate } from "../../policies/evaluate";
import { createReport, type ReportInput, reportRows } from "../../src/report/report";
import { type Report, type ReportDrift, reportSchema } from "../../src/report/schema";
import { renderText } from "../../src/report/text";
import { edgeRanges, graphOf, ipv6, noRules, type Site, siteWith } from "../reach/site";

const withoutIpv6 = siteWith(noRules("group", 443, ipv6));
const withoutOneRange = siteWith({ "group-443-172.64.0.0/13": null });

function reportOf(site: Site, more: Partial<ReportInput> = {}): Report {
  return createReport({ project: "shop", stack: "dev", ...evaluate(graphOf(site), { edgeRanges }), ...more });
}

function dialOf(report: Report, family: 4 | 6) {
  return report.reach.find((row) => row.visitor.scheme === "https" && row.family === family)?.dials.at(0);
}

describe("a report", () => {
  test("tells of each dial where it fails, so that its path can be drawn", () => {
    expect(dialOf(reportOf(withoutOneRange), 4)).toEqual({
      target: 'load balancer "alb"',
      port: 443,
      tls: "verified",
      outcome: "fails",
      failures: [
        {
          hop: "security-group",
          cause: "ranges-not-allowed",
          codes: [522],
          why: 'Security group "group" has no rule for 172.64.0.0/13 on port 443.',
          resource: "urn:pulumi:test::test::aws:ec2/securityGroup:SecurityGroup::group",
          ranges: ["172.64.0.0/13"],
        },
      ],
      doubts: [],
    });
  });

  test("leaves the ranges of a failure empty where all of them fail alike", () => {
    const report = reportOf(siteWith({ www: { type: "A", content: "10.0.0.5" } }));
    expect(report.reach.flatMap(({ dials }) => dials.flatMap(({ failures }) => failures)).at(0)?.ranges).toEqual([]);
  });

  test("tells of each dial what could not be judged", () => {
    const dial = reportOf(siteWith({ ssl: null }))
      .reach.at(-1)
      ?.dials.at(0);
    expect(dial?.outcome).toBe("unknown");
    expect(dial?.doubts.map(({ hop }) => hop)).toEqual(["resolve"]);
  });

  test("has every key where nothing is compared and nothing has drifted", () => {
    const { comparison, drift, notes, summary } = reportOf(siteWith({}));
    expect({ comparison, drift, notes }).toEqual({ comparison: null, drift: null, notes: [] });
    expect(summary).toMatchObject({ added: 0, fixed: 0, drift: 0 });
  });

  test("counts what is new and not waived, and names what is gone", () => {
    const { findings, reach } = evaluate(graphOf(withoutIpv6), { edgeRanges });
    const before = evaluate(graphOf(withoutOneRange), { edgeRanges });
    const comparison = {
      base: "main",
      reach: reportRows(before.reach),
      added: findings.map(({ id }) => id),
      fixed: before.findings,
    };
    const report = createReport({ project: null, stack: null, reach, findings, comparison });
    expect(report.summary).toMatchObject({ added: findings.length, fixed: before.findings.length });
    expect(report.comparison?.fixed.at(0)).toEqual({
      id: before.findings.at(0)?.id,
      policy: "require-cloudflare-ranges",
      resource: "urn:pulumi:test::test::aws:ec2/securityGroup:SecurityGroup::group",
      what: 'Security group "group" has no rule for 172.64.0.0/13 on port 443.',
    });
    const waiver = { policy: "*", resource: "*", reason: "It is known.", until: "2027-01-01" };
    const waived = findings.map((finding) => ({ ...finding, waiver }));
    const silenced = createReport({ project: null, stack: null, reach, findings: waived, comparison });
    expect(silenced.summary.added).toBe(0);
    expect(reportSchema.safeParse(report).error).toBeUndefined();
  });

  test("counts neither noise, nor what is waived or unreadable, as drift", () => {
    const waiver = { policy: "drift", resource: "*", reason: "It is known.", until: "2027-01-01" };
    const changes = [change("edited-in-aws"), change("provider-noise"), change("unreadable")];
    const report = reportOf(siteWith({}), {
      drift: { method: "preview", changes: [...changes, { ...change("upstream"), waiver }], certificates: [] },
    });
    expect(report.summary.drift).toBe(1);
    expect(reportSchema.safeParse(report).error).toBeUndefined();
  });
});

test("the text of a report says how it was judged before its last line", () => {
  const report = reportOf(siteWith({}), { notes: ['Stack "dev" is the only one.', "The network was not isolated."] });
  expect(renderText(report).split("\n\n").slice(-2)).toEqual([
    'note: Stack "dev" is the only one.\nnote: The network was not isolated.',
    "All visitors of 1 hostname reach the origin.",
  ]);
});

function change(kind: ReportDrift["changes"][number]["class"]): ReportDrift["changes"][number] {
  return {
    id: `${kind} group`,
    class: kind,
    decidedBy: "outputs-differ",
    urgency: "visitors-now",
    resource: "urn:pulumi:test::test::aws:ec2/securityGroup:SecurityGroup::group",
    type: "aws:ec2/securityGroup:SecurityGroup",
    name: "group",
    properties: [{ path: "description", shown: true, before: "edge", after: null }],
    what: 'Security group "group" has another description.',
    fix: "Run pulumi up.",
    hostnames: ["www.example.com"],
    codes: [522],
    findings: [],
    waiver: null,
  };
}
