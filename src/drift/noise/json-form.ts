import type { Value } from "../../graph/value";
import { same } from "../compare";
import type { Noise } from "./noise";

/** One JSON document in two spellings. */
export const jsonForm: Noise = {
  id: "json-form",
  why: "The documents differ in spaces and the order of keys alone.",
  sources: ["https://github.com/pulumi/pulumi-aws/issues/2024"],
  isNoise: ({ before, after }) => {
    const a: Value | undefined = parsed(before);
    const b: Value | undefined = parsed(after);
    return a !== undefined && b !== undefined && same(a, b);
  },
};

function parsed(value: Value | undefined): Value | undefined {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return undefined;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return undefined;
  }
}
