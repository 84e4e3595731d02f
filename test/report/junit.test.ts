import { describe, expect, test } from "vitest";
import { create } from "xmlbuilder2";
import { render } from "../../src/report/render";
import type { Report } from "../../src/report/schema";
import { siteWith } from "../reach/site";
import { context, fullReport, reportOf } from "./sample";

interface Suites {
  readonly testsuites: Readonly<Record<string, string>> & {
    readonly testsuite: readonly Readonly<Record<string, unknown>>[];
  };
}

function suitesOf(report: Report): Suites["testsuites"] {
  const read = create(render(report, "junit", context)).end({ format: "object", group: false }) as unknown as Suites;
  return read.testsuites;
}

function casesOf(report: Report, suite: number): readonly Readonly<Record<string, never>>[] {
  return suitesOf(report).testsuite.at(suite)?.testcase as readonly Readonly<Record<string, never>>[];
}

describe("a report as JUnit", () => {
  test("counts what its cases say", () => {
    const suites = suitesOf(fullReport());
    const sums = ["tests", "failures", "skipped"].map((key) =>
      suites.testsuite.reduce((sum, suite) => sum + Number(suite[`@${key}`]), 0),
    );
    expect(["@tests", "@failures", "@skipped"].map((key) => Number(suites[key]))).toEqual(sums);
    expect(suites.testsuite.map((suite) => suite["@name"])).toEqual([
      ...["what visitors see", "findings", "drift", "what could not be judged"],
    ]);
  });

  test("passes what reaches the origin, fails what does not, and skips what is unknown", () => {
    const rows = casesOf(fullReport(), 0).filter((row) => String(row["@name"]).startsWith("https"));
    expect(rows.map((row) => [row["@classname"], row["@name"], Object.keys(row).at(2)])).toEqual([
      ["api.example.com", "https over IPv4", "failure"],
      ["api.example.com", "https over IPv6", "failure"],
      ["blog.example.com", "https over IPv4", "skipped"],
      ["www.example.com", "https over IPv4", "failure"],
      ["www.example.com", "https over IPv6", "failure"],
    ]);
    expect(casesOf(reportOf(siteWith({})), 0).map((row) => Object.keys(row).length)).toEqual([2, 2, 2, 2]);
  });

  test("fails no build for what is waived", () => {
    const report = reportOf(siteWith({ listener: { port: 80 } }));
    const waiver = { policy: "*", resource: "*", reason: "It moves.", until: "2027-01-01" };
    const waived = { ...report, findings: report.findings.map((finding) => ({ ...finding, waiver })) };
    expect(suitesOf(waived)["@failures"]).toBe("0");
    expect(suitesOf(report)["@failures"]).toBe("3");
    expect(casesOf(waived, 0).at(2)).toEqual({
      "@classname": "www.example.com",
      "@name": "https over IPv4",
      skipped: { "@message": "waived: 521 or 522" },
    });
  });

  test("does not count a provider's noise as drift, and what is unreadable as an error", () => {
    const report = fullReport();
    const changes = (report.drift?.changes ?? []).flatMap((change) => [
      change,
      { ...change, class: "provider-noise" as const },
      { ...change, class: "unreadable" as const },
    ]);
    const drifted = suitesOf({ ...report, drift: { method: "preview", changes, certificates: [] } }).testsuite.at(2);
    const counts = ["tests", "failures", "errors", "skipped"].map((name) => drifted?.[`@${name}`]);
    expect(counts).toEqual(["3", "1", "1", "1"]);
  });
});
