import { type Example, type Input, isInputList, isReference } from "../../policies/example";
import { graphOf, siteOf } from "../../policies/example-graph";
import { createGraph, type ResourceGraph } from "../../src/graph/resource-graph";
import type { Properties, Value } from "../../src/graph/value";

/** Builds the graph that the state of an example would give: its resources are there, and have ids and addresses. */
export function deployedGraphOf(example: Example): ResourceGraph {
  const site = siteOf(example);
  const names = Object.keys(site);
  const asked = Object.values(site).flatMap(({ inputs }) => references(inputs));
  const outputsOf = (name: string): Properties =>
    Object.fromEntries(
      asked
        .filter(({ resource }) => resource === name)
        .map(({ output }) => [output, outputOf(names.indexOf(name), name, output)]),
    );
  const resolve = (input: Input): Value => {
    if (typeof input !== "object") return input;
    if (isInputList(input)) return input.map(resolve);
    if (isReference(input)) {
      const value = outputOf(names.indexOf(input.resource), input.resource, input.output);
      return input.suffix === undefined ? value : `${typeof value === "string" ? value : ""}${input.suffix}`;
    }
    return Object.fromEntries(Object.entries(input).map(([key, inner]) => [key, resolve(inner)]));
  };
  return createGraph(
    graphOf(example).nodes.map((node) => {
      const inputs: Properties = Object.fromEntries(
        Object.entries(site[node.name]?.inputs ?? {}).map(([key, input]) => [key, resolve(input)]),
      );
      const outputs = { ...inputs, ...outputsOf(node.name) };
      return { ...node, id: `${node.name}-id`, inputs, outputs };
    }),
  );
}

function references(input: Input): readonly { readonly resource: string; readonly output: string }[] {
  if (typeof input !== "object") return [];
  if (isInputList(input)) return input.flatMap(references);
  return isReference(input) ? [input] : Object.values(input).flatMap(references);
}

/** Addresses differ from resource to resource. */
function outputOf(index: number, name: string, output: string): Value {
  if (output === "publicIp") return `198.51.100.${index + 1}`;
  return output === "ipv6Addresses" ? [`2001:db8::${index + 1}`] : `${name}-${output}`;
}
