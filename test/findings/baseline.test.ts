import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  baselineOf,
  baselineSchema,
  compareFindings,
  findingsOfBaseline,
  type KnownFinding,
} from "../../src/findings/baseline";

/** A finding that is open, with one change. */
function known(change: Partial<KnownFinding> = {}): KnownFinding {
  return {
    id: "require-listener:web",
    policy: "require-listener",
    severity: "warning",
    resource: "urn:web",
    hostnames: ["www.example.com"],
    what: "Nothing listens.",
    open: true,
    ...change,
  };
}

const findings = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1 }),
    policy: fc.string(),
    severity: fc.constantFrom("error" as const, "warning" as const, "note" as const),
    resource: fc.string(),
    hostnames: fc.array(fc.domain()),
    what: fc.string(),
    open: fc.boolean(),
  }),
  { selector: ({ id }) => id },
);

describe("compareFindings", () => {
  test("tells what is new, and what is gone", () => {
    const [kept, gone, fresh] = [known(), known({ id: "gone" }), known({ id: "fresh" })];
    expect(compareFindings([kept, gone], [fresh, kept])).toEqual({ added: ["fresh"], fixed: [gone] });
  });

  test.each<[string, Partial<KnownFinding>, Partial<KnownFinding>]>([
    ["is graver", {}, { severity: "error" }],
    ["is no longer silenced", { open: false }, {}],
    ["keeps another range out", { ranges: ["104.24.0.0/14"] }, { ranges: ["104.24.0.0/14", "131.0.72.0/22"] }],
    ["keeps all out", { ranges: ["104.24.0.0/14"] }, { ranges: [] }],
    ["takes another hostname down", {}, { hostnames: ["api.example.com", "www.example.com"] }],
  ])("takes a finding for new that %s", (_, before, after) => {
    expect(compareFindings([known(before)], [known(after)])).toEqual({ added: ["require-listener:web"], fixed: [] });
  });

  test.each<[string, Partial<KnownFinding>, Partial<KnownFinding>]>([
    ["says it otherwise", {}, { what: "Nothing listens on 443." }],
    ["is milder", { severity: "error" }, {}],
    ["is silenced now", {}, { open: false }],
    ["takes fewer hostnames down", {}, { hostnames: [] }],
    ["keeps a part of a range out", { ranges: ["104.24.0.0/14"] }, { ranges: ["104.24.0.0/15"] }],
    ["kept all out", { ranges: [] }, { ranges: ["104.24.0.0/14"] }],
    ["says of no range whether it was kept out", {}, { ranges: ["104.24.0.0/14"] }],
  ])("takes a finding for unchanged that %s", (_, before, after) => {
    expect(compareFindings([known(before)], [known(after)])).toEqual({ added: [], fixed: [] });
  });

  test("finds nothing between findings and themselves", () => {
    fc.assert(
      fc.property(findings, (all) => {
        expect(compareFindings(all, all)).toEqual({ added: [], fixed: [] });
      }),
    );
  });

  test("counts each finding once: what is gone one way is new the other way", () => {
    fc.assert(
      fc.property(findings, findings, (before, after) => {
        const { added, fixed } = compareFindings(before, after);
        const back = new Set(compareFindings(after, before).added);
        expect(fixed.every(({ id }) => back.has(id) && !added.includes(id))).toBe(true);
      }),
    );
  });
});

describe("a baseline", () => {
  test("is read as it was written, whatever the findings", () => {
    fc.assert(
      fc.property(findings, (all) => {
        const written = JSON.stringify(baselineOf({ project: "shop", stack: "dev" }, all));
        const read = findingsOfBaseline(baselineSchema.parse(JSON.parse(written)));
        const open = all.filter((each) => each.open);
        expect(read.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
          open.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        );
      }),
    );
  });

  test("has what is open, sorted by id; a waived finding stays with its waiver", () => {
    const baseline = baselineOf({ project: "shop", stack: null }, [
      known({ id: "b" }),
      known({ id: "a" }),
      known({ id: "waived", open: false }),
    ]);
    expect(baseline).toMatchObject({ kind: "no521-baseline", version: 1, project: "shop", stack: null });
    expect(baseline.findings.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(baseline.findings[0]).not.toHaveProperty("open");
  });

  test.each([
    [{ kind: "no521-baseline", version: 2, project: null, stack: null, findings: [] }],
    [{ version: 1, findings: [] }],
    [{ kind: "no521-baseline", version: 1, project: null, stack: null, findings: [{ id: "a" }] }],
  ])("is nothing else: %j", (other) => {
    expect(baselineSchema.safeParse(other).success).toBe(false);
  });
});
