import { evaluate } from "../../policies/evaluate";
import type { RenderContext } from "../../src/report/context";
import { plain } from "../../src/report/paint";
import { createReport, type ReportInput, reportRows } from "../../src/report/report";
import type { Report, ReportDrift } from "../../src/report/schema";
import { edgeRanges, goodSite, graphOf, ipv6, noRules, type Site, siteWith } from "../reach/site";

/** What formats get beside a report, the same in every test. */
export const context: RenderContext = {
  paint: plain,
  columns: Number.POSITIVE_INFINITY,
  today: "2026-11-23",
  tool: { name: "no521", version: "1.2.3", homepage: "https://example.com/no521" },
  rules: [
    {
      id: "require-cloudflare-ranges",
      summary: "Require origins to admit every range of Cloudflare",
      severity: "error",
      why: "The edge dials from all of its ranges.",
      whenNotToUse: "Nothing is proxied.",
      sources: ["https://www.cloudflare.com/ips/"],
      docs: "https://example.com/no521/docs/policies/require-cloudflare-ranges.md",
    },
  ],
  folder: "infra/web",
};

/** Judges a site as a command does. */
export function reportOf(site: Site, more: Partial<ReportInput> = {}): Report {
  return createReport({ project: "shop", stack: "dev", ...evaluate(graphOf(site), { edgeRanges }), ...more });
}

/** A second hostname at the balancer of the test's site. */
const api = { ...goodSite.www, inputs: { ...goodSite.www?.inputs, name: "api.example.com" } } as never;
/** A name that points to a place of which nobody knows anything. */
const blog = {
  ...goodSite.www,
  inputs: { ...goodSite.www?.inputs, name: "blog.example.com", content: "origin.example.net" },
} as never;

const withoutIpv6 = noRules("group", 443, ipv6);

/** A report in which every kind of thing is found: what is new, fixed, waived, unknown and drifted. */
export function fullReport(): Report {
  const before = evaluate(graphOf(siteWith({ api, listener: { port: 8443 } })), { edgeRanges });
  const site = siteWith({ api, blog, "group-443-172.64.0.0/13": null }, siteWith(withoutIpv6));
  const { findings, ...after } = evaluate(graphOf(site), { edgeRanges });
  const located = findings.map((finding, index) => {
    const location = { file: "index.ts", line: 10 + index, column: 3 };
    return finding.severity === "note" && finding.hostnames.length === 0 ? finding : { ...finding, location };
  });
  const [first, ...rest] = located;
  if (first === undefined) throw new Error("The site has no defect.");
  const waiver = {
    policy: first.policy,
    resource: "*::group",
    reason: "The range comes with the next release.",
    until: "2026-11-30",
  };
  const writtenIn = "no521.yaml";
  const gone = before.findings.filter(({ id }) => !findings.some((finding) => finding.id === id));
  return createReport({
    project: "shop",
    stack: "dev",
    notes: ['Stack "dev" is the only one.', "The network was not isolated."],
    ...after,
    findings: [{ ...first, waiver }, ...rest],
    waivers: [
      { ...waiver, writtenIn, state: "used", findings: [first.id] },
      { ...waiver, policy: "no-redirect-loop", until: "2026-11-01", writtenIn, state: "expired", findings: [] },
      {
        ...waiver,
        policy: "require-outage-alarm",
        resource: "*",
        until: "2027-05-01",
        writtenIn,
        state: "proposed",
        findings: rest.slice(0, 1).map(({ id }) => id),
      },
    ],
    blindSpots: [{ resource: "urn:pulumi:dev::shop::awsx:ec2:Vpc::net", says: "A plugin makes it." }],
    comparison: {
      base: "main",
      reach: reportRows(before.reach),
      added: rest.slice(0, 2).map(({ id }) => id),
      fixed: gone,
    },
    drift: {
      method: "preview",
      changes: [change],
      certificates: [
        {
          resource: "urn:pulumi:test::test::aws:acm/certificate:Certificate::www",
          notAfter: "2027-01-01T00:00:00.000Z",
        },
      ],
    },
  });
}

const change: ReportDrift["changes"][number] = {
  id: "edited-in-aws:group",
  class: "edited-in-aws",
  decidedBy: "outputs-differ",
  urgency: "visitors-now",
  resource: "urn:pulumi:test::test::aws:ec2/securityGroup:SecurityGroup::group",
  type: "aws:ec2/securityGroup:SecurityGroup",
  name: "group",
  properties: [
    { path: "ingress[0].toPort", shown: true, before: "443", after: "8443" },
    { path: "description", shown: true, before: null, after: "by hand" },
    { path: "userData", shown: false, before: null, after: null },
  ],
  what: 'Security group "group" was edited outside of Pulumi.',
  fix: "Run pulumi up to bring it back.",
  hostnames: ["www.example.com"],
  codes: [522],
  findings: [],
  waiver: null,
};
