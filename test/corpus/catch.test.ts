import { describe, expect, test } from "vitest";
import { causeIds } from "../../src/findings/cause";
import { archetypes } from "./archetypes";
import { type Instance, inPrograms, instances, judgeInstance } from "./catch";
import { distinctOf, isIncident } from "./mutation";
import { mutations } from "./mutations/all";

/** `npm run bench:catch` plants all defects in all programs, and so does this test under NO521_CORPUS=all. */
const chosen: readonly Instance[] = process.env.NO521_CORPUS === "all" ? instances : inPrograms(2);

describe("a planted defect", () => {
  test.each(mutations.map((mutation) => [mutation.title, mutation] as const))(
    "is found, with its cause, codes, hostnames and families, and nothing beside it: somebody %s",
    async (_, mutation) => {
      const planted = chosen.filter((instance) => instance.mutation === mutation);
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
