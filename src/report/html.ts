import type { RenderContext } from "./context";
import { driftConclusion } from "./drift-text";
import { type Html, html } from "./html-escape";
import { findingsPart, fixedPart } from "./html-findings";
import { hostnamesPart } from "./html-hostnames";
import { matrixPart } from "./html-matrix";
import { driftPart, unknownsPart, waiversPart } from "./html-rest";
import { style, styleHash } from "./html-style";
import type { Report } from "./schema";
import { conclude, subjectWords } from "./words";

/**
 * Nothing is fetched, run, embedded or sent: the page has one style, which its hash admits, and no script.
 * @see https://www.w3.org/TR/CSP3/
 */
const policy = `default-src 'none'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`;

/** Renders a report as one page that stands by itself. */
export function renderHtml(report: Report, context: RenderContext): string {
  const subject = subjectWords(report);
  const title = `no521${subject === "" ? "" : `: ${subject}`}`;
  const { tone, text } = conclude(report);
  const { tool, today } = context;
  // The style stands outside of the template: it is ours, and must stay as it was hashed.
  const head = html`<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>`;
  const body = html`<header>
<h1>${title}</h1>
<p class="conclusion ${tone}">${text}</p>
${driftConclusionPart(report)}
${comparisonPart(report)}
${notesPart(report)}
</header>
<main>
${matrixPart(report)}
${findingsPart(report, context)}
${fixedPart(report)}
${driftPart(report)}
${hostnamesPart(report)}
${waiversPart(report, context)}
${unknownsPart(report)}
</main>
<footer><p>Written by ${tool.name} ${tool.version} on ${today}.</p></footer>`;
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    head.html,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    body.html.replace(/\n{2,}/g, "\n"),
    "</body>",
    "</html>",
  ].join("\n");
}

function driftConclusionPart(report: Report): Html | null {
  const text = driftConclusion(report);
  const isClean = report.summary.drift === 0 && !text.includes("could not be read");
  return text === "" ? null : html`<p class="conclusion ${isClean ? "good" : "bad"}">${text}</p>`;
}

function comparisonPart({ comparison, summary }: Report): Html | null {
  if (comparison === null) return null;
  return html`<p>Compared with <code>${comparison.base}</code>: ${summary.added} new, ${summary.fixed} fixed.</p>`;
}

function notesPart({ notes }: Report): Html | null {
  if (notes.length === 0) return null;
  return html`<ul class="notes" aria-label="How this was judged">${notes.map((note) => html`<li>${note}</li>`)}</ul>`;
}
