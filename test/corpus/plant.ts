import * as pulumi from "@pulumi/pulumi";
import { snapshot } from "../../src/cloudflare/ranges";
import { answerOffline } from "../../src/engine/offline-answers";
import { record } from "../../src/engine/record";
import type { AnswerInvoke } from "../../src/engine/record-monitor";
import { canonicalType } from "../../src/graph/canonical";
import type { ResourceNode } from "../../src/graph/resource";
import { createGraph, type ResourceGraph } from "../../src/graph/resource-graph";
import type { Archetype } from "./archetype";

/** The inputs of a registration as the program writes them; outputs of other resources are still promises. */
export type Inputs = Readonly<Record<string, unknown>>;

/** One change of a program, by the canonical type of the resources that it concerns. */
export type Step =
  | { readonly do: "change"; readonly type: string; readonly to: Change }
  | { readonly do: "drop"; readonly type: string; readonly where: (inputs: Inputs, name: string) => boolean }
  | { readonly do: "add"; readonly make: (program: Registered) => void }
  /** Forgets the `dependsOn` of resources: what they use they still wait for. */
  | { readonly do: "hasten"; readonly type: string }
  | { readonly do: "rename"; readonly to: (name: string) => string }
  | { readonly do: "nest"; readonly under: string };

/** Gives the new inputs of a resource, or undefined where it leaves it as it is. */
export type Change = (inputs: Inputs, name: string, program: Registered) => Inputs | undefined;

/** What a program registered, for a step that adds to it. */
export interface Registered {
  readonly hostnames: readonly string[];
  /** All resources of a type, in the order of registration. */
  readonly all: (type: string) => readonly pulumi.Resource[];
  /** Registers a resource the first time that a step asks for it. */
  readonly once: (type: string, name: string, inputs: Inputs) => pulumi.Resource;
}

/** A recording of a program with its changes, and how often each of them took effect. */
export interface Planted {
  readonly graph: ResourceGraph;
  readonly effects: readonly number[];
}

/** Runs a program with changes that are made while it registers its resources. */
export async function plant(archetype: Archetype, steps: readonly Step[] = []): Promise<Planted> {
  const { hostnames } = archetype;
  const effects = steps.map(() => 0);
  const dropped = new Set<string>();
  const all: Registered["all"] = (type) => registered.filter((each) => each.type === type).map((each) => each.resource);
  const registered: { readonly type: string; readonly resource: pulumi.Resource }[] = [];
  const added = new Map<string, pulumi.Resource>();
  const once: Registered["once"] = (type, name, inputs) => {
    const known = added.get(keyOf(type, name));
    if (known !== undefined) return known;
    // What a step registers passes the steps too, and must not ask for itself again.
    const resource = register(type, name, inputs);
    added.set(keyOf(type, name), resource);
    return resource;
  };
  const program: Registered = { hostnames, all, once };
  const { resources } = await record(
    async () => {
      pulumi.runtime.registerStackTransformation(({ type: token, name, props, opts, resource }) => {
        const type = canonicalType(token);
        registered.push({ type, resource });
        let inputs: Inputs = props;
        let options = opts;
        steps.forEach((step, index) => {
          if (!("type" in step) || step.type !== type) return;
          const changed = applied(step, inputs, name, program);
          if (changed === undefined || (step.do === "hasten" && opts.dependsOn === undefined)) return;
          effects[index] = (effects[index] ?? 0) + 1;
          if (step.do === "drop") dropped.add(keyOf(type, name));
          if (step.do === "hasten") options = { ...options, dependsOn: [] };
          inputs = changed;
        });
        return { props: inputs, opts: options };
      });
      await archetype.program();
      steps.forEach((step, index) => {
        if (step.do !== "add") return;
        step.make(program);
        effects[index] = 1;
      });
    },
    { project: "no521", stack: "sandbox", config: (await archetype.config?.()) ?? {}, invoke: answer },
  );
  const kept = steps.reduce(elsewhere, without(resources, dropped));
  return { graph: createGraph(kept), effects };
}

