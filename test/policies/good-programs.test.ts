import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { program } from "../../infra/program";
import { evaluate } from "../../policies/evaluate";
import { exampleRanges } from "../../policies/example-graph";
import { answerOffline } from "../../src/engine/offline-answers";
import { readProject } from "../../src/engine/project";
import { record } from "../../src/engine/record";
import { createGraph } from "../../src/graph/resource-graph";
import { archetypes } from "../corpus/archetypes";
import { judge } from "../corpus/catch";
import { plant } from "../corpus/plant";

/** What the policies say of our own program, with a stack's configuration changed. */
async function heard(change: Readonly<Record<string, string>>) {
  const project = await readProject(join(__dirname, "../.."), "sandbox");
  const { resources } = await record(program, {
    project: project.name,
    stack: project.stack,
    config: { ...project.config, ...change },
    secretKeys: project.secretKeys,
    invoke: answerOffline,
  });
  const { findings } = evaluate(createGraph(resources), { edgeRanges: exampleRanges });
  return findings.map(({ policy, severity, what }) => `${severity} ${policy}: ${what}`);
}

describe("our own program", () => {
  test("hears nothing behind a load balancer", async () => {
    expect(await heard({})).toEqual([]);
  });

  test("hears nothing where the origin redirects http visitors", async () => {
    expect(await heard({ "no521:httpVisitors": "redirected-by-origin" })).toEqual([]);
  });

  test("hears on an instance that there is but one", async () => {
    expect(await heard({ "no521:origin": "instance", "no521:ipv6": "false" })).toEqual([
      'note require-spare-origin: Instance "site-instance" is all that answers for 2 hostnames.',
    ]);
  });
});

test("programs of other teams hear no warning but one that is true", async () => {
  const warned: string[] = [];
  for (const archetype of archetypes) {
    const { findings } = judge((await plant(archetype, [])).graph);
    const loud = findings.filter(({ severity }) => severity !== "note");
    warned.push(...loud.map(({ policy, severity }) => `${archetype.id}: ${severity} ${policy}`));
  }
  expect(warned).toEqual(["aliased-types: warning no-legacy-rules"]);
}, 60_000);
