import { describe, expect, test } from "vitest";
import { formats, render } from "../../src/report/render";
import { driftingChange, driftReport } from "./drift-builder";
import { context } from "./sample";

/** Formats with a conclusion; the others are read by machines, which have the numbers. */
const concluding = ["text", "markdown", "html", "github"] as const;

describe.each(formats)("a report of drift as %s", (format) => {
  test("says what changed, in which class, and by which rule that was decided", () => {
    const text = render(
      driftReport([driftingChange({ what: "A rule is gone.", decidedBy: "by-this-rule" })]),
      format,
      context,
    );
    expect(text).toContain("A rule is gone.");
    expect(text).toContain("deleted-outside");
    expect(text).toContain("by-this-rule");
  });
});

test.each(concluding)("a report as %s sums up what differs, and says when nothing does", (format) => {
  const unread = driftingChange({ id: "u", class: "unreadable", urgency: "rest" });
  const conclusions = [[driftingChange()], [], [unread]].map((changes) =>
    render(driftReport(changes), format, context),
  );
  const said = ["Drift: 1 change.", "clouds agree.", "No drift was found, and 1 thing could not be read."];
  expect(conclusions.map((text, index) => text.includes(said[index] ?? ""))).toEqual([true, true, true]);
});

test("a runner marks what visitors see now, and what could not be read, as errors, and other drift as warnings", () => {
  const changes = [
    driftingChange(),
    driftingChange({ id: "b", class: "edited-in-aws", urgency: "rest", codes: [], hostnames: [], what: "b" }),
    driftingChange({ id: "c", class: "unreadable", urgency: "rest", codes: [], hostnames: [], what: "c" }),
    driftingChange({ id: "d", class: "provider-noise", urgency: "rest", what: "d" }),
  ];
  const lines = render(driftReport(changes), "github", context).split("\n");
  expect(lines.filter((line) => line.startsWith("::"))).toEqual([
    "::error title=visitors now%2C 522 (deleted-outside)::" +
      'Rule "https" is gone.%0AFix: Run pulumi up --refresh.%0AHostnames: www.example.com%0ADecided by gone.',
    "::error title=not read (unreadable)::c%0AFix: Run pulumi up --refresh.%0ADecided by gone.",
    "::warning title=other (edited-in-aws)::b%0AFix: Run pulumi up --refresh.%0ADecided by gone.",
  ]);
});

test("what could not be read is no small matter to whoever reads SARIF", () => {
  const unread = driftingChange({ class: "unreadable", urgency: "rest" });
  const { runs } = JSON.parse(render(driftReport([unread]), "sarif", context));
  expect(runs[0].results.map(({ level, kind }: { level: string; kind: string }) => [level, kind])).toEqual([
    ["error", "fail"],
  ]);
});
