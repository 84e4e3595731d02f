import { outcomes } from "../reach/reach-types";
import { type Html, html } from "./html-escape";
import { anchorOf, hostnamesOf, looks } from "./html-matrix";
import { type PathStep, pathOf } from "./path";
import type { Report, ReportRow } from "./schema";
import { hopWords, listCodes, outcomeWords, visitorWords } from "./words";

type Dial = ReportRow["dials"][number];

/** How many hostnames that do not work are shown unfolded. */
const mostOpen = 12;

/** For each hostname a picture of the way from the edge to what answers. */
export function hostnamesPart(report: Report): Html | null {
  const byName = Map.groupBy(report.reach, ({ hostname }) => hostname);
  if (byName.size === 0) return null;
  let open = 0;
  const parts = hostnamesOf(report).map((hostname, index) => {
    const rows = byName.get(hostname) ?? [];
    const worst = worstOf(rows);
    const isOpen = worst !== undefined && ["fails", "unknown"].includes(worst.outcome) && open < mostOpen;
    if (isOpen) open += 1;
    return hostnamePart(hostname, rows, { anchor: anchorOf(index), isOpen });
  });
  return html`<section aria-labelledby="hostnames"><h2 id="hostnames">The way to the origin</h2>
${parts}</section>`;
}

function hostnamePart(
  hostname: string,
  rows: readonly ReportRow[],
  { anchor, isOpen }: { readonly anchor: string; readonly isOpen: boolean },
): Html {
  const worst = worstOf(rows);
  const outcome = worst === undefined ? null : outcomePart(worst);
  const ways = [...Map.groupBy(rows.flatMap(waysOf), ({ key }) => key).values()].flatMap(wayPart);
  const content = html`<summary><bdi>${hostname}</bdi>${outcome}</summary>
<div id="${anchor}">${ways}</div></details>
`;
  return isOpen ? html`<details open>${content}` : html`<details>${content}`;
}

function outcomePart(row: ReportRow): Html {
  const { tone, mark } = looks[row.outcome];
  return html` <span class="outcome ${tone}"><span aria-hidden="true">${mark} </span>${outcomeWords(row)}</span>`;
}

function worstOf(rows: readonly ReportRow[]): ReportRow | undefined {
  return rows.toSorted((a, b) => outcomes.indexOf(b.outcome) - outcomes.indexOf(a.outcome)).at(0);
}

/** One dial, and the visitors for whom it is made. */
interface Way {
  readonly row: ReportRow;
  readonly dial: Dial;
  readonly key: string;
}

function waysOf(row: ReportRow): readonly Way[] {
  return row.dials.map((dial) => ({ row, dial, key: JSON.stringify([row.visitor, dial]) }));
}

/** Draws a way once, though it may be that of both address families. */
function wayPart(alike: readonly Way[]): readonly Html[] {
  const [first] = alike;
  if (first === undefined) return [];
  const { row, dial } = first;
  const families = [...new Set(alike.map((each) => `IPv${each.row.family}`))].join(" and ");
  const title = `${visitorWords(row.visitor)} over ${families}`;
  const steps = pathOf(dial);
  if (steps.length === 0) {
    const answer = dial.outcome === "redirected" ? "the edge redirects the visitor itself" : "the edge answers itself";
    return [html`<p class="way"><strong>${title}</strong>: ${answer}.</p>`];
  }
  const way = html`<p class="way"><strong>${title}</strong> to ${dialWords(dial)}</p>
<ol class="path" aria-label="Way of ${title}">${steps.map(stepPart)}</ol>
${whysPart(dial)}`;
  return [way];
}

function dialWords({ target, port, tls }: Dial): string {
  const encryption = { none: ", not encrypted", unverified: ", TLS without verification", verified: ", TLS verified" };
  return `${target}${port === null ? "" : ` on port ${port}`}${tls === null ? "" : encryption[tls]}`;
}

const stateWords: Readonly<Record<PathStep["state"], string>> = {
  passes: "✓ passes",
  partly: "✕ stops some",
  fails: "✕ stops here",
  unknown: "? unknown",
  beyond: "not reached",
  unjudged: "not judged",
};

function stepPart({ hop, state }: PathStep): Html {
  return html`<li class="${state}">${hopWords[hop]} <span class="state">${stateWords[state]}</span></li>`;
}

/** What stands in the way, and for whom. */
function whysPart({ failures, doubts }: Dial): Html | null {
  if (failures.length + doubts.length === 0) return null;
  const failing = failures.map(({ hop, codes, why, ranges }) => {
    const part = ranges.length === 0 ? null : html` Stopped: ${codeList(ranges)}; the rest pass.`;
    return html`<li><strong class="bad">${hop === null ? "deployment" : hopWords[hop]}, ${listCodes(codes)}:</strong> ${why}${part}</li>`;
  });
  const open = doubts.map(
    ({ hop, why }) => html`<li><strong class="doubtful">${hopWords[hop]}, unknown:</strong> ${why}</li>`,
  );
  return html`<ul>${failing}${open}</ul>`;
}

function codeList(texts: readonly string[]): readonly Html[] {
  return texts.map((text, index) => html`${index === 0 ? "" : ", "}<code>${text}</code>`);
}
