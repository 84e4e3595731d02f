import type { FoundResource, Observation, PlannedStep, Snapshot } from "../drift/observation";
import { canonicalProperties, canonicalType } from "../graph/canonical";
import { decode } from "../graph/from-state";
import { isProperties, type Properties, type Value } from "../graph/value";
import type { EngineEvent } from "./stack-events";

type Declared = NonNullable<EngineEvent["resOutputsEvent"]>["metadata"];
type State = NonNullable<Declared["old"]>;

/** The engine writes null where the SDK's type says that a key is absent. */
type Metadata = Omit<Declared, "old" | "new"> & { readonly old?: State | null; readonly new?: State | null };

/** What the events of one run tell of the clouds and of the program. */
export type Observed = Omit<Observation, "method">;

/**
 * Reads the events of `pulumi preview --refresh`, of `pulumi refresh --preview-only`, or of a recording of either. A step
 * that begins as a refresh ends with what was found; every other step is what an update would do.
 */
export function observeEvents(events: readonly EngineEvent[]): Observed {
  const refreshing = new Set<string>();
  const steps = events.flatMap(
    ({ resourcePreEvent, resOutputsEvent }): readonly { isRefresh: boolean; metadata: Metadata }[] => {
      if (resourcePreEvent?.metadata.op === "refresh") refreshing.add(keyOf(resourcePreEvent.metadata));
      if (resOutputsEvent === undefined) return [];
      const { metadata } = resOutputsEvent;
      const wasBegun = refreshing.delete(keyOf(metadata));
      return [{ isRefresh: wasBegun || metadata.op === "refresh", metadata }];
    },
  );
  const held = heldBack(events);
  const failures = failuresIn(events).filter(({ resource }) => resource === null || !held.has(resource));
  const found = steps.flatMap(({ isRefresh, metadata }) => (isRefresh ? foundIn(metadata) : []));
  const program = [
    ...steps.flatMap(({ isRefresh, metadata }) => (isRefresh ? [] : [metadata])),
    ...events.flatMap(({ resourcePreEvent }): readonly Metadata[] =>
      resourcePreEvent?.metadata.op === "delete" && held.has(resourcePreEvent.metadata.urn)
        ? [resourcePreEvent.metadata]
        : [],
    ),
  ];
  const isWhole = succeeded(events, held) && failures.length === 0 && program.length > 0 && isToldOfAll(program, found);
  return { found, plan: isWhole ? program.flatMap(plannedIn) : null, failures };
}

/**
 * Gives the URNs of what the engine would delete, were it not protected. It fails there, which it comes to last: all that
 * the program declares is told.
 * @see https://www.pulumi.com/docs/iac/concepts/resources/options/protect/ read 2026-12-01
 */
export function heldBack(events: readonly EngineEvent[]): ReadonlySet<string> {
  const isHeld = (message: string) => /cannot be deleted\s+because it is protected/.test(message);
  return new Set(errorsIn(events).flatMap(({ urn, message }) => (urn !== "" && isHeld(message) ? [urn] : [])));
}

/**
 * A program that was run to its end has a step for all that stands, be it one that drops it. A host that finds no program
 * ends the run without an error in its events.
 */
function isToldOfAll(program: readonly Metadata[], found: readonly FoundResource[]): boolean {
  const told = new Set(program.map(({ urn }) => urn));
  return found.every(({ urn, type, is }) => is === null || type.startsWith("pulumi:") || told.has(urn));
}

/** A resource that waits for its deletion has the URN of its successor. */
function keyOf({ urn, old, new: now }: Metadata): string {
  return `${urn} ${old?.id ?? now?.id ?? ""}`;
}

function foundIn({ urn, type, old, new: now, diffs, detailedDiff, op }: Metadata): readonly FoundResource[] {
  if (old === undefined || old === null || isWaitingForDeletion(old)) return [];
  return [
    {
      urn,
      type: canonicalType(type),
      id: old.id,
      was: snapshotOf(type, old),
      is: now === undefined || now === null || op === "delete" ? null : snapshotOf(type, now),
      paths: pathsOf(diffs, detailedDiff),
    },
  ];
}

