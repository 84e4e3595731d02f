import { expect } from "vitest";
import { snapshot } from "../../src/cloudflare/ranges";
import { exportState, runStack } from "../../src/engine/stack";
import { graphFromState } from "../../src/graph/from-state";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import type { Value } from "../../src/graph/value";
import { reach } from "../../src/reach/reach";
import type { Archetype } from "../corpus/archetype";
import { plant } from "../corpus/plant";
import { guardedNetworkBalancer } from "../corpus/programs/network-balancer";
import { separateRules } from "../corpus/programs/separate-rules";
import { singleInstance } from "../corpus/programs/single-instance";
import { tunnel } from "../corpus/programs/tunnel";
import { type EngineFixture, engineTest } from "./engine";
import { pack } from "./site";

/** Deploys a program of the corpus in the sandbox, with the pack in its way, and reads what the state tells. */
async function deployed(engine: EngineFixture, file: string, name: string): Promise<ResourceGraph> {
  const config = [
    "config:",
    "  aws:region: us-east-1",
    "  aws:accessKey: sandbox",
    "  aws:secretKey: sandbox",
    "  cloudflare:apiToken: sandbox-sandbox-sandbox-sandbox-sandbox",
  ];
  const target = await engine.project({
    "index.js": `require("tsx/cjs");\nmodule.exports = async () => void (await require("${__dirname}/../corpus/programs/${file}").${name}.program());\n`,
    "Pulumi.test.yaml": `${config.join("\n")}\n`,
  });
  const run = await runStack(target, "up", { policyPacks: [pack], arguments: ["--skip-preview"] });
  expect(run.exitCode, `${run.stdout}\n${run.stderr}`).toBe(0);
  // A state is JSON, and every JSON value is a property value.
  const read = graphFromState(JSON.parse(JSON.stringify(await exportState(target))) as Value);
  if (read.kind === "refused") throw new Error(read.why);
  return read.graph;
}

function outcomesOf(graph: ResourceGraph): readonly string[] {
  return reach(graph, { edgeRanges: snapshot.ranges.map(({ cidr }) => cidr) }).rows.map(
    ({ hostname, visitor, family, outcome }) => `${hostname} ${visitor.scheme} IPv${family} ${outcome}`,
  );
}

/** Programs of the corpus that need nothing which is not theirs, such as the records of a certificate. */
const taken: readonly (readonly [file: string, name: string, archetype: Archetype])[] = [
  ["network-balancer", "guardedNetworkBalancer", guardedNetworkBalancer],
  ["separate-rules", "separateRules", separateRules],
  ["single-instance", "singleInstance", singleInstance],
  ["tunnel", "tunnel", tunnel],
];

engineTest.for(taken)("a program is told alike recorded and deployed: %s, %s", async (each, { engine }) => {
  const [file, name, archetype] = each;
  const recorded = outcomesOf((await plant(archetype)).graph);
  expect(outcomesOf(await deployed(engine, file, name))).toEqual(recorded);
});