/** The inputs that a step gives a resource of its type, or undefined where it leaves the resource alone. */
function applied(step: Extract<Step, { readonly type: string }>, inputs: Inputs, name: string, program: Registered) {
  if (step.do === "change") return step.to(inputs, name, program);
  return step.do === "hasten" || step.where(inputs, name) ? inputs : undefined;
}

/** Gives resources other names or another parent: a program cannot do that to itself while it runs. */
function elsewhere(nodes: readonly ResourceNode[], step: Step): readonly ResourceNode[] {
  if (step.do !== "rename" && step.do !== "nest") return nodes;
  const isStack = ({ type }: ResourceNode) => type === "pulumi:pulumi:Stack";
  const move = (urn: string): string => {
    const [stack = "", project = "", type = "", name = ""] = urn.slice("urn:pulumi:".length).split("::");
    const moved = step.do === "rename" ? [type, step.to(name)] : [`${step.under}$${type}`, name];
    return `urn:pulumi:${[stack, project, ...moved].join("::")}`;
  };
  const urns = new Map(nodes.map((node) => [node.urn, isStack(node) ? node.urn : move(node.urn)]));
  const follow = (urn: string) => urns.get(urn) ?? urn;
  return nodes.map((node) => ({
    ...node,
    urn: follow(node.urn),
    name: step.do === "rename" && !isStack(node) ? step.to(node.name) : node.name,
    ...(node.parent !== undefined && { parent: follow(node.parent) }),
    ...(node.provider !== undefined && { provider: follow(node.provider) }),
    dependsOn: new Map([...node.dependsOn].map(([property, from]) => [property, from.map(follow)])),
  }));
}

/** Reads an output of a resource that was registered under any version of its class. */
export function outputOf(resource: pulumi.Resource | undefined, name: string): pulumi.Output<unknown> {
  const value: unknown = resource === undefined ? undefined : Reflect.get(resource, name);
  if (!pulumi.Output.isInstance(value)) throw new Error(`No resource with an output "${name}" is there.`);
  return value;
}

class Added extends pulumi.CustomResource {}

/** Registers a resource by its type token, whatever the version of the program's packages. */
export function register(type: string, name: string, inputs: Inputs): pulumi.Resource {
  return new Added(type, name, { ...inputs });
}

const ranges = snapshot.ranges.filter(({ state }) => state === "active").map(({ cidr }) => cidr);

const answer: AnswerInvoke = (token, args) =>
  token === "cloudflare:index/getIpRanges:getIpRanges"
    ? {
        etag: "0123456789abcdef",
        ipv4Cidrs: ranges.filter((cidr) => !cidr.includes(":")),
        ipv6Cidrs: ranges.filter((cidr) => cidr.includes(":")),
        jdcloudCidrs: [],
      }
    : answerOffline(token, args);

function keyOf(type: string, name: string): string {
  return `${type} ${name}`;
}

/** A statement can be deleted from a program if nothing uses its values; who only waited for it waits no more. */
function without(nodes: readonly ResourceNode[], dropped: ReadonlySet<string>): readonly ResourceNode[] {
  const gone = new Set(nodes.filter(({ type, name }) => dropped.has(keyOf(type, name))).map(({ urn }) => urn));
  return nodes
    .filter(({ urn }) => !gone.has(urn))
    .map((node) => {
      const dependsOn = [...node.dependsOn].flatMap(([property, urns]): readonly [string, readonly string[]][] => {
        const kept = urns.filter((urn) => !gone.has(urn));
        if (kept.length < urns.length && property !== "") {
          throw new Error(`${node.urn} uses a value of ${urns.find((urn) => gone.has(urn)) ?? ""}, which is dropped.`);
        }
        return kept.length === 0 ? [] : [[property, kept]];
      });
      return { ...node, dependsOn: new Map(dependsOn) };
    });
}