/** The engine has more in a resource's state than the SDK's type says. */
function isWaitingForDeletion(state: State): boolean {
  return "delete" in state && state.delete === true;
}

const ops: Readonly<Record<string, PlannedStep["op"]>> = {
  create: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  delete: "delete",
};

function plannedIn({ urn, type, op, old, new: now, diffs, detailedDiff }: Metadata): readonly PlannedStep[] {
  const step = ops[op];
  if (step === undefined || (now ?? old)?.custom !== true) return [];
  return [
    {
      urn,
      type: canonicalType(type),
      op: step,
      wanted: now === undefined || now === null || step === "delete" ? null : snapshotOf(type, now),
      paths: pathsOf(diffs, detailedDiff),
    },
  ];
}

/** Reads the property bags of a resource from an event. */
export function snapshotOf(type: string, { inputs, outputs }: State): Snapshot {
  const bag = (json: Record<string, unknown> | undefined) => canonicalProperties(type, decodedProperties(json));
  return { inputs: bag(inputs), outputs: bag(outputs) };
}

/** The event log is JSON, and every JSON value is a property value. */
function decodedProperties(json: Record<string, unknown> | undefined): Properties {
  const decoded = decode((json ?? {}) as Value);
  return isProperties(decoded) ? decoded : {};
}

function pathsOf(diffs: Metadata["diffs"], detailed: Metadata["detailedDiff"]): readonly string[] {
  const precise = Object.keys(detailed ?? {});
  return (precise.length > 0 ? precise : (diffs ?? [])).toSorted();
}

/** An error that the engine reports. */
interface Complaint {
  /** Empty where it is of no resource. */
  readonly urn: string;
  readonly message: string;
}

function errorsIn(events: readonly EngineEvent[]): readonly Complaint[] {
  return events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error"
      ? [{ urn: diagnosticEvent.urn ?? "", message: diagnosticEvent.message.trim() }]
      : [],
  );
}

function isOfRun({ urn }: Complaint): boolean {
  return urn === "" || urn.includes("::pulumi:pulumi:Stack::");
}

/** A resource is blamed once: what the stack says besides is that something failed. */
function failuresIn(events: readonly EngineEvent[]): Observation["failures"] {
  return errorsIn(events).flatMap((error) => (isOfRun(error) ? [] : [{ resource: error.urn, says: error.message }]));
}

function succeeded(events: readonly EngineEvent[], held: ReadonlySet<string>): boolean {
  const summary = events.findLast((event) => event.summaryEvent !== undefined)?.summaryEvent;
  const isOfHeld = ({ urn, message }: Complaint) => held.has(urn) || (held.size > 0 && isSummary(message));
  return summary !== undefined && errorsIn(events).every(isOfHeld);
}

/** What the engine says besides, whatever failed. */
function isSummary(message: string): boolean {
  return /^(preview|update|refresh) failed$/.test(message);
}

/** Gives what the engine says went wrong with the run as a whole, such as a program that does not load. */
export function troubleOf(events: readonly EngineEvent[]): string | undefined {
  const said = errorsIn(events).flatMap((error) => (isOfRun(error) ? [error.message] : []));
  const lost = events.flatMap(({ diagnosticEvent }) => diagnosticEvent?.message.trim() ?? []).find(isLost);
  return said.find((message) => !isSummary(message)) ?? lost ?? said.at(0);
}

/** @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/nodejs/cmd/run/error.ts */
function isLost(message: string): boolean {
  return message.startsWith("We failed to locate the entry point for your program");
}

/** Gives the state from which the engine started, as far as the events tell: dependencies and options are not in them. */
export function stateOfEvents(events: readonly EngineEvent[]): Value {
  const olds = events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata.old ?? []);
  const first = new Map<string, State>();
  for (const old of olds) if (!first.has(old.urn)) first.set(old.urn, old);
  const resources = [...first.values()];
  return JSON.parse(JSON.stringify({ version: 3, deployment: { resources } })) as Value;
}
