import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderOpenMetrics, type StackMetrics } from "../../src/report/open-metrics";

const ranAt = new Date("2026-11-10T12:00:00Z");
const later = new Date("2026-11-11T12:00:00.500Z");

function stack(change: Partial<StackMetrics> = {}): StackMetrics {
  return {
    project: "site",
    stack: "production",
    ranAt,
    judged: {
      changes: { upstream: 2, "edited-in-aws": 0 },
      rows: { ok: 6, redirected: 4, unknown: 1, fails: 2 },
      certificates: [{ resource: "urn:pulumi:x::origin", notAfter: new Date("2027-01-01T00:00:00Z") }],
    },
    rangesFetchedAt: new Date("2026-11-01T00:00:00Z"),
    ...change,
  };
}

const clean = stack({
  ranAt: later,
  judged: { changes: { upstream: 0 }, rows: { ok: 1, redirected: 0, unknown: 0, fails: 0 }, certificates: [] },
});

describe("metrics", () => {
  test("are OpenMetrics text", () => {
    expect(renderOpenMetrics([stack()])).toBe(
      [
        "# TYPE no521_last_run_timestamp_seconds gauge",
        "# UNIT no521_last_run_timestamp_seconds seconds",
        "# HELP no521_last_run_timestamp_seconds When the stack was last looked at.",
        'no521_last_run_timestamp_seconds{project="site",stack="production"} 1794312000',
        "# TYPE no521_last_success_timestamp_seconds gauge",
        "# UNIT no521_last_success_timestamp_seconds seconds",
        "# HELP no521_last_success_timestamp_seconds When the stack was last judged as a whole, drift or not.",
        'no521_last_success_timestamp_seconds{project="site",stack="production"} 1794312000',
        "# TYPE no521_drift_changes gauge",
        "# HELP no521_drift_changes Changes since the deployment, by class.",
        'no521_drift_changes{project="site",stack="production",class="edited-in-aws"} 0',
        'no521_drift_changes{project="site",stack="production",class="upstream"} 2',
        "# TYPE no521_drift_since_timestamp_seconds gauge",
        "# UNIT no521_drift_since_timestamp_seconds seconds",
        "# HELP no521_drift_since_timestamp_seconds When drift that still stands was first seen.",
        'no521_drift_since_timestamp_seconds{project="site",stack="production"} 1794312000',
        "# TYPE no521_matrix_rows gauge",
        "# HELP no521_matrix_rows Rows of hostname, visitor and address family, by outcome.",
        'no521_matrix_rows{project="site",stack="production",outcome="fails"} 2',
        'no521_matrix_rows{project="site",stack="production",outcome="ok"} 6',
        'no521_matrix_rows{project="site",stack="production",outcome="redirected"} 4',
        'no521_matrix_rows{project="site",stack="production",outcome="unknown"} 1',
        "# TYPE no521_certificate_expiry_timestamp_seconds gauge",
        "# UNIT no521_certificate_expiry_timestamp_seconds seconds",
        "# HELP no521_certificate_expiry_timestamp_seconds When a certificate of an origin or of the edge expires.",
        'no521_certificate_expiry_timestamp_seconds{project="site",stack="production",resource="urn:pulumi:x::origin"} 1798761600',
        "# TYPE no521_ranges_fetched_timestamp_seconds gauge",
        "# UNIT no521_ranges_fetched_timestamp_seconds seconds",
        "# HELP no521_ranges_fetched_timestamp_seconds When the list of Cloudflare's ranges in force was fetched.",
        'no521_ranges_fetched_timestamp_seconds{project="site",stack="production"} 1793491200',
        "# EOF",
        "",
      ].join("\n"),
    );
  });

  test("of a stack that was not judged say so by the last success, and give no number", () => {
    const text = renderOpenMetrics([stack({ ranAt: later, judged: null })], renderOpenMetrics([stack()]));
    expect(samplesOf(text)).toEqual([
      "no521_last_run_timestamp_seconds 1794398400.5",
      "no521_last_success_timestamp_seconds 1794312000",
      "no521_drift_since_timestamp_seconds 1794312000",
      "no521_ranges_fetched_timestamp_seconds 1793491200",
    ]);
  });

  test("of a first run that could not judge hold no success", () => {
    expect(samplesOf(renderOpenMetrics([stack({ judged: null })]))).toEqual([
      "no521_last_run_timestamp_seconds 1794312000",
      "no521_ranges_fetched_timestamp_seconds 1793491200",
    ]);
  });

  test("remember since when it drifts, until it no longer does", () => {
    const first = renderOpenMetrics([stack()]);
    const second = renderOpenMetrics([stack({ ranAt: later })], first);
    expect(samplesOf(second)).toContain("no521_drift_since_timestamp_seconds 1794312000");
    const third = renderOpenMetrics([clean], second);
    expect(third).not.toContain("no521_drift_since");
    expect(samplesOf(renderOpenMetrics([stack({ ranAt: later })], third))).toContain(
      "no521_drift_since_timestamp_seconds 1794398400.5",
    );
  });

  test("of one stack remember nothing of another", () => {
    const before = renderOpenMetrics([stack({ stack: "staging" })]);
    expect(samplesOf(renderOpenMetrics([stack({ ranAt: later })], before))).toContain(
      "no521_drift_since_timestamp_seconds 1794398400.5",
    );
  });

  test("of several stacks stand together in each family", () => {
    const text = renderOpenMetrics([stack(), stack({ stack: "staging" })]);
    expect(text.match(/^# TYPE no521_last_run_timestamp_seconds/gm)).toHaveLength(1);
    expect(text).toContain(
      'no521_last_run_timestamp_seconds{project="site",stack="production"} 1794312000\n' +
        'no521_last_run_timestamp_seconds{project="site",stack="staging"} 1794312000\n',
    );
  });

  test("of no stack are an empty set", () => {
    expect(renderOpenMetrics([])).toBe("# EOF\n");
  });

  test.each(["nonsense", "no521_last_success_timestamp_seconds{} NaN", "no521_x", "# EOF", "\u0000"])(
    "are written whatever stood there before: %j",
    (before) => {
      expect(renderOpenMetrics([stack()], before)).toBe(renderOpenMetrics([stack()]));
    },
  );

  test("hold one sample a line and are read back, whatever the names are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (project, name) => {
        const text = renderOpenMetrics([stack({ project, stack: name })]);
        for (const line of text.trimEnd().split("\n")) {
          expect(line).toMatch(
            /^(# (TYPE|UNIT|HELP) |# EOF$|no521_[a-z_]+\{([a-z]+="([^"\\\n]|\\[\\"n])*",?)+\} [\d.]+$)/,
          );
        }
        const next = renderOpenMetrics([stack({ project, stack: name, ranAt: later })], text);
        expect(next).toMatch(/^no521_drift_since_timestamp_seconds\{[^\n]*\} 1794312000$/m);
      }),
    );
  });
});

/** Families and values without the labels. */
function samplesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("no521_"))
    .map((line) => line.replace(/\{.*\}/, ""));
}
