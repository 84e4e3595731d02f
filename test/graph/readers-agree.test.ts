import { describe, expect, test } from "vitest";
import { archetypes } from "../corpus/archetypes";
import { plant } from "../corpus/plant";
import { deploy } from "./deployed-program";
import { asPolicySees, asStateSays, openInputs, rowsOf } from "./readers";

describe("the readers of a recording, of policy arguments and of a state agree", () => {
  test.each(archetypes.map((archetype) => [archetype.title, archetype] as const))(
    "on a program with %s",
    async (_, archetype) => {
      const { nodes } = (await plant(archetype)).graph;
      const recorded = rowsOf((await plant(archetype)).graph);
      const deployed = await deploy(archetype);
      expect(openInputs(deployed)).toEqual([]);
      const state = rowsOf(asStateSays(deployed));
      expect(rowsOf(asPolicySees(nodes, "preview"))).toEqual(recorded);
      expect(rowsOf(asPolicySees(deployed, "update"))).toEqual(state);
      expect(state).toEqual(recorded);
    },
  );
});
