import { type Paint, plain } from "./paint";
import type { Report, ReportDrift } from "./schema";
import { listCodes } from "./words";
import { wrapIndented } from "./wrap";

type Change = ReportDrift["changes"][number];

/** Renders what differs, the most urgent first; empty where the report is about no drift. */
export function renderDrift(
  { drift }: Pick<Report, "drift">,
  paint: Paint = plain,
  columns = Number.POSITIVE_INFINITY,
): string {
  if (drift === null) return "";
  const open = drift.changes.filter(
    ({ waiver, class: driftClass }) => waiver === null && driftClass !== "provider-noise",
  );
  const unread = open.filter(isUnread);
  const counted = open.filter((change) => !isUnread(change));
  const groups = [...Map.groupBy(counted, ({ urgency }) => urgency)].map(([urgency, changes]) =>
    section(headingOf(urgency, changes), changes, paint, columns),
  );
  return [
    ...groups,
    ...(unread.length === 0 ? [] : [section(unreadHeading, unread, paint, columns)]),
    ...noiseLines(drift, paint, columns),
  ].join("\n\n");
}

function isUnread({ class: driftClass }: Change): boolean {
  return driftClass === "unreadable";
}

interface Heading {
  readonly text: string;
  readonly tone: keyof Paint;
}

const headings: Readonly<Record<Change["urgency"], Heading>> = {
  "visitors-now": { text: "Visitors are affected now", tone: "bad" },
  "visitors-soon": { text: "Visitors will be affected", tone: "bad" },
  protection: { text: "Protection is weaker", tone: "doubtful" },
  rest: { text: "Other drift", tone: "doubtful" },
};

/** Without a code nobody knows what visitors see. */
function headingOf(urgency: Change["urgency"], changes: readonly Change[]): Heading {
  const isKnown = urgency !== "visitors-now" || changes.some(({ codes }) => codes.length > 0);
  return isKnown ? headings[urgency] : { text: "Visitors may be affected now", tone: "bad" };
}

const unreadHeading: Heading = { text: "Could not be read, and so may have changed", tone: "doubtful" };

function section({ text, tone }: Heading, changes: readonly Change[], paint: Paint, columns: number): string {
  return [paint[tone](text), ...changes.map((change) => changeText(change, paint, columns))].join("\n");
}

function changeText(
  { what, fix, hostnames, codes, class: driftClass, decidedBy }: Change,
  paint: Paint,
  columns: number,
): string {
  const seen =
    codes.length > 0
      ? `visitors of ${listNames(hostnames)} see ${listCodes(codes)}`
      : `concerns ${listNames(hostnames)}`;
  const whom = hostnames.length === 0 ? [] : [`    ${seen}`];
  const told = [...wrapIndented(`  ${what}`, columns, 2), ...whom.flatMap((line) => wrapIndented(line, columns))];
  const after = [...wrapIndented(`    fix: ${fix}`, columns, 5), paint.faint(`    ${driftClass} (${decidedBy})`)];
  return [...told, ...after].join("\n");
}

/** Says of many names how many there are. */
function listNames(hostnames: readonly string[]): string {
  const few = 5;
  const more = hostnames.length - few;
  return `${hostnames.slice(0, few).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function noiseLines({ changes }: ReportDrift, paint: Paint, columns: number): readonly string[] {
  const noise = changes.filter((change) => change.class === "provider-noise");
  if (noise.length === 0) return [];
  const lines = noise.flatMap(({ what, decidedBy }) => wrapIndented(`  ${what} (${decidedBy})`, columns, 2));
  return [[paint.faint("No drift, though providers report it"), ...lines.map(paint.faint)].join("\n")];
}

/** Sums up what differs in one line, which never says that all is in sync while something could not be read. */
export function driftConclusion({ drift, summary }: Pick<Report, "drift" | "summary">, paint: Paint = plain): string {
  if (drift === null) return "";
  const unread = drift.changes.filter(isUnread).length;
  const waived = drift.changes.filter(({ waiver }) => waiver !== null).length;
  const besides = waived > 0 ? ` ${count(waived, "change")} ${waived === 1 ? "is" : "are"} waived.` : "";
  const found = summary.drift === 0 ? "No drift was found" : `Drift: ${count(summary.drift, "change")}`;
  if (unread > 0) return paint.bad(`${found}, and ${count(unread, "thing")} could not be read.${besides}`);
  if (summary.drift > 0) return paint.bad(`${found}.${besides}`);
  const compared =
    drift.method === "preview" ? "The program, its state and the clouds agree." : "The state and the clouds agree.";
  return paint.good(`${compared}${besides}`);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
