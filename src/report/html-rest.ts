import type { RenderContext } from "./context";
import { type Html, html } from "./html-escape";
import type { Report, ReportDrift } from "./schema";
import { listCodes, nameOf, urgencyWords } from "./words";

/** What differs between the program, its state and the cloud. */
export function driftPart({ drift }: Report): Html | null {
  if (drift === null || drift.changes.length === 0) return null;
  return html`<section aria-labelledby="drift"><h2 id="drift">Drift</h2>
${drift.changes.map(changePart)}</section>`;
}

const tones = {
  "visitors now": "bad",
  "visitors soon": "doubtful",
  protection: "doubtful",
  "not read": "doubtful",
  other: "soft",
  "no drift": "soft",
} as const;

function changePart(change: ReportDrift["changes"][number]): Html {
  const { class: kind, decidedBy, name, type, what, fix, hostnames, codes, properties, waiver } = change;
  const words = urgencyWords(change);
  const tone = tones[words];
  return html`<article class="${tone}"><h3><span class="${tone}">${words}</span> ${kind}: ${name}</h3>
<p>${what}</p>
<dl><dt>fix</dt><dd>${fix}</dd><dt>decided by</dt><dd><code>${decidedBy}</code></dd><dt>resource</dt><dd><code>${type}</code></dd>${
    hostnames.length === 0 ? null : html`<dt>hostnames</dt><dd>${hostnames.join(", ")}</dd>`
  }${codes.length === 0 ? null : html`<dt>visitors may see</dt><dd>${listCodes(codes)}</dd>`}${
    waiver === null ? null : html`<dt>waived</dt><dd>until ${waiver.until}: ${waiver.reason}</dd>`
  }${properties.map(
    ({ path, shown, before, after }) =>
      html`<dt><code>${path}</code></dt><dd>${shown ? html`${side(before)} → ${side(after)}` : soft("not shown")}</dd>`,
  )}</dl></article>
`;
}

function side(value: string | null): Html {
  return value === null ? soft("absent") : html`<code>${value}</code>`;
}

function soft(words: string): Html {
  return html`<span class="soft">${words}</span>`;
}

/** Every waiver, and what became of it. */
export function waiversPart({ waivers }: Report, { today }: Pick<RenderContext, "today">): Html | null {
  if (waivers.length === 0) return null;
  const rows = waivers.map(
    ({ policy, resource, until, reason, state, writtenIn, findings }) => html`<tr><th scope="row">${policy}</th>
<td><code>${resource}</code></td><td>${state}${
      state === "used" || state === "proposed" ? `, covers ${findings.length}` : ""
    }</td><td>${until}${until === today ? ", ends today" : ""}</td><td>${reason}</td><td><code>${writtenIn}</code></td></tr>
`,
  );
  return html`<section aria-labelledby="waivers"><h2 id="waivers">Waivers</h2>
<div class="scroll" role="region" aria-label="The waivers" tabindex="0"><table>
<thead><tr><th scope="col">policy</th><th scope="col">resource</th><th scope="col">state</th><th scope="col">until</th><th scope="col">reason</th><th scope="col">written in</th></tr></thead>
<tbody>${rows}</tbody></table></div></section>`;
}

/** What could not be judged. */
export function unknownsPart({ unknowns }: Report): Html | null {
  if (unknowns.length === 0) return null;
  return html`<section aria-labelledby="unknowns"><h2 id="unknowns">What could not be judged</h2>
<ul>${unknowns.map(({ resource, says }) => html`<li><code>${nameOf(resource)}</code>: ${says}</li>`)}</ul></section>`;
}
