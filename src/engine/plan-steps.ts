import type { PlanStep } from "../drift/remedy";
import { canonicalType } from "../graph/canonical";
import { snapshotOf } from "./observe-events";
import type { EngineEvent } from "./stack-events";

/** Steps that change nothing, in the clouds or by what the state says of them. */
const idle: readonly string[] = ["same", "refresh", "read"];

/**
 * Lists what an update does, from the events of its preview or of itself: every step that is not known to change nothing,
 * whatever the engine calls it. Components stand for nothing in a cloud.
 */
export function planSteps(events: readonly EngineEvent[]): readonly PlanStep[] {
  return events.flatMap(({ resourcePreEvent }): readonly PlanStep[] => {
    if (resourcePreEvent === undefined || idle.includes(resourcePreEvent.metadata.op)) return [];
    const { urn, type, op, old, new: now } = resourcePreEvent.metadata;
    if ((now ?? old)?.custom === false) return [];
    // The engine writes null where the SDK's type says that a key is absent.
    const wanted = now ? snapshotOf(type, now) : null;
    return [{ urn, type: canonicalType(type), op, wanted }];
  });
}
