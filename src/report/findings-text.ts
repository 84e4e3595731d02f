import { type Paint, plain } from "./paint";
import { pathOf } from "./path";
import type { Report, ReportFinding, ReportRow } from "./schema";
import { hopWords, listCodes, nameOf } from "./words";
import { wrapIndented } from "./wrap";

/** What findings are told from: the rows show the way on which each of them is met. */
export type FindingsSource = Pick<Report, "findings" | "reach"> & Partial<Pick<Report, "comparison">>;

const namesShown = 4;

/** Renders the findings that no waiver silences below the hostnames that they concern, the gravest first. */
export function renderFindings(
  source: FindingsSource,
  paint: Paint = plain,
  columns = Number.POSITIVE_INFINITY,
): string {
  const open = source.findings.filter(({ waiver }) => waiver === null);
  return [...Map.groupBy(open, hostnamesOf)]
    .map(([hostnames, alike]) => {
      const blocks = alike.map((finding) => renderFinding(finding, source, { paint, columns }));
      return [...wrapIndented(hostnames, columns, 2).map(paint.strong), blocks.join("\n\n")].join("\n");
    })
    .join("\n\n");
}

/** Renders the findings of the base that are gone; empty where there are none. */
export function renderFixed({ comparison }: Pick<Report, "comparison">, paint: Paint, columns: number): string {
  const lines = (comparison?.fixed ?? []).flatMap(({ policy, what }) => {
    const [first = "", ...rest] = wrapIndented(`fixed  ${policy}  ${what}`, columns, 2);
    return [`${paint.good("fixed")}${first.slice("fixed".length)}`, ...rest];
  });
  return lines.join("\n");
}

/** Writes the hostnames of a finding; a hazard may concern none yet. */
function hostnamesOf({ hostnames }: ReportFinding): string {
  if (hostnames.length === 0) return "no hostname";
  const rest = hostnames.length - namesShown;
  return hostnames.slice(0, namesShown).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

interface Look {
  readonly paint: Paint;
  readonly columns: number;
}

function renderFinding(finding: ReportFinding, source: FindingsSource, { paint, columns }: Look): string {
  const { id, severity, policy, codes, what, fix, related, docs, location } = finding;
  const mark = severity === "error" ? paint.bad(severity) : paint.doubtful(severity);
  const seen = codes.length === 0 ? "" : `  ${listCodes(codes)}`;
  const age = source.comparison?.added.includes(id) === true ? `  ${paint.strong("new")}` : "";
  const path = pathTo(finding, source.reach);
  const block = (text: string, hanging = 0) => wrapIndented(`    ${text}`, columns, hanging);
  return [
    `  ${mark}  ${paint.strong(policy)}${seen}${age}`,
    ...block(what),
    ...(path === undefined ? [] : block(path, 2)),
    ...(location === null ? [] : [paint.faint(`    at ${location.file}:${location.line}:${location.column}`)]),
    ...related.flatMap(({ resource, says }) => block(`- ${nameOf(resource)}: ${says}`, 2).map(paint.faint)),
    ...block(`fix: ${fix}`, 5),
    paint.faint(`    ${docs}`),
  ].join("\n");
}

/** Writes the way of the first dial that meets a finding, to where it ends; undefined where none does. */
function pathTo({ what, hostnames }: ReportFinding, rows: readonly ReportRow[]): string | undefined {
  const dial = rows
    .filter(({ hostname }) => hostnames.includes(hostname))
    .flatMap(({ dials }) => dials)
    .find(({ failures }) => failures.some(({ why, hop }) => why === what && hop !== null));
  if (dial === undefined) return undefined;
  const steps = pathOf(dial);
  const end = steps.findIndex(({ whys }) => whys.includes(what));
  const words = steps.slice(0, end + 1).map(({ hop, state, ranges }, index) => {
    const name = `${hopWords[hop]}${state === "unknown" ? " (unknown)" : ""}`;
    if (index < end) return name;
    return ranges.length === 0 ? `${name}: stopped` : `${name}: stopped for ${listRanges(ranges)}`;
  });
  return words.join(" → ");
}

function listRanges(ranges: readonly string[]): string {
  return ranges.length <= 3 ? ranges.join(", ") : `${ranges.length} of Cloudflare's ranges`;
}
