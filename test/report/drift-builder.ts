import { createReport } from "../../src/report/report";
import type { Report, ReportDrift } from "../../src/report/schema";

type Change = ReportDrift["changes"][number];

/** A rule that somebody deleted, with one thing changed. */
export function driftingChange(change: Partial<Change> = {}): Change {
  return {
    id: "deleted-outside:https",
    class: "deleted-outside",
    decidedBy: "gone",
    urgency: "visitors-now",
    resource: "urn:pulumi:production::shop::aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::https",
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    name: "https",
    properties: [],
    what: 'Rule "https" is gone.',
    fix: "Run pulumi up --refresh.",
    hostnames: ["www.example.com"],
    codes: [522],
    findings: [],
    waiver: null,
    ...change,
  };
}

/** The report of a stack with these changes, and with a hostname that fails where one is given. */
export function driftReport(
  changes: readonly Change[],
  failing?: { readonly hostname: string },
  certificates: ReportDrift["certificates"] = [],
): Report {
  const report = createReport({
    project: "shop",
    stack: "production",
    reach: { rows: [] },
    findings: [],
    drift: { method: "preview", changes, certificates },
  });
  if (failing === undefined) return report;
  const row: Report["reach"][number] = {
    hostname: failing.hostname,
    visitor: { scheme: "https", port: 443 },
    family: 4,
    outcome: "fails",
    reaches: "none",
    ranges: [],
    codes: [522],
    cause: "ranges-not-allowed",
    hop: "security-group",
    why: "No rule.",
    dials: [],
  };
  return { ...report, reach: [row], summary: { ...report.summary, hostnames: 1, fails: 1 } };
}
