import type { CauseId, FindingCause } from "../../src/findings/cause";
import type { EdgeCode } from "../../src/findings/finding";
import type { Plan } from "../../src/findings/settings";
import type { Family } from "../../src/reach/reach-types";
import type { Archetype, Trait } from "./archetype";
import type { Step } from "./plant";

/** A defect that a person can make in a program, with what it must be found as. */
export interface Mutation {
  readonly id: string;
  /** Completes "somebody …". */
  readonly title: string;
  readonly cause: CauseId;
  /** What visitors see by Cloudflare's and AWS's own pages, the likeliest first; empty for a hazard, which is off the path. */
  readonly codes: readonly EdgeCode[];
  /** A public issue or incident in which it happened, else the vendor's page that says what it does. */
  readonly source: string;
  /** Programs in which the change means what its title says. */
  readonly fits: (archetype: Archetype) => boolean;
  readonly steps: readonly Step[];
  /** Where it is not all of them. */
  readonly hostnames?: (archetype: Archetype) => readonly string[];
  /** Where the program decides which code is the likelier. */
  readonly codesIn?: (archetype: Archetype) => readonly EdgeCode[];
  /** Where it is not all of them. */
  readonly families?: readonly Family[];
  /** What it shares with defects from which only a value tells it apart: they count once. */
  readonly family?: string;
  /** Causes that the same change brings with it, and that it is right to name too. */
  readonly also?: readonly FindingCause[];
  /** What somebody has to say beside the program for the defect to be one. */
  readonly plan?: Plan;
}

/** A change that harms nobody. */
export interface Harmless {
  readonly id: string;
  readonly title: string;
  readonly fits: (archetype: Archetype) => boolean;
  readonly steps: readonly Step[];
}

/** Reports whether a source is something that happened to somebody, not a page of a manual. */
export function isIncident(source: string): boolean {
  return /^https:\/\/github\.com\/[^/]+\/[^/]+\/(issues|pull)\/\d+/.test(source);
}

/** Leaves out what differs from its like in one value alone, such as the addresses that no record may have. */
export function distinctOf(mutations: readonly Mutation[]): readonly Mutation[] {
  const alike = (one: Mutation) => one.family ?? one.id;
  return mutations.filter((one, index) => mutations.findIndex((other) => alike(other) === alike(one)) === index);
}

/** Fits programs that have all of these traits. */
export function having(...traits: readonly Trait[]): (archetype: Archetype) => boolean {
  return (archetype) => traits.every((trait) => archetype.traits.includes(trait));
}

/** Fits programs that have none of these traits. */
export function lacking(...traits: readonly Trait[]): (archetype: Archetype) => boolean {
  return (archetype) => !traits.some((trait) => archetype.traits.includes(trait));
}

/** Fits the programs that all of these fit. */
export function both(...each: readonly ((archetype: Archetype) => boolean)[]): (archetype: Archetype) => boolean {
  return (archetype) => each.every((fits) => fits(archetype));
}

/** Fits programs by their names. */
export function only(...ids: readonly string[]): (archetype: Archetype) => boolean {
  return ({ id }) => ids.includes(id);
}

/** Fits all programs but these. */
export function except(...ids: readonly string[]): (archetype: Archetype) => boolean {
  return ({ id }) => !ids.includes(id);
}
