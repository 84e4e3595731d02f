import { describe, expect, test } from "vitest";
import { driftConclusion, renderDrift } from "../../src/report/drift-text";
import type { Report, ReportDrift } from "../../src/report/schema";

type Change = ReportDrift["changes"][number];

const change = (more: Partial<Change>): Change => ({
  ...{ id: "gone:rule", class: "deleted-outside", decidedBy: "gone", urgency: "visitors-now", resource: "urn:x::rule" },
  ...{ type: "aws:vpc/rule:Rule", name: "rule", properties: [], what: 'Ingress rule "rule" was deleted in AWS.' },
  ...{ fix: 'Run "pulumi up --refresh".', hostnames: ["www.example.com"], codes: [522], findings: [], waiver: null },
  ...more,
});

const noise = change({
  class: "provider-noise",
  decidedBy: "noise:timestamps",
  urgency: "rest",
  what: "It reads otherwise.",
});
const unread = change({
  class: "unreadable",
  decidedBy: "unreadable-timeout",
  urgency: "rest",
  hostnames: [],
  codes: [],
  what: "The stack could not be read: late.",
});
const waiver = { policy: "drift/deleted-outside", resource: "*", reason: "A trial.", until: "2026-12-31" };

const reportOf = (changes: readonly Change[], method: ReportDrift["method"] = "preview") => {
  const drift = changes.filter((each) => each.waiver === null && each.class === "deleted-outside").length;
  return { drift: { method, changes, certificates: [] }, summary: { drift } as Report["summary"] };
};

describe("drift in a terminal", () => {
  test("stands under how soon somebody has to act; what was not read and noise stand apart", () => {
    const rest = change({ urgency: "protection", hostnames: [], codes: [], what: "A port is open." });
    expect(renderDrift(reportOf([change({}), rest, unread, noise]))).toMatchInlineSnapshot(`
      "Visitors are affected now
        Ingress rule "rule" was deleted in AWS.
          visitors of www.example.com see 522
          fix: Run "pulumi up --refresh".
          deleted-outside (gone)

      Protection is weaker
        A port is open.
          fix: Run "pulumi up --refresh".
          deleted-outside (gone)

      Could not be read, and so may have changed
        The stack could not be read: late.
          fix: Run "pulumi up --refresh".
          unreadable (unreadable-timeout)

      No drift, though providers report it
        It reads otherwise. (noise:timestamps)"
    `);
  });

  test("names five hostnames and counts the others", () => {
    const hostnames = ["a", "b", "c", "d", "e", "f", "g"].map((name) => `${name}.example.com`);
    const [, , whom] = renderDrift(reportOf([change({ hostnames, codes: [] })])).split("\n");
    expect(whom).toBe(
      "    concerns a.example.com, b.example.com, c.example.com, d.example.com, e.example.com and 2 more",
    );
  });

  test("claims that visitors are affected only where it is known what they see", () => {
    const headings = [[], [522] as const].map((codes) => {
      const affected = change({ urgency: "visitors-now", hostnames: ["a.example.com"], codes });
      return renderDrift(reportOf([affected])).split("\n")[0];
    });
    expect(headings).toEqual(["Visitors may be affected now", "Visitors are affected now"]);
  });

  test("fits a narrow terminal", () => {
    const long = change({ what: "Word ".repeat(40).trim(), fix: "Do ".repeat(40).trim() });
    const lines = renderDrift(reportOf([long]), undefined, 60).split("\n");
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
  });

  test("leaves waived changes to the waivers, and other reports alone", () => {
    expect(renderDrift(reportOf([change({ waiver })]))).toBe("");
    expect(renderDrift({ drift: null })).toBe("");
    expect(driftConclusion({ ...reportOf([]), drift: null })).toBe("");
  });
});

test.each<[string, readonly Change[], ReportDrift["method"]]>([
  ["The program, its state and the clouds agree.", [], "preview"],
  ["The state and the clouds agree.", [noise], "refresh"],
  ["The program, its state and the clouds agree. 1 change is waived.", [change({ waiver })], "preview"],
  ["Drift: 2 changes. 1 change is waived.", [change({}), change({}), change({ waiver })], "preview"],
  ["No drift was found, and 1 thing could not be read.", [unread], "preview"],
  ["Drift: 1 change, and 2 things could not be read.", [change({}), unread, unread], "preview"],
])("sums up: %s", (line, changes, method) => {
  expect(driftConclusion(reportOf(changes, method))).toBe(line);
});
