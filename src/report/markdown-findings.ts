import { type RenderContext, repositoryPath } from "./context";
import { code, link, prose } from "./markdown-escape";
import type { Section } from "./markdown-section";
import type { Report, ReportFinding, ReportRow } from "./schema";
import { listCodes, nameOf, visitorWords } from "./words";

const namesShown = 10;
const rangesShown = 20;

/** Which part of the visitors fails, where it is not all of them. */
export function partlySection({ reach }: Report): Section {
  const rows = reach.filter(({ outcome, reaches }) => outcome === "fails" && reaches === "some");
  return {
    head: "**Only some visitors fail:**\n\n",
    items: rows.map((row) => `- ${partOf(row)}`),
    called: "lines on which visitors fail",
    share: 0.15,
  };
}

function partOf({ hostname, visitor, family, ranges, codes, dials }: ReportRow): string {
  const what = `${code(hostname)}, ${prose(visitorWords(visitor))} over IPv${family}: ${listCodes(codes)}`;
  if (ranges.length > 0) {
    return `${what} where Cloudflare's edge connects from ${listed(ranges, rangesShown)}; the rest get through.`;
  }
  const failing = dials.filter(({ outcome }) => outcome === "fails");
  const targets = failing.map(({ target }) => target);
  return `${what} where the edge chooses ${listed(targets, namesShown)}, which is ${failing.length} of ${dials.length} targets.`;
}

/** All findings that no waiver silences. */
export function openFindings(report: Report, context: RenderContext): Section {
  return findingsSection("### Findings\n\n", openOf(report), context);
}

/** The findings that are new, then those that the base has as well. */
export function comparedFindings(report: Report, context: RenderContext): readonly Section[] {
  const open = openOf(report);
  const isNew = ({ id }: ReportFinding) => report.comparison?.added.includes(id) === true;
  return [
    findingsSection("### New findings\n\n", open.filter(isNew), context),
    findingsSection(
      "### Findings that the base has as well\n\n",
      open.filter((finding) => !isNew(finding)),
      context,
    ),
  ];
}

/** The findings of the base that are gone. */
export function fixedFindings({ comparison }: Report): Section {
  return {
    head: "### Fixed\n\n",
    items: (comparison?.fixed ?? []).map(({ policy, what }) => `- ${code(policy)}: ${prose(what)}`),
    called: "fixed findings",
    share: 0.1,
  };
}

function openOf({ findings }: Report): readonly ReportFinding[] {
  return findings.filter(({ waiver }) => waiver === null);
}

function findingsSection(head: string, findings: readonly ReportFinding[], context: RenderContext): Section {
  return {
    head,
    items: findings.map((finding) => findingItem(finding, context)),
    called: "findings",
    share: 0.4,
    separator: "\n",
  };
}

function findingItem(finding: ReportFinding, context: RenderContext): string {
  const { severity, policy, codes, hostnames, what, fix, related, docs, location } = finding;
  const seen = codes.length === 0 ? "" : `, ${listCodes(codes)}`;
  const whom = hostnames.length === 0 ? "" : `: ${listed(hostnames, namesShown)}`;
  const where = location === null ? "" : ` At ${code(`${repositoryPath(context, location.file)}:${location.line}`)}.`;
  return [
    `- **${severity}${seen}** ${link(code(policy), docs)}${whom}  `,
    `  ${prose(what)}${where}  `,
    `  *Fix:* ${prose(fix)}`,
    ...related.map(({ resource, says }) => `  - ${code(nameOf(resource))}: ${prose(says)}`),
  ].join("\n");
}

/** Writes names as code, and how many more there are. */
function listed(names: readonly string[], most: number): string {
  const rest = names.length - most;
  return names.slice(0, most).map(code).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
