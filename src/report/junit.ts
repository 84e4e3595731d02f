import { create } from "xmlbuilder2";
import type { Report, ReportFinding, ReportRow } from "./schema";
import { listCodes, outcomeWords, subjectWords, visitorWords } from "./words";

/** One test case: what it is called, and what came of it. */
interface Case {
  readonly classname: string;
  readonly name: string;
  /**
   * Unread: it could not be read, and so may have changed. Skipped: unknown, waived, or less than an error. That fails
   * nobody's build, and is never counted as passed.
   */
  readonly result: "passed" | "failed" | "unread" | "skipped";
  readonly message: string;
  readonly detail: string;
}

/**
 * Renders a report as JUnit's results: one case for each row of the matrix, one for each finding and each change.
 * @see https://github.com/testmoapp/junitxml read 2026-11-23
 */
export function renderJunit(report: Report): string {
  const subject = subjectWords(report);
  const changes = report.drift?.changes ?? [];
  const suites = [
    suiteOf(
      "what visitors see",
      report.reach.map((row) => rowCase(row, report)),
    ),
    suiteOf("findings", report.findings.map(findingCase)),
    ...(changes.length === 0 ? [] : [suiteOf("drift", changes.map(changeCase))]),
    ...(report.unknowns.length === 0 ? [] : [suiteOf("what could not be judged", report.unknowns.map(unknownCase))]),
  ];
  const count = (key: keyof Counts) => suites.reduce((sum, suite) => sum + Number(suite[`@${key}`]), 0);
  const document = create(
    { version: "1.0", encoding: "UTF-8" },
    {
      testsuites: {
        "@name": subject === "" ? "no521" : `no521 ${literal(subject)}`,
        "@tests": count("tests"),
        "@failures": count("failures"),
        "@errors": count("errors"),
        "@skipped": count("skipped"),
        testsuite: suites,
      },
    },
  );
  return document.end({ prettyPrint: true });
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

function suiteOf(name: string, cases: readonly Case[]) {
  const count = (result: Case["result"]) => cases.filter((each) => each.result === result).length;
  return {
    "@name": name,
    "@tests": cases.length,
    "@failures": count("failed"),
    "@errors": count("unread"),
    "@skipped": count("skipped"),
    testcase: cases.map(elementOf),
  };
}

function elementOf({ classname, name, result, message, detail }: Case) {
  const complaint = { "@message": literal(message), "@type": literal(classname), "#": literal(detail) };
  return {
    "@classname": literal(classname),
    "@name": literal(name),
    ...(result === "failed" && { failure: complaint }),
    ...(result === "unread" && { error: complaint }),
    ...(result === "skipped" && { skipped: { "@message": literal(message) } }),
  };
}

/**
 * The library takes entities in a text for what they stand for, and lets an ampersand that looks like the start of one
 * stand as it is; this is what it writes as `&amp;`.
 * @see https://github.com/oozcitak/xmlbuilder2/blob/v4.0.3/src/readers/BaseReader.ts
 */
function literal(text: string): string {
  return text.replaceAll("&", "&#38;amp;");
}

function rowCase(row: ReportRow, { findings }: Pick<Report, "findings">): Case {
  const { hostname, visitor, family, outcome, cause, why } = row;
  const blamed = findings.filter((finding) => finding.cause === cause && finding.hostnames.includes(hostname));
  const isWaived = blamed.length > 0 && blamed.every(({ waiver }) => waiver !== null);
  const part = row.ranges.length === 0 ? "" : `: where the edge connects from ${row.ranges.join(", ")}`;
  const message = `${outcomeWords(row)}${part}`;
  return {
    classname: hostname,
    name: `${visitorWords(visitor)} over IPv${family}`,
    result: outcome === "fails" ? (isWaived ? "skipped" : "failed") : outcome === "unknown" ? "skipped" : "passed",
    message: isWaived ? `waived: ${message}` : outcome === "unknown" ? `unknown: ${why ?? ""}` : message,
    detail: why ?? message,
  };
}

function findingCase({ id, policy, severity, codes, what, fix, docs, location, waiver }: ReportFinding): Case {
  const place = location === null ? [] : [`at ${location.file}:${location.line}:${location.column}`];
  const isOpenError = severity === "error" && waiver === null;
  const seen = codes.length === 0 ? "" : ` (${listCodes(codes)})`;
  return {
    classname: policy,
    name: id,
    result: isOpenError ? "failed" : "skipped",
    message: waiver === null ? `${severity}${seen}: ${what}` : `waived until ${waiver.until}: ${waiver.reason}`,
    detail: [what, ...place, `fix: ${fix}`, docs].join("\n"),
  };
}

function changeCase(change: NonNullable<Report["drift"]>["changes"][number]): Case {
  const { id, class: kind, decidedBy, what, fix, waiver } = change;
  return {
    classname: `drift/${kind}`,
    name: id,
    result: kind === "unreadable" ? "unread" : waiver === null && kind !== "provider-noise" ? "failed" : "skipped",
    message: waiver === null ? what : `waived until ${waiver.until}: ${waiver.reason}`,
    detail: `${what}\nfix: ${fix}\ndecided by: ${decidedBy}`,
  };
}

function unknownCase({ resource, says }: Report["unknowns"][number]): Case {
  return { classname: "unknown", name: resource, result: "skipped", message: says, detail: says };
}
