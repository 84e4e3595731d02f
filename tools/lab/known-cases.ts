import { graphOf } from "../../policies/example-graph";
import { policies } from "../../policies/rules";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { archetypes } from "../../test/corpus/archetypes";
import { instances } from "../../test/corpus/catch";
import { harmlessChanges } from "../../test/corpus/mutations/harmless";
import { plant } from "../../test/corpus/plant";

/** A program to be tried in the lab. */
export interface LabProgram {
  readonly id: string;
  graph(): Promise<ResourceGraph>;
}

/** Every example of every policy. */
export const examples: readonly LabProgram[] = policies.flatMap((policy) =>
  (["good", "bad"] as const).flatMap((kind) =>
    policy.examples[kind].map((example, index) => ({
      id: `${policy.id}/${kind}-${index + 1}`,
      graph: () => Promise.resolve(graphOf(example)),
    })),
  ),
);

/** Every program of the corpus, as it is and with each change that fits it, harmful or not. */
export const corpus: readonly LabProgram[] = [
  ...archetypes.map((archetype) => ({ id: archetype.id, graph: async () => (await plant(archetype)).graph })),
  ...instances.map(({ archetype, mutation }) => ({
    id: `${archetype.id}/${mutation.id}`,
    graph: async () => (await plant(archetype, mutation.steps)).graph,
  })),
  ...harmlessChanges.flatMap(({ id, fits, steps }) =>
    archetypes
      .filter(fits)
      .map((archetype) => ({ id: `${archetype.id}/${id}`, graph: async () => (await plant(archetype, steps)).graph })),
  ),
];
