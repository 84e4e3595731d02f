import { type RenderContext, repositoryPath } from "./context";
import { driftConclusion } from "./drift-text";
import type { Report, ReportFinding } from "./schema";
import { conclude, listCodes, nameOf, urgencyWords } from "./words";

/**
 * A runner shows so many annotations of each level for a step, and drops the rest without a word.
 * @see https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations read 2026-11-23
 */
const mostOfLevel = 10;

const levels = { error: "error", warning: "warning", note: "notice" } as const;

/** Renders changes and findings as commands for a runner of GitHub Actions, which shows them beside the lines of the program. */
export function renderGithub(report: Report, context: RenderContext): string {
  const open = report.findings.filter(({ waiver }) => waiver === null);
  const unknown = report.unknowns.map(({ resource, says }) =>
    command("notice", { title: "could not be judged" }, `${nameOf(resource)}: ${says}`),
  );
  const drift = driftConclusion(report);
  const changes = driftAnnotations(report);
  const findings = open.map(
    (finding): Annotation => ({ level: levels[finding.severity], line: annotation(finding, context) }),
  );
  const told = [...changes, ...findings];
  const lines = [
    ...limited(told, "error"),
    ...limited(told, "warning"),
    ...limited(told, "notice"),
    ...unknown.slice(0, Math.max(0, mostOfLevel - told.filter(({ level }) => level === "notice").length)),
  ];
  return [...lines, ...report.notes, conclude(report).text, ...(drift === "" ? [] : [drift])].join("\n");
}

/** What a runner is told of one thing. */
interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly line: string;
}

/** Changes come first, since of too many annotations a runner shows the first. */
function driftAnnotations({ drift }: Report): readonly Annotation[] {
  const counted = (drift?.changes ?? []).filter(
    ({ class: kind, waiver }) => kind !== "provider-noise" && waiver === null,
  );
  return counted.map((change) => {
    const { class: kind, decidedBy, urgency, codes, hostnames, what, fix } = change;
    const level = kind === "unreadable" || urgency === "visitors-now" ? "error" : "warning";
    const seen = codes.length === 0 ? "" : `, ${listCodes(codes)}`;
    const title = `${urgencyWords(change)}${seen} (${kind})`;
    return {
      level,
      line: command(level, { title }, `${what}\nFix: ${fix}${whomOf(hostnames)}\nDecided by ${decidedBy}.`),
    };
  });
}

function whomOf(hostnames: readonly string[]): string {
  return hostnames.length === 0 ? "" : `\nHostnames: ${hostnames.slice(0, mostOfLevel).join(", ")}`;
}

/** The last annotation that a runner would show says how many it would not. */
function limited(told: readonly Annotation[], level: Annotation["level"]): readonly string[] {
  const all = told.filter((each) => each.level === level).map(({ line }) => line);
  if (all.length <= mostOfLevel) return all;
  const rest = all.length - mostOfLevel + 1;
  const more = `${rest} more things of level "${level}" are not shown here: see the report in another format.`;
  return [...all.slice(0, mostOfLevel - 1), command(level, { title: "no521" }, more)];
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
  return command(levels[severity], { ...place, title: seen }, `${what}\nFix: ${fix}${whomOf(hostnames)}\n${docs}`);
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
