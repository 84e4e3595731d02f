import { asText, property } from "./read";
import type { ResourceNode } from "./resource";
import { isList, isProperties, notKnown, type Value } from "./value";

/** What a property refers to, as far as this program tells. */
export interface Reference {
  readonly nodes: readonly ResourceNode[];
  /** Known ids that no resource of this program has, such as a subnet that another team owns. */
  readonly foreign: readonly string[];
  /** True where part of the value is not known and no resource of the wanted type flowed into it. */
  readonly open: boolean;
}

/** All resources of a program, a preview or a stack, with the ways from one to the other. */
export interface ResourceGraph {
  readonly nodes: readonly ResourceNode[];
  byUrn(urn: string): ResourceNode | undefined;
  ofType(...wanted: readonly string[]): readonly ResourceNode[];
  /**
   * Resolves a property to the resources of a type that it refers to: through property dependencies, which are there
   * before ids are, and through known ids. `key` names the property of the target that holds the reference (`id`, `arn`).
   */
  follow(node: ResourceNode, propertyName: string, wanted: readonly string[], key?: string): Reference;
  /** Gives the resources of a type whose property refers to a node: the reverse of `follow`. */
  referring(node: ResourceNode, wanted: string, propertyName: string, key?: string): readonly ResourceNode[];
  /** Gives the resources of a type whose property refers to nobody knows which resource: it may be any. */
  adrift(wanted: string, propertyName: string, targets: readonly string[], key?: string): readonly ResourceNode[];
  /** Gives the resources of a type that flowed into a property, directly or through other resources. */
  origins(node: ResourceNode, propertyName: string, wanted: readonly string[]): readonly ResourceNode[];
}

/** Builds the graph; of two resources with one URN the later wins, as in the engine. */
export function createGraph(resources: readonly ResourceNode[]): ResourceGraph {
  const nodesByUrn = new Map(resources.map((node) => [node.urn, node]));
  const nodes = [...nodesByUrn.values()];
  const nodesByType = Map.groupBy(nodes, (node) => node.type);
  const byKey = new Map<string, Map<string, ResourceNode>>();
  const reverse = new Map<string, ReadonlyMap<string, readonly ResourceNode[]>>();
  const lost = new Map<string, readonly ResourceNode[]>();

  const ofType = (...wanted: readonly string[]) => wanted.flatMap((type) => nodesByType.get(type) ?? []);

  function keyed(type: string, key: string): ReadonlyMap<string, ResourceNode> {
    const index = `${type} ${key}`;
    const known = byKey.get(index);
    if (known !== undefined) return known;
    const fresh = new Map<string, ResourceNode>();
    for (const node of ofType(type)) {
      const value = key === "id" ? node.id : asText(property(node, key));
      if (typeof value === "string") fresh.set(value, node);
    }
    byKey.set(index, fresh);
    return fresh;
  }

  function follow(node: ResourceNode, propertyName: string, wanted: readonly string[], key = "id"): Reference {
    const value = property(node, propertyName);
    const { ids, holes } = identifiers(value);
    const open = holes > 0;
    const flowed = (node.dependsOn.get(propertyName) ?? []).flatMap((urn) => nodesByUrn.get(urn) ?? []);
    const byDependency = flowed.filter((from) => wanted.includes(from.type));
    const byId = ids.map((id) => wanted.map((type) => keyed(type, key).get(id)).find((target) => target !== undefined));
    if (!open && !byId.includes(undefined)) return reference(byId, [], false);
    // One unknown value that several resources flowed into may be any of them.
    if (value === notKnown && byDependency.length > 1 && !isPlural(propertyName)) return reference([], [], true);
    // A known text may name a resource whose own id is not shown, unless what is not known yet in a list of ids accounts
    // for all of those.
    const unshown = byDependency.filter((from) => !hasKey(from, key)).length;
    const claimed = isPlainList(value) ? unshown - holes : unshown;
    const foreign = ids.filter((_, index) => byId[index] === undefined && claimed <= 0);
    // What a known id names accounts for nothing that is not known yet, and a resource for one element of a list of ids.
    const accounting = byDependency.filter((from) => !byId.includes(from)).length;
    const isOpen = isPlainList(value) ? accounting < holes : open && accounting === 0;
    return reference([...byDependency, ...byId], foreign, isOpen);
  }

  function referring(node: ResourceNode, wanted: string, propertyName: string, key = "id"): readonly ResourceNode[] {
    const index = `${wanted} ${propertyName} ${node.type} ${key}`;
    let targets = reverse.get(index);
    if (targets === undefined) {
      targets = reversed(ofType(wanted), (from) => follow(from, propertyName, [node.type], key).nodes);
      reverse.set(index, targets);
    }
    return targets.get(node.urn) ?? [];
  }

  function adrift(
    wanted: string,
    propertyName: string,
    targets: readonly string[],
    key = "id",
  ): readonly ResourceNode[] {
    const index = `${wanted} ${propertyName} ${targets.join()} ${key}`;
    const known = lost.get(index) ?? ofType(wanted).filter((node) => follow(node, propertyName, targets, key).open);
    lost.set(index, known);
    return known;
  }

  function origins(node: ResourceNode, propertyName: string, wanted: readonly string[]): readonly ResourceNode[] {
    const seen = new Set<string>();
    const found: ResourceNode[] = [];
    const queue = [...(node.dependsOn.get(propertyName) ?? [])];
    for (let urn = queue.shift(); urn !== undefined; urn = queue.shift()) {
      const from = nodesByUrn.get(urn);
      if (from === undefined || seen.has(urn)) continue;
      seen.add(urn);
      if (wanted.includes(from.type)) found.push(from);
      else queue.push(...[...from.dependsOn.values()].flat());
    }
    return found;
  }

  return { nodes, byUrn: (urn) => nodesByUrn.get(urn), ofType, follow, referring, adrift, origins };
}

