import { describe, expect, test } from "vitest";
import { causeIds } from "../../src/findings/cause";
import { archetypes } from "./archetypes";
import { type Instance, instances, judgeInstance } from "./catch";
import { distinctOf, isIncident } from "./mutation";
import { mutations } from "./mutations/all";

/**
 * All defects, each in two programs that rotate, so that every program is met; `npm run bench:catch` plants all of them in all programs,
 * and so does this test under NO521_CORPUS=all.
 */
function chosen(): readonly Instance[] {
  if (process.env.NO521_CORPUS === "all") return instances;
  return mutations.flatMap((mutation, index) => {
    const fitting = instances.filter((instance) => instance.mutation === mutation);
    return [0, 1].flatMap((turn) => fitting[(index + turn * 7) % fitting.length] ?? []).filter(isFirst);
  });
}

function isFirst(instance: Instance, index: number, all: readonly Instance[]): boolean {
  return all.indexOf(instance) === index;
}

describe("a planted defect", () => {
  test.each(mutations.map((mutation) => [mutation.title, mutation] as const))(
    "is found, with its cause, codes, hostnames and families, and nothing beside it: somebody %s",
    async (_, mutation) => {
      const planted = chosen().filter((instance) => instance.mutation === mutation);
      expect(planted).not.toEqual([]);
      for (const instance of planted) {
        const { expected, seen, others } = await judgeInstance(instance);
        const where = { in: instance.archetype.id };
        expect({ ...where, ...seen, others: others.map(({ what }) => what) }).toEqual({
          ...where,
          ...expected,
          others: [],
        });
      }
    },
    60_000,
  );
});

describe("the corpus", () => {
  const distinct = distinctOf(mutations);

  test("has at least 150 distinct defects, half of them from something that happened to somebody", () => {
    expect(distinct.length).toBeGreaterThanOrEqual(150);
    expect(distinct.filter(({ source }) => isIncident(source)).length * 2).toBeGreaterThan(distinct.length);
    expect(instances.filter(({ mutation }) => isIncident(mutation.source)).length * 2).toBeGreaterThan(
      instances.length,
    );
  });

  test("has a defect for every cause that a preview decides", () => {
    const planted = new Set(mutations.map(({ cause }) => cause));
    expect(causeIds.filter((cause) => !planted.has(cause))).toEqual([]);
  });

  test("has twelve kinds of programs, and names each defect and program once", () => {
    expect(archetypes.length).toBeGreaterThanOrEqual(12);
    for (const ids of [archetypes.map(({ id }) => id), mutations.map(({ id }) => id)]) {
      expect(ids).toEqual([...new Set(ids)]);
    }
  });
});
