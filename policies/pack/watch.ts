import type { PolicyResource, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { type PlacedWaiver, waiversIn } from "../../src/findings/waivers";
import { graphFromPolicy, type SeenResource } from "../../src/graph/from-policy";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { waiverType } from "../../src/tags";

/** What the engine shows a pack in the course of one operation, put together. */
export interface Watch {
  /** Takes a resource's inputs, which the engine shows one resource at a time. */
  see(args: ResourceValidationArgs): void;
  /** Builds the graph at the end, when the engine shows all resources with their outputs. */
  graphOf(args: StackValidationArgs): ResourceGraph;
  /** Reports whether any inputs were seen: they are not where the policy that sees them is disabled. */
  sawInputs(): boolean;
  /** Gives the waivers that the program has declared so far. */
  waivers(): readonly PlacedWaiver[];
}

/**
 * Starts watching. Inputs are kept beside the outputs because at a preview what a program leaves out and a provider
 * computes is not known in the outputs, and its absence in the inputs is the fact that counts.
 */
export function startWatch(): Watch {
  const inputs = new Map<string, unknown>();
  const waivers: PlacedWaiver[] = [];
  let isOver = false;
  return {
    see: (args) => {
      // Whatever is shown after the end belongs to the next operation of the same process.
      if (isOver) {
        inputs.clear();
        waivers.length = 0;
      }
      isOver = false;
      inputs.set(args.urn, args.props);
      if (args.type === waiverType) waivers.push(...waiversIn(ownGraph(args)).waivers);
    },
    graphOf: ({ resources }) => {
      isOver = true;
      return graphFromPolicy(resources.map((resource) => seenResource(resource, inputs)));
    },
    sawInputs: () => inputs.size > 0,
    waivers: () => waivers,
  };
}

/** The graph of one resource as the engine shows it before it makes it: what it refers to is not shown. */
export function ownGraph({ urn, type, name, props, opts, provider }: ResourceValidationArgs): ResourceGraph {
  const own = { urn, type, name, inputs: props, outputs: {}, options: {} };
  const alone = { provider: provider?.urn, parent: opts.parent, dependencies: [], propertyDependencies: {} };
  return graphFromPolicy([{ ...own, ...alone }]);
}

function seenResource(resource: PolicyResource, inputs: ReadonlyMap<string, unknown>): SeenResource {
  const { urn, type, name, props, opts, provider, parent, dependencies, propertyDependencies } = resource;
  const flows = Object.entries(propertyDependencies).map(([property, from]) => [property, from.map(urnOf)] as const);
  return {
    urn,
    type,
    name,
    inputs: inputs.get(urn),
    outputs: props,
    options: {
      protect: opts.protect,
      ignoreChanges: opts.ignoreChanges,
      ...(opts.deleteBeforeReplace !== undefined && { deleteBeforeReplace: opts.deleteBeforeReplace }),
    },
    provider: provider?.urn,
    parent: parent?.urn ?? opts.parent,
    dependencies: dependencies.map(urnOf),
    propertyDependencies: Object.fromEntries(flows),
  };
}

function urnOf({ urn }: PolicyResource): string {
  return urn;
}
