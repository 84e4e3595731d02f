import { describe, expect, test } from "vitest";
import { markdownLimit } from "../../src/report/markdown";
import { render } from "../../src/report/render";
import type { Report } from "../../src/report/schema";
import { context, fullReport } from "./sample";

/** A report of many hostnames, of which one in ten fails. */
function largeReport(hostnames: number): Report {
  const report = fullReport();
  const [fine, failing] = ["blog.example.com", "www.example.com"].map((name) =>
    report.reach.filter(({ hostname }) => hostname === name),
  );
  const names = Array.from({ length: hostnames }, (_, index) => `h${String(index).padStart(3, "0")}.example.com`);
  const reach = names.flatMap((hostname, index) =>
    ((index % 10 === 9 ? failing : fine) ?? []).map((row) => ({ ...row, hostname })),
  );
  const [finding] = report.findings.slice(1);
  if (finding === undefined) throw new Error("The report has no finding.");
  const findings = names.map((hostname, index) => ({
    ...finding,
    id: `${finding.id}:${index}`,
    hostnames: [hostname],
  }));
  return { ...report, reach, findings };
}

describe("a report of 500 hostnames", () => {
  const report = largeReport(500);

  test("is a comment that GitHub takes, which starts with what fails and says what it leaves out", () => {
    const comment = render(report, "markdown", context);
    expect(comment.length).toBeLessThanOrEqual(markdownLimit);
    const rows = comment.split("\n").filter((line) => line.startsWith("| `h"));
    expect(rows.slice(0, 50).every((row) => row.includes("9.example.com"))).toBe(true);
    expect(comment.split("\n").at(-1)).toMatch(
      /^\*\*Left out, because a comment has a limit: \d+ of \d+ lines of the matrix, \d+ of 500 findings\.\*\* A report in/,
    );
  });

  test("leaves nothing out that it does not count", () => {
    const comment = render(report, "markdown", context);
    const shown = comment.split("\n").filter((line) => line.startsWith("- **error, 522**")).length;
    const left = [...comment.matchAll(/(\d+) of (\d+) findings/g)].map(([, dropped, all]) =>
      [dropped, all].map(Number),
    );
    const counted = left.reduce((sum, [dropped = 0]) => sum + dropped, 0);
    expect(shown + counted).toBe(report.findings.length);
  });

  test("is a page of less than 3 MB, in which a dozen hostnames are unfolded", () => {
    const page = render(report, "html", context);
    expect(page.length).toBeLessThan(3_000_000);
    expect([page.match(/<details open>/g)?.length, page.match(/<details/g)?.length]).toEqual([12, 500]);
  });

  test("has as many annotations as a runner shows, and the last one says how many it does not", () => {
    const lines = render(report, "github", context)
      .split("\n")
      .filter((line) => line.startsWith("::error"));
    expect([lines.length, lines.at(-1)]).toEqual([
      10,
      '::error title=no521::492 more things of level "error" are not shown here: see the report in another format.',
    ]);
  });
});
