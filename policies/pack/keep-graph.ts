import { writeFileSync } from "node:fs";
import { formatGraph } from "../../src/graph/graph-file";
import type { ResourceGraph } from "../../src/graph/resource-graph";

/** The variable by which `no521 check --preview` names the file that it reads the judged resources from. */
export const graphVariable = "NO521_GRAPH";

/** Gives what keeps the resources of an operation for whoever started the engine; nothing where nobody asks for them. */
export function graphKeeper(environment: NodeJS.ProcessEnv): (graph: ResourceGraph) => void {
  const file = environment[graphVariable];
  // Whoever asks has made the folder for itself alone: values that are secret in the program are plain in a policy.
  return (graph) => {
    if (file !== undefined && file !== "") writeFileSync(file, formatGraph(graph), { mode: 0o600 });
  };
}
