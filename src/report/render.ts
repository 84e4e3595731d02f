import type { RenderContext } from "./context";
import { renderGithub } from "./github";
import { renderHtml } from "./html";
import { formatJson } from "./json";
import { renderJunit } from "./junit";
import { renderMarkdown } from "./markdown";
import { renderSarif } from "./sarif";
import type { Report } from "./schema";
import { renderText } from "./text";
import { visibleReport } from "./visible";

/** The formats of a report. */
export const formats = ["text", "json", "markdown", "sarif", "junit", "github", "html"] as const;

/** The name of a format. */
export type Format = (typeof formats)[number];

const renderers: Readonly<Record<Format, (report: Report, context: RenderContext) => string>> = {
  text: (report, { paint, columns }) => renderText(visibleReport(report), paint, columns),
  json: formatJson,
  markdown: (report, context) => renderMarkdown(visibleReport(report), context),
  sarif: (report, context) => renderSarif(visibleReport(report), context),
  junit: (report) => renderJunit(visibleReport(report)),
  html: (report, context) => renderHtml(visibleReport(report), context),
  github: (report, context) => renderGithub(visibleReport(report), context),
};

/** Renders a report in a format, without a line break at its end. */
export function render(report: Report, format: Format, context: RenderContext): string {
  return renderers[format](report, context);
}
