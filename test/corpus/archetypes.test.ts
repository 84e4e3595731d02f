import { describe, expect, test } from "vitest";
import type { Archetype } from "./archetype";
import { archetypes, hiddenArchetypes } from "./archetypes";
import { judge } from "./catch";
import { harmlessChanges } from "./mutations/harmless";
import { undecided } from "./mutations/undecided";
import { plant, type Step } from "./plant";

/** Rows that nobody may be told are fine, as `host scheme family`, and findings that stop a deployment. */
async function heard(archetype: Archetype, steps: readonly Step[] = []) {
  const { reach, findings } = judge((await plant(archetype, steps)).graph);
  const rowsThat = (outcome: string) =>
    reach.rows
      .filter((row) => row.outcome === outcome)
      .map((row) => `${row.hostname} ${row.visitor.scheme} ${row.family}`);
  return {
    errors: findings.filter(({ severity }) => severity === "error").map(({ what }) => what),
    fails: rowsThat("fails"),
    surplus: rowsThat("unknown").filter((row) => !archetype.unknown?.includes(row)),
    rows: reach.rows.length,
  };
}

const silence = { errors: [], fails: [], surplus: [] };

/** Every third program, from another one on for each change; all of them under NO521_CORPUS=all. */
function someOf(fitting: readonly Archetype[], id: string): readonly Archetype[] {
  return process.env.NO521_CORPUS === "all" ? fitting : fitting.filter((_, index) => (index + id.length) % 3 === 0);
}

describe("a good program", () => {
  test.each([...archetypes, ...hiddenArchetypes].map((archetype) => [archetype.title, archetype] as const))(
    "with %s hears of no outage, and every row is known as far as its text tells",
    async (_, archetype) => {
      const { rows, ...said } = await heard(archetype);
      expect(said).toEqual(silence);
      expect(rows).toBeGreaterThan(0);
    },
  );
});

describe("a harmless change", () => {
  test.each(harmlessChanges.map((change) => [change.title, change] as const))(
    "is passed over in every program: somebody %s",
    async (_, { id, fits, steps }) => {
      const fitting = archetypes.filter(fits);
      expect(fitting).not.toEqual([]);
      for (const archetype of someOf(fitting, id)) {
        const { rows: __, ...said } = await heard(archetype, steps);
        expect({ in: archetype.id, ...said }).toEqual({ in: archetype.id, ...silence });
      }
    },
    60_000,
  );
});

describe("a component that only its own provider can open", () => {
  test.each([
    [
      "crosswalk",
      'the record points to awsx:lb:ApplicationLoadBalancer "cart", behind which this program shows no listener',
    ],
    [
      "cluster",
      'this program does not own "k8s-pods-ingress-0a1b2c3d4e-1234567890.us-east-1.elb.amazonaws.com", to which the record points',
    ],
  ])("leaves open what it publishes, and why: %s", async (id, why) => {
    const [archetype] = hiddenArchetypes.filter((each) => each.id === id);
    expect(archetype).toBeDefined();
    if (archetype === undefined) return;
    const { reach } = judge((await plant(archetype)).graph);
    expect(reach.rows.flatMap(({ doubt }) => doubt?.why ?? [])).toEqual([why]);
  });
});

describe("a defect that no preview decides", () => {
  test.each(undecided.map((defect) => [defect.title, defect] as const))(
    "is never told as fine, and nothing is said to be wrong: somebody %s",
    async (_, { fits, steps }) => {
      const fitting = archetypes.filter(fits);
      expect(fitting).not.toEqual([]);
      for (const archetype of fitting.slice(0, 2)) {
        const { graph } = await plant(archetype, steps);
        const { reach, findings } = judge(graph);
        const open = reach.rows.filter(({ outcome }) => outcome === "unknown").map(({ visitor }) => visitor.scheme);
        const wrong = findings.filter(({ severity }) => severity === "error").map(({ what }) => what);
        expect({ in: archetype.id, open: open.includes("https"), wrong }).toEqual({
          in: archetype.id,
          open: true,
          wrong: [],
        });
      }
    },
  );
});
