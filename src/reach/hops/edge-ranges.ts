import { type Cidr, intersect, subtract } from "../../net/cidr";
import type { Failure } from "../verdict";

/**
 * Gives the edge's published ranges that hold an address of `stopped`, and those alone: a person knows the published
 * ranges, not their pieces. Undefined where all of them do.
 */
export function rangesTouched(edge: readonly Cidr[], stopped: readonly Cidr[]): readonly string[] | undefined {
  const touched = edge.filter((range) => intersect([range], stopped).length > 0);
  return touched.length === edge.length ? undefined : touched.map(({ text }) => text);
}

/**
 * Says whom a failure stops: the ranges that it touches, and, where it touches all of them, whether some of their
 * addresses pass nevertheless.
 */
export function extentOf(
  edge: readonly Cidr[],
  touched: readonly Cidr[],
  stopped = touched,
): Pick<Failure, "ranges" | "letsSomePass"> {
  const ranges = rangesTouched(edge, touched);
  if (ranges !== undefined) return { ranges };
  return subtract(edge, stopped).length > 0 ? { letsSomePass: true } : {};
}

/** Writes a list of ranges for a sentence: at most four, then how many more. */
export function listRanges(ranges: readonly string[]): string {
  const shown = ranges.slice(0, 4).join(", ");
  return ranges.length > 4 ? `${shown} and ${ranges.length - 4} more` : shown;
}
