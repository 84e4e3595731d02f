import type { Log, ReportingDescriptor, Result, Run } from "sarif";
import type { RenderContext, RuleText } from "./context";
import { formatJson } from "./json";
import { driftResult, findingResult } from "./sarif-results";
import { placeOf, statement } from "./sarif-words";
import type { Report } from "./schema";
import { conclude, nameOf, subjectWords } from "./words";

const schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/**
 * Renders the findings in the format that code scanners exchange.
 *
 * What the base of a comparison had and the program has not any more is left out: GitHub does not read `baselineState`,
 * and would open an alert for a result that is marked as absent.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function renderSarif(report: Report, context: RenderContext): string {
  const log: Log = { $schema: schema, version: "2.1.0", runs: [runOf(report, context)] };
  return formatJson(log);
}

function runOf(report: Report, context: RenderContext): Run {
  const { tool, rules } = context;
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const results = [
    ...report.findings.map((finding) => findingResult(finding, report, context)),
    ...(report.drift?.changes ?? []).map((change) => driftResult(change, context)),
  ];
  return {
    tool: {
      driver: {
        name: tool.name,
        version: tool.version,
        semanticVersion: tool.version,
        informationUri: tool.homepage,
        rules: rules.map(descriptorOf),
      },
    },
    // Results of one stack replace those of its last run; those of other stacks stay.
    automationDetails: { id: `no521/${encodeURI(subjectWords(report))}/` },
    originalUriBaseIds: { SRCROOT: { description: { text: "The top folder of the repository." } } },
    columnKind: "utf16CodeUnits",
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          ...report.unknowns.map(({ resource, says }) => ({
            level: "warning" as const,
            message: { text: statement(`Could not be judged: ${nameOf(resource)}: ${says}`) },
            locations: [placeOf(null, resource, context)],
          })),
          ...report.notes.map((note) => ({ level: "note" as const, message: { text: statement(note) } })),
        ],
      },
    ],
    results: results.map((result) => withIndex(result, indexes)),
    properties: { conclusion: conclude(report).text },
  };
}

function withIndex(result: Result, indexes: ReadonlyMap<string, number>): Result {
  const ruleIndex = indexes.get(result.ruleId ?? "");
  return ruleIndex === undefined ? result : { ...result, ruleIndex };
}

function descriptorOf({ id, summary, severity, why, whenNotToUse, sources, docs }: RuleText): ReportingDescriptor {
  const exception = whenNotToUse === null ? [] : [`When not to use it: ${whenNotToUse}`];
  return {
    id,
    shortDescription: { text: `${summary}.` },
    fullDescription: { text: why },
    help: {
      text: [why, ...exception, `Sources: ${sources.join(" ")}`].join("\n\n"),
      markdown: [why, ...exception, `Sources:\n\n${sources.map((source) => `- <${source}>`).join("\n")}`].join("\n\n"),
    },
    helpUri: docs,
    defaultConfiguration: { level: severity },
    properties: { tags: ["cloudflare", "aws", "reachability"] },
  };
}
