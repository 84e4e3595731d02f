import { type RenderContext, repositoryPath } from "./context";
import type { Report, ReportFinding } from "./schema";
import { conclude, listCodes, nameOf } from "./words";

/**
 * A runner shows so many annotations of each level for a step, and drops the rest without a word.
 * @see https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations read 2026-11-23
 */
const mostOfLevel = 10;

const levels = { error: "error", warning: "warning", note: "notice" } as const;

/** Renders the findings as commands for a runner of GitHub Actions, which shows them beside the lines of the program. */
export function renderGithub(report: Report, context: RenderContext): string {
  const open = report.findings.filter(({ waiver }) => waiver === null);
  const unknown = report.unknowns.map(({ resource, says }) =>
    command("notice", { title: "could not be judged" }, `${nameOf(resource)}: ${says}`),
  );
  const lines = [
    ...limited(open, "error", context),
    ...limited(open, "warning", context),
    ...limited(open, "note", context),
    ...unknown.slice(0, Math.max(0, mostOfLevel - open.filter(({ severity }) => severity === "note").length)),
  ];
  return [...lines, ...report.notes, conclude(report).text].join("\n");
}

/** The last annotation that a runner would show says how many it would not. */
function limited(
  findings: readonly ReportFinding[],
  severity: ReportFinding["severity"],
  context: RenderContext,
): readonly string[] {
  const all = findings.filter((finding) => finding.severity === severity);
  if (all.length <= mostOfLevel) return all.map((finding) => annotation(finding, context));
  const rest = all.length - mostOfLevel + 1;
  return [
    ...all.slice(0, mostOfLevel - 1).map((finding) => annotation(finding, context)),
    command(
      levels[severity],
      { title: "no521" },
      `${rest} more findings of severity "${severity}" are not shown here: see the report in another format.`,
    ),
  ];
}

function annotation(finding: ReportFinding, context: RenderContext): string {
  const { severity, policy, codes, hostnames, what, fix, docs, location } = finding;
  const place =
    location === null
      ? {}
      : {
          file: repositoryPath(context, location.file),
          line: String(location.line),
          col: String(location.column),
        };
  const seen = codes.length === 0 ? policy : `${policy}: ${listCodes(codes)}`;
  const whom = hostnames.length === 0 ? "" : `\nHostnames: ${hostnames.slice(0, mostOfLevel).join(", ")}`;
  return command(levels[severity], { ...place, title: seen }, `${what}\nFix: ${fix}${whom}\n${docs}`);
}

/** @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts read 2026-11-23 */
function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const given = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name} ${given.join(",")}::${escapeMessage(message)}`;
}

function escapeMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
