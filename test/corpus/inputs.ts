import type { Inputs } from "./plant";

/** Reads a list of a program's inputs; what is no list, such as an output, is empty. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Reports whether a value is a block of inputs, not an output. */
export function isInputs(value: unknown): value is Inputs {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !("apply" in value);
}
