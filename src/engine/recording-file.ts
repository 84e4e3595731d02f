import type { ResourceNode } from "../graph/resource";
import type { ProgramFailure } from "./program-failure";
import type { Recording } from "./record";
import { writeWireProperties } from "./record-values";

/** How the recording of a program ended. */
export type RecordingResult =
  | { readonly kind: "recorded"; readonly recording: Recording }
  | { readonly kind: "failed"; readonly failure: ProgramFailure };

/** Writes a result as a text that another process reads; unknown values travel as the engine's own mark. */
export function formatResult(result: RecordingResult): string {
  if (result.kind === "failed") return JSON.stringify(result);
  const { resources, outputs, ...told } = result.recording;
  const written = { ...told, resources: resources.map(writeNode), outputs: writeWireProperties(outputs) };
  return JSON.stringify({ kind: "recorded", recording: written });
}

function writeNode({ inputs, outputs, dependsOn, ...rest }: ResourceNode): object {
  return {
    ...rest,
    inputs: writeWireProperties(inputs),
    outputs: writeWireProperties(outputs),
    dependsOn: [...dependsOn],
  };
}
