import type { EngineEvent } from "../../src/engine/stack-events";
import { isList, isProperties, type Properties, type Value } from "../../src/graph/value";
import { type Cidr, parseCidr } from "../../src/net/cidr";
import { uncovered } from "../../src/ranges/merge";

/** The clouds after one event of an update. */
export interface Moment {
  /** Such as `create site-https-104-16-0-0-13`. */
  readonly after: string;
  /** What exists then, as a deployment that the graph's reader takes. */
  readonly state: Value;
}

/** A resource that exists, with the id by which two of one URN are told apart during a replacement. */
interface Standing {
  readonly urn: string;
  readonly id: string;
  readonly resource: Properties;
}

/**
 * Replays the events of an update on the state that it started from. What is made or changed counts from the moment when
 * it is done, what is deleted is gone from the moment when its deletion begins: the worst that visitors can meet between.
 *
 * States hold no dependencies: who refers to whom is told by ids alone, as the clouds have it at that moment.
 */
export function replay(before: Value, events: readonly EngineEvent[]): readonly Moment[] {
  let standing: readonly Standing[] = resourcesOf(before).map(asStanding);
  return events.flatMap((event): readonly Moment[] => {
    const next = step(standing, event);
    if (next === undefined) return [];
    standing = next.standing;
    return [{ after: next.after, state: stateOf(standing) }];
  });
}

type Metadata = NonNullable<EngineEvent["resOutputsEvent"]>["metadata"];

function step(
  standing: readonly Standing[],
  { resourcePreEvent: begun, resOutputsEvent: done }: EngineEvent,
): { readonly after: string; readonly standing: readonly Standing[] } | undefined {
  if (begun !== undefined && begun.planning !== true && isDeletion(begun.metadata)) {
    const { urn, old, op } = begun.metadata;
    return {
      after: `${op} ${nameOf(urn)}`,
      standing: standing.filter((one) => one.urn !== urn || one.id !== (old?.id ?? "")),
    };
  }
  if (done === undefined || done.planning === true || !isMade(done.metadata)) return undefined;
  const { urn, op } = done.metadata;
  const made = asStanding(asProperties(done.metadata.new));
  // A replacement stands beside what it replaces, until that is deleted.
  const others = standing.filter((one) => one.urn !== urn || (op === "create-replacement" && one.id !== made.id));
  return { after: `${op} ${nameOf(urn)}`, standing: [...others, made] };
}

function isDeletion({ op }: Metadata): boolean {
  return op === "delete" || op === "delete-replaced";
}

function isMade({ op }: Metadata): boolean {
  switch (op) {
    case "create":
    case "update":
    case "create-replacement":
      return true;
    case "same":
    case "delete":
    case "delete-replaced":
    // Says that one thing is instead of another, which the two steps around it do.
    case "replace":
      return false;
    default:
      throw new Error(`The replay of "${op}" is not written.`);
  }
}

/** What is about to be replaced keeps its place under another name: a graph holds each URN once. */
function stateOf(standing: readonly Standing[]): Value {
  const last = new Map(standing.map((one) => [one.urn, one]));
  const resources = standing.map((one) =>
    last.get(one.urn) === one ? one.resource : { ...one.resource, urn: `${one.urn}-replaced` },
  );
  return { version: 3, deployment: { resources } };
}

function resourcesOf(state: Value): readonly Properties[] {
  const deployment = isProperties(state) && isProperties(state.deployment) ? state.deployment : {};
  return isList(deployment.resources) ? deployment.resources.filter(isProperties) : [];
}

function asStanding(resource: Properties): Standing {
  const { urn, id, type, custom, inputs, outputs, parent } = resource;
  if (typeof urn !== "string") throw new Error("A resource has no URN.");
  const kept = { urn, id, type, custom, inputs, outputs, parent };
  const given = Object.entries(kept).filter((entry): entry is [string, Value] => entry[1] !== undefined);
  return { urn, id: typeof id === "string" ? id : "", resource: Object.fromEntries(given) };
}

/** The event log is JSON, and every JSON object is a property bag. */
function asProperties(json: Metadata["new"]): Properties {
  if (json === undefined) throw new Error("What was made has no state.");
  return { ...json } as unknown as Properties;
}

/** Gives the ranges that the rules of a state admit on a TCP port, whatever groups hold them, sorted. */
export function openRanges(state: Value, port: number): readonly string[] {
  return resourcesOf(state)
    .flatMap(({ type, outputs }) => {
      if (type !== "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule" || !isProperties(outputs)) return [];
      const { fromPort, toPort, cidrIpv4, cidrIpv6 } = outputs;
      if (typeof fromPort !== "number" || typeof toPort !== "number" || port < fromPort || toPort < port) return [];
      return [cidrIpv4, cidrIpv6].filter((cidr) => typeof cidr === "string");
    })
    .toSorted();
}

/** Moments at which some of what is needed is not open on a port, as `<after>: <ranges>`; none where all is well. */
export function gaps(moments: readonly Moment[], port: number, needed: readonly string[]): readonly string[] {
  return moments.flatMap(({ after, state }) => {
    const missing = uncovered(cidrs(needed), cidrs(openRanges(state, port)));
    return missing.length === 0 ? [] : [`${after}: ${missing.map(({ text }) => text).join(" ")}`];
  });
}

function cidrs(texts: readonly string[]): readonly Cidr[] {
  return texts.flatMap((text) => parseCidr(text) ?? []);
}

/** Steps of an update in the order in which they were begun and done, as `begin delete www`, without what stayed. */
export function steps(events: readonly EngineEvent[]): readonly string[] {
  return events.flatMap(({ resourcePreEvent, resOutputsEvent }) => [
    ...written("begin", resourcePreEvent),
    ...written("done", resOutputsEvent),
  ]);
}

function written(
  moment: "begin" | "done",
  event: { readonly metadata: Metadata; readonly planning?: boolean } | undefined,
): readonly string[] {
  if (event === undefined || event.planning === true || event.metadata.op === "same") return [];
  const { op, type, urn } = event.metadata;
  return [`${moment} ${op} ${type.slice(type.lastIndexOf(":") + 1)} ${nameOf(urn)}`];
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
