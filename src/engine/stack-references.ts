import type { Input, Output, StackReference } from "@pulumi/pulumi";
import type { Sdk } from "./sdk";

/**
 * Makes the outputs of another stack unknown that nobody has told. The SDK takes an output that is not there for one that
 * the other stack does not have, which is the truth only where all of them are told; gives back what it was.
 */
export function leaveUntoldOutputsUnknown({ pulumi }: Sdk): () => void {
  const { prototype } = pulumi.StackReference;
  const { getOutput, requireOutput } = prototype;
  function told(this: StackReference, name: Input<string>): Output<unknown> {
    return pulumi.all([name, this.outputs]).apply(([key, outputs]): unknown => {
      return Object.hasOwn(outputs, key) ? outputs[key] : pulumi.unknown;
    });
  }
  Object.assign(prototype, { getOutput: told, requireOutput: told });
  return () => Object.assign(prototype, { getOutput, requireOutput });
}
