import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import type { Log, Result } from "sarif";
import { describe, expect, test } from "vitest";
import { render } from "../../src/report/render";
import type { Report } from "../../src/report/schema";
import { siteWith } from "../reach/site";
import { context, fullReport, reportOf } from "./sample";

/** The schema is of draft 4; what it uses of it means the same in draft 7, but for the name of its own address. */
const {
  id: _id,
  $schema: _draft,
  ...schema
} = JSON.parse(readFileSync(join(__dirname, "../fixtures/sarif/sarif-schema-2.1.0.json"), "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
const validate = ajv.compile(schema);

function sarifOf(report: Report): Log {
  return JSON.parse(render(report, "sarif", context));
}

function resultsOf(report: Report): readonly Result[] {
  return sarifOf(report).runs.at(0)?.results ?? [];
}

describe("a report as SARIF", () => {
  test.each([
    ["full", fullReport()],
    ["clean", reportOf(siteWith({}))],
    ["empty", reportOf({})],
    ["broken", reportOf(siteWith({ listener: { port: 80 } }))],
  ])("fits the schema of OASIS when it is %s", (_, report) => {
    validate(sarifOf(report));
    expect(validate.errors ?? []).toEqual([]);
  });

  test("the schema refuses what is no SARIF", () => {
    expect(validate({ version: "2.1.0", runs: [{ tool: {} }] })).toBe(false);
  });

  test("points at the line that declares the resource, from the top of the repository", () => {
    const [, second] = resultsOf(fullReport());
    expect(second?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: "infra/web/index.ts", uriBaseId: "SRCROOT" },
          region: { startLine: 11, startColumn: 3 },
        },
        logicalLocations: [
          {
            fullyQualifiedName: "urn:pulumi:test::test::aws:ec2/securityGroup:SecurityGroup::group",
            name: "group",
            kind: "resource",
          },
        ],
      },
    ]);
  });

  test.each([
    ["is not known", null],
    ["is outside of the repository", { file: "../../../shared/dns.ts", line: 1, column: 1 }],
  ])("points at the project's file where the line %s", (_, location) => {
    const report = reportOf(siteWith({ listener: { port: 80 } }));
    const [result] = resultsOf({ ...report, findings: report.findings.map((finding) => ({ ...finding, location })) });
    expect(result?.locations?.at(0)?.physicalLocation).toEqual({
      artifactLocation: { uri: "infra/web/Pulumi.yaml", uriBaseId: "SRCROOT" },
    });
  });

  test("writes a path as an address", () => {
    const report = reportOf(siteWith({ listener: { port: 80 } }));
    const location = { file: "my stack#1.ts", line: 1, column: 1 };
    const [result] = resultsOf({ ...report, findings: report.findings.map((finding) => ({ ...finding, location })) });
    expect(result?.locations?.at(0)?.physicalLocation?.artifactLocation?.uri).toBe("infra/web/my%20stack%231.ts");
  });

  test("tells what is waived, what is to be, and what was", () => {
    const report = fullReport();
    expect(
      resultsOf(report)
        .slice(0, 3)
        .map(({ suppressions }) => suppressions),
    ).toEqual([
      [
        {
          kind: "external",
          status: "accepted",
          justification: "The range comes with the next release. Until 2026-11-30.",
        },
      ],
      [
        {
          kind: "external",
          status: "underReview",
          justification: "The range comes with the next release. Until 2027-05-01.",
        },
      ],
      [],
    ]);
    const expired = report.waivers.map((waiver) => ({
      ...waiver,
      state: "expired" as const,
      findings: report.findings.map(({ id }) => id),
    }));
    const [first] = resultsOf({ ...report, waivers: expired });
    expect(first?.suppressions?.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  });

  test("tells what is new, by an id that stays", () => {
    const report = fullReport();
    expect(
      resultsOf(report)
        .slice(0, 4)
        .map(({ baselineState }) => baselineState),
    ).toEqual([...["unchanged", "new", "new", "unchanged"]]);
    expect(resultsOf(report).at(0)?.partialFingerprints).toEqual({ "no521FindingId/v1": report.findings.at(0)?.id });
    expect(resultsOf(reportOf(siteWith({ listener: { port: 80 } }))).at(0)).not.toHaveProperty("baselineState");
  });

  test("carries the text of its rules", () => {
    const run = sarifOf(fullReport()).runs.at(0);
    expect(run?.tool.driver.rules?.at(0)).toMatchObject({
      id: "require-cloudflare-ranges",
      shortDescription: { text: "Require origins to admit every range of Cloudflare." },
      help: {
        text: "The edge dials from all of its ranges.\n\nWhen not to use it: Nothing is proxied.\n\nSources: https://www.cloudflare.com/ips/",
      },
    });
    expect(run?.results?.map(({ ruleIndex }) => ruleIndex).slice(0, 3)).toEqual([0, 0, undefined]);
  });

  test("tells drift as results, and noise without a level", () => {
    const report = fullReport();
    const [change] = report.drift?.changes ?? [];
    if (change === undefined) throw new Error("The report has no drift.");
    const noise = { ...change, class: "provider-noise" as const };
    const told = resultsOf({
      ...report,
      findings: [],
      drift: { method: "preview", changes: [change, noise], certificates: [] },
    });
    expect(told.map(({ ruleId, level, kind }) => [ruleId, level, kind])).toEqual([
      ["drift/edited-in-aws", "error", "fail"],
      ["drift/provider-noise", "none", "informational"],
    ]);
  });

  test("nothing in a message is taken for a placeholder or a link", () => {
    const report = reportOf(siteWith({ listener: { port: 80 } }));
    const findings = report.findings
      .slice(0, 1)
      .map((finding) => ({ ...finding, what: "Is {0} [here](1)?", codes: [] }));
    const [result] = resultsOf({ ...report, findings });
    expect(result?.message.text?.startsWith("Is {{0}} \\[here](1)? ")).toBe(true);
  });
});
