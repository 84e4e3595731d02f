import type { Output } from "@pulumi/pulumi";
import { unknownMarker } from "./record-values";
import type { Sdk } from "./sdk";
import { UnansweredInvokeError } from "./unanswered-invoke";

/** What a text or a list gives that is another text, list or element: of what is unknown it is unknown. */
const making = namesIn(`
  at concat filter find flat join padEnd padStart pop replace replaceAll reverse shift slice sort split substring
  toLowerCase toReversed toSorted toUpperCase trim trimEnd trimStart
`);

/** What a program cannot go on with unless it is known how many there are, or which. */
const deciding = namesIn(`
  endsWith every findIndex flatMap forEach includes indexOf lastIndexOf length map match reduce reduceRight some
  startsWith test
`);

/**
 * Gives what stands for the plain answer of a provider function that nobody has told: an output that is not known, so that
 * resources can be declared with any part of it. What is put together with other texts becomes a text with a mark, which
 * the recording reads as unknown.
 *
 * What a program computes from it ends the recording with `UnansweredInvokeError`. A comparison, and whether there is
 * something at all, JavaScript lets nobody see.
 */
export function plainUnknown(sdk: Sdk, token: string): unknown {
  return standIn(sdk.pulumi.output(sdk.pulumi.unknown), token);
}

function standIn(output: Output<unknown>, token: string): unknown {
  const refuse = (): never => {
    throw new UnansweredInvokeError(token);
  };
  const asText = () => unknownMarker;
  return new Proxy(output, {
    get(target, key) {
      if (key === Symbol.toPrimitive) return (hint: string) => (hint === "number" ? refuse() : unknownMarker);
      if (key === Symbol.iterator) return refuse;
      if (key === "toString" || key === "toJSON") return asText;
      const value: unknown = Reflect.get(target, key);
      if (typeof key === "symbol" || Object.hasOwn(target, key) || typeof value === "function") return value;
      if (making.has(key)) return () => standIn(output, token);
      if (deciding.has(key)) return refuse();
      return isOutput(value) ? standIn(value, token) : value;
    },
    ownKeys: refuse,
  });
}

function isOutput(value: unknown): value is Output<unknown> {
  return typeof value === "object" && value !== null && "apply" in value;
}

function namesIn(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
