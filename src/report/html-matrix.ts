import { type Html, html } from "./html-escape";
import { cellWords, type MatrixCell, matrixLines } from "./matrix";
import type { Report } from "./schema";
import { visitorWords } from "./words";

/** How an outcome looks; the mark says it where colours do not. */
export const looks = {
  ok: { tone: "good", mark: "✓" },
  redirected: { tone: "good", mark: "↪" },
  unknown: { tone: "doubtful", mark: "?" },
  fails: { tone: "bad", mark: "✕" },
} as const;

/** Names the place of a hostname in the page. */
export function anchorOf(index: number): string {
  return `hostname-${index}`;
}

/** Lists the hostnames of a report in the order of the page. */
export function hostnamesOf({ reach }: Pick<Report, "reach">): readonly string[] {
  return [...new Set(reach.map(({ hostname }) => hostname))];
}

/** The matrix, each hostname of which leads to its paths. */
export function matrixPart(report: Report): Html {
  const groups = [...Map.groupBy(matrixLines(report), ({ hostname }) => hostname)];
  if (groups.length === 0) {
    return html`<section aria-labelledby="matrix"><h2 id="matrix">What visitors see</h2>
<p>No hostname of this program is proxied by Cloudflare.</p></section>`;
  }
  const anchors = new Map(hostnamesOf(report).map((hostname, index) => [hostname, anchorOf(index)]));
  const rows = groups.map(([hostname, lines]) => {
    const anchor = anchors.get(hostname);
    const name = anchor === undefined ? html`${hostname}` : html`<a href="#${anchor}">${hostname}</a>`;
    const [first, ...rest] = lines.map(
      ({ visitor, ipv4, ipv6 }) => html`<td>${visitorWords(visitor)}</td>${cellPart(ipv4)}${cellPart(ipv6)}`,
    );
    return html`<tbody><tr><th scope="rowgroup" rowspan="${lines.length}"><bdi>${name}</bdi></th>${first ?? null}</tr>
${rest.map((cells) => html`<tr>${cells}</tr>\n`)}</tbody>
`;
  });
  return html`<section aria-labelledby="matrix"><h2 id="matrix">What visitors see</h2>
<div class="scroll" role="region" aria-label="The matrix" tabindex="0"><table>
<caption>By hostname, scheme of the visitor, and address family over which the edge dials the origin${
    report.comparison?.reach ? ", before → after" : ""
  }</caption>
<thead><tr><th scope="col">hostname</th><th scope="col">visitor</th><th scope="col">IPv4</th><th scope="col">IPv6</th></tr></thead>
${rows}</table></div></section>`;
}

function cellPart(cell: MatrixCell): Html {
  if (cell.is === undefined) return html`<td class="soft">${cellWords(cell)}</td>`;
  const { tone, mark } = looks[cell.is.outcome];
  return html`<td class="${tone}"><span class="mark" aria-hidden="true">${mark}</span>${cellWords(cell)}</td>`;
}
