import { graphFromPolicy, type SeenResource } from "../../src/graph/from-policy";
import { graphFromState } from "../../src/graph/from-state";
import type { ResourceNode } from "../../src/graph/resource";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { isList, isProperties, notKnown, type Properties, type Value } from "../../src/graph/value";
import { reach } from "../../src/reach/reach";
import { edgeRanges } from "../reach/site";

/** One row in words that do not depend on who read the program. */
export interface RowRead {
  /** `host scheme:port family`. */
  readonly row: string;
  /** `ok`, `unknown`, or what fails with its codes. */
  readonly says: string;
}

/** Gives the rows of a graph, sorted as the matrix sorts them. */
export function rowsOf(graph: ResourceGraph): readonly RowRead[] {
  return reach(graph, { edgeRanges }).rows.map(({ hostname, visitor, family, outcome, failure, codes, reaches }) => ({
    row: `${hostname} ${visitor.scheme}:${visitor.port} ${family}`,
    says: failure === null ? outcome : `${failure.cause} ${codes.join("/")} for ${reaches}`,
  }));
}

/**
 * Shows nodes to the reader of policy arguments as the engine does: inputs, outputs with the inputs among them, marks for
 * what is not known, dependencies by property and all together, no ids; of a read resource its outputs alone.
 */
export function asPolicySees(nodes: readonly ResourceNode[], phase: "preview" | "update"): ResourceGraph {
  return graphFromPolicy(nodes.map((node) => seenOf(node, phase)));
}

function seenOf(node: ResourceNode, phase: "preview" | "update"): SeenResource {
  const later: Properties = phase === "preview" && node.kind === "managed" ? { id: notKnown, arn: notKnown } : {};
  const isComponent = node.kind === "component" || node.kind === "remote";
  return {
    urn: node.urn,
    type: node.type,
    name: node.name,
    inputs: node.kind === "read" ? undefined : marked(node.inputs),
    outputs: marked({ ...later, ...node.outputs }),
    options: node.options,
    provider: isComponent ? undefined : (node.provider ?? `urn:pulumi:default::${node.type.split(":")[0]}`),
    parent: node.parent,
    dependencies: [...new Set([...node.dependsOn.values()].flat())],
    propertyDependencies: Object.fromEntries([...node.dependsOn].filter(([name]) => name !== "")),
  };
}

/** @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/resource/plugin/rpc.go `UnknownStringValue` */
function marked(value: Value): unknown {
  if (value === notKnown) return "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  if (isList(value)) return value.map(marked);
  if (!isProperties(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, marked(inner)]));
}

/** Writes the state that a deployment leaves, and reads it back as `pulumi stack export` prints it. */
export function asStateSays(nodes: readonly ResourceNode[]): ResourceGraph {
  const resources = nodes.map((node) => ({
    urn: node.urn,
    type: node.type,
    custom: node.kind === "managed" || node.kind === "read",
    external: node.kind === "read",
    id: node.id ?? null,
    inputs: node.inputs,
    outputs: node.outputs,
    parent: node.parent ?? null,
    // A reference to a provider ends in its id.
    provider: node.provider === undefined ? null : `${node.provider}::04b4ec2f`,
    dependencies: [...new Set([...node.dependsOn.values()].flat())],
    propertyDependencies: Object.fromEntries([...node.dependsOn].filter(([name]) => name !== "")),
  }));
  const read = graphFromState({ version: 3, deployment: { manifest: {}, resources } });
  if (read.kind === "refused") throw new Error(read.why);
  return read.graph;
}

/** Names the properties whose values are still not known. */
export function openInputs(nodes: readonly ResourceNode[]): readonly string[] {
  return nodes.flatMap((node) =>
    Object.entries(node.inputs).flatMap(([name, value]) => (isOpen(value) ? [`${node.name}.${name}`] : [])),
  );
}

function isOpen(value: Value): boolean {
  if (value === notKnown) return true;
  return isList(value) ? value.some(isOpen) : isProperties(value) && Object.values(value).some(isOpen);
}
