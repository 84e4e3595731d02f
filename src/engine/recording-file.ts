import type { ResourceNode } from "../graph/resource";
import type { ProgramFailure } from "./program-failure";
import type { Recording } from "./record";
import { readWireProperties, writeWireProperties } from "./record-values";

/** How the recording of a program ended. */
export type RecordingResult =
  | { readonly kind: "recorded"; readonly recording: Recording }
  | { readonly kind: "failed"; readonly failure: ProgramFailure };

/** Writes a result as a text that another process reads; unknown values travel as the engine's own mark. */
export function formatResult(result: RecordingResult): string {
  if (result.kind === "failed") return JSON.stringify(result);
  const { resources, outputs, unanswered } = result.recording;
  const written = { resources: resources.map(writeNode), outputs: writeWireProperties(outputs), unanswered };
  return JSON.stringify({ kind: "recorded", recording: written });
}

/** Reads what `formatResult` has written. */
export function parseResult(text: string): RecordingResult {
  // Both ends are this module, of one version.
  const result = JSON.parse(text) as
    | { kind: "failed"; failure: ProgramFailure }
    | { kind: "recorded"; recording: Written };
  if (result.kind === "failed") return result;
  const { resources, outputs, unanswered } = result.recording;
  const recording = { resources: resources.map(readNode), outputs: readWireProperties(outputs), unanswered };
  return { kind: "recorded", recording };
}

type WireBag = Readonly<Record<string, unknown>>;

type WrittenNode = Omit<ResourceNode, "inputs" | "outputs" | "dependsOn"> & {
  readonly inputs: WireBag;
  readonly outputs: WireBag;
  readonly dependsOn: readonly (readonly [string, readonly string[]])[];
};

interface Written {
  readonly resources: readonly WrittenNode[];
  readonly outputs: WireBag;
  readonly unanswered: readonly string[];
}

function writeNode({ inputs, outputs, dependsOn, ...rest }: ResourceNode): WrittenNode {
  return {
    ...rest,
    inputs: writeWireProperties(inputs),
    outputs: writeWireProperties(outputs),
    dependsOn: [...dependsOn],
  };
}

function readNode({ inputs, outputs, dependsOn, ...rest }: WrittenNode): ResourceNode {
  return {
    ...rest,
    inputs: readWireProperties(inputs),
    outputs: readWireProperties(outputs),
    dependsOn: new Map(dependsOn),
  };
}
