import fc from "fast-check";
import { marked } from "marked";
import { describe, expect, test } from "vitest";
import { create } from "xmlbuilder2";
import { type Format, formats, render } from "../../src/report/render";
import { type Report, reportSchema } from "../../src/report/schema";
import { visible } from "../../src/report/visible";
import { context, fullReport } from "./sample";

/** What programs that nobody trusts may call things, to break out of one format or the other. */
const attacks = [
  ...["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style><b>", '"><a href="javascript:x">'],
  ...["]]>", "-->", "<!--", "<![CDATA[", "&lt;", "&#x3c;script>", "\u0000", "\u001b[31mred\u001b[0m", "\u009b31m"],
  ...["\u001b]8;;https://example.org\u0007link\u001b]8;;\u0007", "a\nb", "a\r\n::error::x", "::error file=a::x"],
  ...["  ::set-output name=a::b", "##[error]x", "%0A::error::x", "| a | b |", "`code`", "``", "`", "**bold**"],
  ...["[text](https://example.org)", "![image](https://example.org/a.png)", "<https://example.org>"],
  ...["https://example.org", "www.example.org", "@somebody", "@org/team", "#1", "GH-1", "org/repo#1", "a@example.org"],
  ...["# title", "> quote", "1. one", "- item", "+ item", "---", "===", "```\ncode\n```", "    indented"],
  ...["\u202etxt.exe", "\u2066hidden\u2069", "\u200b", "\ufeff", "\ud800", "\uffff", "~~gone~~", "$x$", ":tada:"],
  ...["[^1]", "{0}", "{{1}}", "[a](0)", "\\", "\\n", "</details>", "<details>", "&amp;", "__proto__", "'"],
];

const hostile = fc.oneof(
  fc.constantFrom(...attacks),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.array(fc.constantFrom(...attacks), { minLength: 2, maxLength: 4 }).map((parts) => parts.join(" ")),
);

/** A report in which every text that a program can choose is the given one. */
function hostileReport(text: string): Report {
  const report = fullReport();
  const waiver = { policy: text, resource: text, reason: text, until: "2026-12-31" };
  return {
    ...report,
    ...{ project: text, stack: text, notes: [text], unknowns: [{ resource: text, says: text }] },
    reach: report.reach.map((row) => ({
      ...{ ...row, hostname: text, why: row.why === null ? null : text },
      dials: row.dials.map((dial) => ({
        ...{ ...dial, target: text },
        failures: dial.failures.map((failure) => ({ ...failure, why: text, resource: text })),
        doubts: dial.doubts.map((doubt) => ({ ...doubt, why: text, resource: text })),
      })),
    })),
    findings: report.findings.map((finding) => ({
      ...{ ...finding, resource: text, hostnames: [text], what: text, fix: text },
      related: [{ resource: text, says: text }],
      location: { file: text, line: 1, column: 1 },
    })),
    waivers: report.waivers.map((each) => ({ ...each, ...waiver, writtenIn: text })),
    comparison:
      report.comparison === null
        ? null
        : {
            ...report.comparison,
            base: text,
            reach: (report.comparison.reach ?? []).map((row) => ({ ...row, hostname: text })),
            fixed: [{ id: text, policy: text, resource: text, what: text }],
          },
    drift: {
      method: "preview",
      certificates: [{ resource: text, notAfter: "2027-01-01T00:00:00.000Z" }],
      changes: (report.drift?.changes ?? []).map((change) => ({
        ...{ ...change, resource: text, type: text, name: text, what: text, fix: text, hostnames: [text] },
        properties: [{ path: text, shown: true, before: text, after: text }],
      })),
    },
  };
}

/** Whatever the text is, the page has the elements that it has for a harmless one. */
function skeletonOf(html: string): readonly string[] {
  return [...html.matchAll(/<\/?[a-z][^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'));
}

/** Reads an attribute as a parser of XML does. */
function decoded(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&" };
  return text.replace(/&(?:lt|gt|quot|amp);/g, (entity) => entities[entity] ?? entity);
}

const harmless = render(hostileReport("harmless"), "html", context);

describe("a report with hostile texts", () => {
  test("is never a command for a terminal or a runner, and every line is one of its own", () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom<Format>(...formats), (text, format) => {
        const rendered = render(hostileReport(text), format, context);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
        expect(rendered).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ud800-\udfff]/u);
        const lines = rendered.split("\n").filter((line) => line.trimStart().startsWith("::"));
        expect(lines.filter((line) => format !== "github" || !/^::(error|warning|notice) /.test(line))).toEqual([]);
        if (format !== "json") expect(rendered).not.toContain("##[");
      }),
      { numRuns: 60 },
    );
  });

  test("is JSON that reads back as it was", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const report = hostileReport(text);
        expect(reportSchema.parse(JSON.parse(render(report, "json", context)))).toEqual(report);
      }),
      { numRuns: 40 },
    );
  });

  test("is XML that tells each text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const xml = render(hostileReport(text), "junit", context);
        expect(() => create(xml)).not.toThrow();
        const [, name = ""] = /<testsuites name="([^"<]*)"/.exec(xml) ?? [];
        expect(decoded(name)).toBe(`no521 ${visible(text)}/${visible(text)}`);
        const [message = ""] = [...xml.matchAll(/<skipped message="([^"<]*)"/g)]
          .flatMap(([, each]) => each ?? [])
          .slice(-1);
        expect(decoded(message)).toBe(visible(text));
      }),
      { numRuns: 40 },
    );
  });

  test("is SARIF that tells each text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { runs } = JSON.parse(render(hostileReport(text), "sarif", context));
        const [place] = runs[0].results[0].locations;
        expect(place.logicalLocations[0].fullyQualifiedName).toBe(visible(text));
        expect(place.physicalLocation.artifactLocation.uri).toMatch(/^[\w.!~*'()%/-]+$/);
      }),
      { numRuns: 40 },
    );
  });

  test("is a page with the elements of any other", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const page = render(hostileReport(text), "html", context);
        // Rows and ways that are alike are drawn once, and so are those of a harmless text.
        expect(skeletonOf(page)).toEqual(skeletonOf(harmless));
      }),
      { numRuns: 40 },
    );
  });

  test("is a comment without links, images and HTML of its own, and mentions nobody", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const report = hostileReport(text);
        const html = marked.parse(render(report, "markdown", context), { async: false, gfm: true });
        const outside = html
          .replace(/<code>[^<]*<\/code>/g, "")
          .replace(/&#?\w+;/g, "")
          .replace(/<!-- -->/g, "\u0001");
        const links = [...html.matchAll(/<a href="([^"]*)"/g)].map(([, address]) => address ?? "");
        expect(links.filter((address) => !address.startsWith("https://github.com/no521/no521/"))).toEqual([]);
        const allowed =
          /^<\/?(?:h2|h3|p|strong|em|blockquote|table|thead|tbody|tr|th|td|ul|li|code|a|br|details|summary)\b/;
        const tags = [...html.matchAll(/<\/?[a-z][^>]*>/gi)].map(([tag]) => tag);
        expect(tags.filter((tag) => !allowed.test(tag))).toEqual([]);
        expect(tags.filter((tag) => tag.startsWith("<details")).length).toBe(1);
        expect(outside).not.toMatch(/@[a-z]|#\d|\bGH-\d/i);
      }),
      { numRuns: 60 },
    );
  });
});
