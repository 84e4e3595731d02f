import { isList, isProperties, type Value } from "../graph/value";
import type { EngineEvent } from "./stack-events";

/**
 * Gives a stack's state as a refresh found the clouds: what was changed or removed outside is applied to the exported
 * state, in memory. The stack itself is left alone, so a preview of a refresh is enough.
 *
 * @param deployment what `pulumi stack export` prints
 * @param events of `pulumi refresh --preview-only`; each refreshed resource has a `resOutputsEvent` with the verdict
 */
export function refreshedDeployment(deployment: Value, events: readonly EngineEvent[]): Value {
  if (!isProperties(deployment) || !isProperties(deployment.deployment)) return deployment;
  const { resources } = deployment.deployment;
  if (!isList(resources)) return deployment;
  const found = new Map(events.flatMap(({ resOutputsEvent }) => verdictOf(resOutputsEvent?.metadata)));
  const refreshed = resources.flatMap((resource): readonly Value[] => {
    if (!isProperties(resource) || typeof resource.urn !== "string") return [resource];
    const change = found.get(resource.urn);
    if (change === undefined) return [resource];
    return change === "gone" ? [] : [{ ...resource, ...change }];
  });
  return { ...deployment, deployment: { ...deployment.deployment, resources: refreshed } };
}

type Change = "gone" | { readonly inputs: Value; readonly outputs: Value };

function verdictOf(
  metadata: NonNullable<EngineEvent["resOutputsEvent"]>["metadata"] | undefined,
): readonly (readonly [urn: string, change: Change])[] {
  if (metadata === undefined) return [];
  if (metadata.op === "delete") return [[metadata.urn, "gone"]];
  if (metadata.op !== "update" || metadata.new === undefined) return [];
  return [[metadata.urn, { inputs: asValue(metadata.new.inputs), outputs: asValue(metadata.new.outputs) }]];
}

/** The event log is JSON, and every JSON value is a property value. */
function asValue(json: Record<string, unknown>): Value {
  return json as Value;
}
