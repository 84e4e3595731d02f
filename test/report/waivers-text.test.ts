import { describe, expect, test } from "vitest";
import { evaluate } from "../../policies/evaluate";
import type { PlacedWaiver } from "../../src/findings/waivers";
import { createReport } from "../../src/report/report";
import { reportSchema } from "../../src/report/schema";
import { renderText } from "../../src/report/text";
import { edgeRanges, graphOf, siteWith } from "../reach/site";

const now = new Date("2026-11-23T12:00:00Z");

const waiver: PlacedWaiver = {
  policy: "require-cloudflare-ranges",
  resource: "*::group",
  reason: "The range comes with the next release.",
  until: "2026-12-31",
  writtenIn: "/shop/no521.yaml",
};

/** Reports on a site whose group lacks one range, with nothing but errors. */
function reportOf(...waivers: readonly PlacedWaiver[]) {
  const graph = graphOf(siteWith({ "group-443-172.64.0.0/13": null }));
  const { findings, ...evaluation } = evaluate(graph, { edgeRanges, waiving: { waivers, now } });
  const errors = findings.filter(({ severity }) => severity === "error");
  return createReport({ project: "shop", stack: "dev", findings: errors, ...evaluation });
}

function sectionsOf(...waivers: readonly PlacedWaiver[]): readonly string[] {
  return renderText(reportOf(...waivers))
    .split("\n\n")
    .slice(2);
}

describe("a report with waivers", () => {
  test("tells what a waiver silences, until when and why, and not as an error", () => {
    expect(sectionsOf(waiver)).toEqual([
      [
        "waived  require-cloudflare-ranges  until 2026-12-31: The range comes with the next release.",
        '  Security group "group" has no rule for 172.64.0.0/13 on port 443.',
        "  /shop/no521.yaml",
      ].join("\n"),
      "Visitors of 1 of 1 hostname will see errors, which is waived.",
    ]);
  });

  test("tells of one that has expired, beside the error that it no longer silences", () => {
    const [error = "", expired, closing] = sectionsOf({ ...waiver, until: "2026-11-22" });
    expect(error.split("\n").slice(0, 2)).toEqual(["www.example.com", "  error  require-cloudflare-ranges  522"]);
    expect([expired, closing]).toEqual([
      [
        "expired waiver  require-cloudflare-ranges  until 2026-11-22: The range comes with the next release.",
        '  Security group "group" has no rule for 172.64.0.0/13 on port 443.',
        "  fix: Mend what it covered, or give it a new date with a reason for the delay.",
        "  /shop/no521.yaml",
      ].join("\n"),
      "Visitors of 1 of 1 hostname will see errors.",
    ]);
  });

  test.each([
    ["unused", "2026-12-31", "Remove it, or correct its policy and its resource."],
    ["expired", "2026-01-01", "Remove it."],
  ])("tells of an %s one that covers nothing", (state, until, fix) => {
    expect(sectionsOf({ ...waiver, resource: "*::grup", until })[1]).toBe(
      [
        `${state} waiver  require-cloudflare-ranges  until ${until}: The range comes with the next release.`,
        "  It covers nothing on *::grup.",
        `  fix: ${fix}`,
        "  /shop/no521.yaml",
      ].join("\n"),
    );
  });

  test("tells that one which the change under review adds silences nothing yet", () => {
    const report = reportOf();
    const proposed = { ...waiver, state: "proposed" as const, findings: report.findings.map(({ id }) => id) };
    expect(
      renderText({ ...report, waivers: [proposed] })
        .split("\n\n")
        .at(-2),
    ).toBe(
      [
        "proposed waiver  require-cloudflare-ranges  until 2026-12-31: The range comes with the next release.",
        '  Security group "group" has no rule for 172.64.0.0/13 on port 443.',
        "  The change under review adds it; it silences nothing until that is merged.",
        "  /shop/no521.yaml",
      ].join("\n"),
    );
  });

  test("counts what is waived apart, and fits its schema", () => {
    const report = reportSchema.parse(reportOf(waiver));
    expect(report.summary).toMatchObject({ errors: 0, waived: 1, fails: 1 });
    expect(report.findings.map((finding) => finding.waiver?.until)).toEqual(["2026-12-31"]);
    expect(report.waivers.map(({ state, findings }) => [state, findings])).toEqual([
      ["used", report.findings.map(({ id }) => id)],
    ]);
  });
});

test("a report says where in the program the resource to mend is declared", () => {
  const graph = graphOf(siteWith({ "group-443-172.64.0.0/13": null }));
  const { findings, reach } = evaluate(graph, { edgeRanges });
  const located = findings.map((finding) => ({ ...finding, location: { file: "infra/web.ts", line: 7, column: 3 } }));
  const text = renderText(createReport({ project: null, stack: null, reach, findings: located }));
  expect(text).toContain('stopped for 172.64.0.0/13\n    at infra/web.ts:7:3\n    - alb: load balancer "alb"');
});

test("a report is not clean where part of the program was not seen", () => {
  const { findings: _, ...evaluation } = evaluate(graphOf(siteWith({})), { edgeRanges });
  const blindSpots = [{ resource: "urn:pulumi:dev::shop::awsx:ec2:Vpc::net", says: "nobody sees into it" }];
  const report = createReport({ project: null, stack: null, findings: [], ...evaluation, blindSpots });
  expect(report.unknowns).toEqual(blindSpots);
  expect(renderText(report).split("\n").at(-1)).toBe("Nothing is known to fail, and part of the program was not seen.");
});
