import type { Value } from "../../graph/value";
import type { Noise } from "./noise";

/** A number or a switch that is read back as text. */
export const numberTexts: Noise = {
  id: "number-texts",
  why: "A number or a switch was read back as text.",
  sources: ["https://github.com/pulumi/pulumi-terraform-bridge/issues/1904"],
  isNoise: ({ before, after }) => isPlain(before) && isPlain(after) && String(before) === String(after),
};

function isPlain(value: Value | undefined): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
