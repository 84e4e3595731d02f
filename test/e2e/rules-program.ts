import * as pulumi from "@pulumi/pulumi";
import { type Input, type Inputs, isInputList, isReference, type Piece, type Site } from "../../policies/example";
import { siteOf } from "../../policies/example-graph";
import type { Policy } from "../../policies/policy";
import { policies } from "../../policies/rules";

/** Which examples of the rules a program declares. */
export type Kind = "good" | "bad";

/** Gives what the names of all resources of a rule's example begin with; balancers have room for 32 characters. */
export function prefixOf(policy: Policy): string {
  return `r${policies.indexOf(policy)}-`;
}

/** Declares the first example of each of these rules as a program would write it, every site under names of its own. */
export async function declareExamples(kind: Kind, ids: readonly string[]): Promise<void> {
  for (const policy of policies) {
    if (ids.includes(policy.id)) declare(prefixOf(policy), siteOf(policy.examples[kind][0]));
  }
}

class Declared extends pulumi.CustomResource {}

/** Registers a site; a resource comes after those that it refers to. */
function declare(prefix: string, site: Site): void {
  const outputs = outputsOf(Object.values(site));
  const declared = new Map<string, pulumi.Resource>();
  const resource = (name: string): pulumi.Resource => {
    const known = declared.get(name);
    if (known !== undefined) return known;
    const piece = site[name];
    if (piece === undefined) throw new Error(`${prefix} has no resource "${name}".`);
    const { dependsOn = [], ...options } = piece.options ?? {};
    const inputs = { ...outputs.get(name), ...resolveAll(piece.inputs) };
    const made = new Declared(piece.type, `${prefix}${name}`, inputs, {
      ...options,
      dependsOn: dependsOn.map(resource),
    });
    declared.set(name, made);
    return made;
  };
  const resolveAll = (inputs: Inputs) =>
    Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, resolved(input)]));
  const resolved = (input: Input): unknown => {
    // Every site has a domain of its own, so that none of them meets another one's names.
    if (typeof input === "string") return input.replaceAll("example.com", `${prefix}site.example.com`);
    if (typeof input !== "object") return input;
    if (isInputList(input)) return input.map(resolved);
    return isReference(input) ? Reflect.get(resource(input.resource), input.output) : resolveAll(input);
  };
  for (const name of Object.keys(site)) resource(name);
}

/** A resource has those outputs that its registration names: the ones that others refer to. */
function outputsOf(pieces: readonly Piece[]): ReadonlyMap<string, Record<string, undefined>> {
  const outputs = new Map<string, Record<string, undefined>>();
  const visit = (input: Input): void => {
    if (typeof input !== "object") return;
    if (!isReference(input)) {
      for (const inner of Object.values<Input>({ ...input })) visit(inner);
    } else if (input.output !== "id") {
      outputs.set(input.resource, { ...outputs.get(input.resource), [input.output]: undefined });
    }
  };
  for (const { inputs } of pieces) visit(inputs);
  return outputs;
}
