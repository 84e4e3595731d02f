import { type RenderContext, repositoryPath } from "./context";
import { type Html, html } from "./html-escape";
import type { Report, ReportFinding } from "./schema";
import { listCodes, nameOf } from "./words";

const tones = { error: "bad", warning: "doubtful", note: "soft" } as const;

/** The findings that no waiver silences; what is new comes first. */
export function findingsPart(report: Report, context: RenderContext): Html | null {
  const { comparison } = report;
  const open = report.findings.filter(({ waiver }) => waiver === null);
  if (open.length === 0) return null;
  const isNew = ({ id }: ReportFinding) => comparison?.added.includes(id) === true;
  const sorted = [...open.filter(isNew), ...open.filter((finding) => !isNew(finding))];
  return html`<section aria-labelledby="findings"><h2 id="findings">Findings</h2>
${sorted.map((finding) => findingPart(finding, isNew(finding), context))}</section>`;
}

/** The findings of the base that are gone. */
export function fixedPart({ comparison }: Report): Html | null {
  if (comparison === null || comparison.fixed.length === 0) return null;
  return html`<section aria-labelledby="fixed"><h2 id="fixed">Fixed</h2>
<ul>${comparison.fixed.map(({ policy, what }) => html`<li><code>${policy}</code>: ${what}</li>`)}</ul></section>`;
}

function findingPart(finding: ReportFinding, isNew: boolean, context: RenderContext): Html {
  const { severity, policy, codes, hostnames, what, fix, related, docs, location } = finding;
  const place = location === null ? null : `${repositoryPath(context, location.file)}:${location.line}`;
  const rows = [
    term("fix", html`${fix}`),
    codes.length === 0 ? null : term("visitors may see", html`${listCodes(codes)}`),
    hostnames.length === 0 ? null : term("hostnames", html`${hostnames.join(", ")}`),
    place === null ? null : term("declared at", html`<code>${place}</code>`),
    term("resource", html`<code>${finding.resource}</code>`),
    related.length === 0
      ? null
      : term(
          "evidence",
          html`<ul>${related.map(({ resource, says }) => html`<li><code>${nameOf(resource)}</code>: ${says}</li>`)}</ul>`,
        ),
  ];
  return html`<article class="${tones[severity]}"><h3><span class="${tones[severity]}">${severity}</span> ${
    isNew ? html`<strong>new</strong> ` : null
  }${policyLink(policy, docs)}</h3>
<p>${what}</p>
<dl>${rows.filter((row) => row !== null)}</dl></article>
`;
}

function term(name: string, value: Html): Html {
  return html`<dt>${name}</dt><dd>${value}</dd>`;
}

/** A report that somebody hands in may name any address, and not every one is a page. */
function policyLink(policy: string, docs: string): Html {
  return docs.startsWith("https://") ? html`<a href="${docs}" rel="noreferrer">${policy}</a>` : html`${policy}`;
}