function reversed(
  from: readonly ResourceNode[],
  targets: (node: ResourceNode) => readonly ResourceNode[],
): ReadonlyMap<string, readonly ResourceNode[]> {
  const result = new Map<string, ResourceNode[]>();
  for (const node of from) {
    for (const target of targets(node)) {
      const before = result.get(target.urn);
      if (before === undefined) result.set(target.urn, [node]);
      else before.push(node);
    }
  }
  return result;
}

function reference(found: readonly (ResourceNode | undefined)[], foreign: readonly string[], open: boolean): Reference {
  return { nodes: [...new Set(found.filter((node) => node !== undefined))], foreign, open };
}

/** Reports whether a property holds a list by its name: providers pluralise lists, and an unknown list has no length. */
function isPlural(propertyName: string): boolean {
  return propertyName.endsWith("s");
}

/** Reports whether a value is a list of nothing but texts, known or not; in a structure not every text is an id. */
function isPlainList(value: Value | undefined): boolean {
  return isList(value) && value.every((each) => each === notKnown || typeof each === "string");
}

/** Reports whether a resource shows the key by which others name it. */
function hasKey(node: ResourceNode, key: string): boolean {
  return typeof (key === "id" ? node.id : asText(property(node, key))) === "string";
}

/** Collects the texts in a value, at any depth, and counts what is not known. */
function identifiers(value: Value | undefined): { ids: readonly string[]; holes: number } {
  if (value === notKnown) return { ids: [], holes: 1 };
  if (typeof value === "string") return { ids: value === "" ? [] : [value], holes: 0 };
  const inner = isList(value) ? value : isProperties(value) ? Object.values(value) : [];
  const parts = inner.map(identifiers);
  return { ids: parts.flatMap((part) => part.ids), holes: parts.reduce((sum, part) => sum + part.holes, 0) };
}
