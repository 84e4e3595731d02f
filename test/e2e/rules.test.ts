import { describe, expect } from "vitest";
import type { Policy } from "../../policies/policy";
import { policies } from "../../policies/rules";
import { runStack, type StackRun } from "../../src/engine/stack";
import { type EngineFixture, engineTest } from "./engine";
import { declareExamples, type Kind, prefixOf } from "./rules-program";
import { pack } from "./site";

/** Rules that look at a whole account, in which other examples mend what theirs lacks: each gets a program of its own. */
const alone = ["require-outage-alarm"];

/** Previews examples in one program, with every finding in the way of the deployment. */
async function previewOf(engine: EngineFixture, kind: Kind, rules: readonly Policy[]): Promise<StackRun> {
  const ids = JSON.stringify(rules.map(({ id }) => id));
  const own = rules.map(({ id, examples }) => [id, { enforcementLevel: "mandatory", ...examples[kind][0].parameters }]);
  const target = await engine.project({
    // The examples are TypeScript of this repository, outside the project.
    "index.js": `require("tsx/cjs");
      module.exports = () => require("${__dirname}/rules-program").${declareExamples.name}("${kind}", ${ids});`,
    "strict.json": JSON.stringify(Object.fromEntries(own)),
  });
  return runStack(target, "preview", {
    policyPacks: [pack],
    arguments: ["--policy-pack-config", `${target.projectFolder}/strict.json`],
  });
}

/** The rules that speak of their own example. */
function spoken({ events }: StackRun): readonly string[] {
  const said = events.flatMap(({ policyEvent }) => (policyEvent === undefined ? [] : [policyEvent]));
  return policies
    .filter((policy) =>
      said.some(
        ({ policyName, resourceUrn, enforcementLevel }) =>
          policyName === policy.id &&
          enforcementLevel === "mandatory" &&
          resourceUrn?.split("::").at(-1)?.startsWith(prefixOf(policy)),
      ),
    )
    .map(({ id }) => id);
}

const together = policies.filter(({ id }) => !alone.includes(id));

engineTest("every rule rejects its bad program at the preview", async ({ engine }) => {
  const run = await previewOf(engine, "bad", together);
  expect(run.exitCode).not.toBe(0);
  expect(spoken(run)).toEqual(together.map(({ id }) => id));
});

engineTest("every rule lets the program pass that mends it", async ({ engine }) => {
  const run = await previewOf(engine, "good", policies);
  const made = run.events.filter(({ resOutputsEvent }) => resOutputsEvent?.metadata.op === "create");
  expect(made.length).toBeGreaterThan(10 * policies.length);
  expect(spoken(run)).toEqual([]);
});

describe("in a program of its own", () => {
  engineTest.for(policies.filter(({ id }) => alone.includes(id)).map((policy) => [policy.id, policy] as const))(
    "%s rejects its bad program at the preview",
    async ([id, policy], { engine }) => {
      const run = await previewOf(engine, "bad", [policy]);
      expect([run.exitCode === 0, spoken(run)]).toEqual([false, [id]]);
    },
  );
});
