import { type Ask, type Beside, lookBeside } from "../drift/beside";
import type { Failure, FoundResource, Observation } from "../drift/observation";
import { type Questions, questionsOf } from "../drift/questions";
import { graphFromState } from "../graph/from-state";
import type { ResourceGraph } from "../graph/resource-graph";
import { isList, isProperties, type Value } from "../graph/value";
import { UserError } from "../user-error";
import { heldBack, observeEvents, troubleOf } from "./observe-events";
import {
  exportState,
  type RunStackOptions,
  runStack,
  StackCommandError,
  type StackRun,
  type StackTarget,
} from "./stack";

/** A stack as one look at it found it. */
export interface StackLook {
  readonly state: ResourceGraph;
  readonly observation: Observation;
  readonly beside: Beside;
  /** What a reader must know of the look, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Looks at a stack: what its state has, what the clouds have, and what its program declares. One run of the engine tells
 * that, a preview with a refresh; beside it the providers are asked for what no refresh tells. Nothing is written.
 *
 * @throws {UserError} if there is no such stack, or if its state cannot be read
 */
export async function lookAtStack(target: StackTarget, options: RunStackOptions = {}): Promise<StackLook> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const preview = runStack(target, "preview", {
    ...options,
    arguments: ["--refresh", ...(options.arguments ?? [])],
    signal,
  });
  const asked = askBeside(target, { ...options, signal }).catch(async (error: unknown) => {
    stop.abort();
    await preview;
    throw error;
  });
  const [run, { state, beside }] = await Promise.all([preview, asked]);
  const seen = observeEvents(run.events);
  if (
    seen.found.some(isManaged) ||
    !state.nodes.some(({ kind, provider }) => kind !== "component" && provider !== undefined)
  ) {
    return lookOf("preview", run, state, beside);
  }
  // The engine never got as far as the clouds; without the program it may.
  const refresh = await runStack(target, "preview-refresh", options);
  const look = lookOf("refresh", refresh, state, beside);
  const why = seen.failures.length > 0 ? uncompared(partUnread) : programLeft(reasonOf(run));
  return { ...look, notes: [why, ...look.notes] };
}

function lookOf(method: Observation["method"], run: StackRun, state: ResourceGraph, beside: Beside): StackLook {
  const seen = observeEvents(run.events);
  // Not every way in which a program fails leaves a trace in the events.
  const isFailed = run.exitCode !== 0 && heldBack(run.events).size === 0;
  const observed = { ...seen, plan: method === "refresh" || isFailed ? null : seen.plan };
  const unread = unreadIn(run, observed.found, observed.failures, state);
  const failures = [...observed.failures, ...unread.failures];
  const isSilent = method === "preview" && observed.plan === null;
  const reason = observed.failures.length > 0 ? partUnread : reasonOf(run);
  return {
    state,
    observation: {
      ...observed,
      // Without what the program declares the preview was no more than the refresh that it began with.
      method: isSilent ? "refresh" : method,
      failures,
    },
    beside,
    notes: [...(isSilent ? [uncompared(reason)] : []), ...unread.notes],
  };
}

const partUnread = "part of the stack could not be read";

function uncompared(why: string): string {
  return `The program was not compared with what is deployed: ${why}.`;
}

function programLeft(why: string): string {
  return `The program was left aside, since it cannot be run: ${why}.`;
}

/** What is in the state and was not read is unknown, unless another deployment took it away meanwhile. */
function unreadIn(
  run: StackRun,
  found: readonly FoundResource[],
  failures: readonly Failure[],
  state: ResourceGraph,
): { readonly failures: readonly Failure[]; readonly notes: readonly string[] } {
  if (run.exitCode !== 0 && found.length === 0 && failures.length === 0) {
    return { failures: [{ resource: null, says: reasonOf(run) }], notes: [] };
  }
  const seen = new Set([...found.map(({ urn }) => urn), ...failures.map(({ resource }) => resource)]);
  const missing = state.nodes.filter(
    ({ urn, kind, provider }) => kind !== "component" && provider !== undefined && !seen.has(urn),
  );
  const known = new Set(state.nodes.map(({ urn }) => urn));
  const isMoving = found.some((resource) => isManaged(resource) && !known.has(resource.urn));
  if (missing.length === 0 && !isMoving) return { failures: [], notes: [] };
  if (run.exitCode === 0) {
    return {
      failures: [],
      notes: ["Another deployment changed the stack while it was looked at: look again after it."],
    };
  }
  return {
    failures: missing.map(({ urn }) => ({ resource: urn, says: `the run ended before: ${reasonOf(run)}` })),
    notes: [],
  };
}

function isManaged({ type }: FoundResource): boolean {
  return !type.startsWith("pulumi:");
}

/** Says in a clause why a run did not succeed. */
function reasonOf(run: StackRun): string {
  if (run.stopped === "timeout") return `Pulumi was ${run.reason ?? "not done in time"}`;
  if (run.stopped !== undefined) return `Pulumi was stopped (${run.reason ?? run.stopped})`;
  const said = troubleOf(run.events) ?? run.stderr.trim().replace(/^error:\s*/, "");
  const [first = "", second = ""] = said.split("\n");
  // The first line of an exception says that there is one, and the next one which.
  const line = first.endsWith(":") || / with an unhandled exception:?$/.test(first) ? `${first} ${second}` : first;
  return line.trim().replace(/\.$/, "") || `Pulumi ended with exit status ${String(run.exitCode)}`;
}

async function askBeside(
  target: StackTarget,
  options: Pick<RunStackOptions, "signal" | "timeoutMilliseconds">,
): Promise<{ readonly state: ResourceGraph; readonly beside: Beside }> {
  const exported = await readState(target);
  const read = graphFromState(exported);
  if (read.kind === "refused") {
    throw new UserError(
      `The state of stack "${target.stack}" is none: ${read.why}.`,
      "Restore it: pulumi stack import.",
    );
  }
  const state = read.graph;
  const questions = questionsOf(state);
  const asked = [
    ...questions.groups.map(({ group }) => group),
    ...questions.names.flatMap(({ records }) => records.slice(0, 1)),
  ];
  if (asked.length === 0) return { state, beside: { extras: [], failures: [], notes: questions.notes } };
  const providers = new Set(asked.flatMap(({ provider }) => provider ?? []));
  const talk = { providerIds: providerIds(exported), talk: (ask: Ask) => lookBeside(state, questions, ask) };
  let ended = "";
  for (const resources of startersOf(state, providers)) {
    // It brings gRPC along, which nothing else here needs.
    const { askProviders } = await import("./ask-providers.js");
    // The preview takes longer in any case: what is asked beside it must not make it longer.
    const { result, run } = await askProviders(target, { ...talk, resources }, { ...options, isBeside: true });
    if (result !== undefined) return { state, beside: result };
    ended = run.reason ?? `Pulumi ended with exit status ${String(run.exitCode)}`;
    if (run.stopped !== undefined) break;
  }
  return { state, beside: unasked(questions, ended) };
}

/**
 * The engine starts a provider when it reads a resource of it, and one resource is enough. Where that one cannot be read
 * another may, so that there are two tries.
 */
function startersOf({ nodes }: ResourceGraph, providers: ReadonlySet<string>): readonly (readonly string[])[] {
  const owned = [...providers].map((provider) =>
    nodes.filter((node) => node.provider === provider && node.kind === "managed").map(({ urn }) => urn),
  );
  return [0, 1].map((attempt) => owned.flatMap((urns) => urns[attempt] ?? urns[0] ?? []));
}

/** Whoever was to be asked is unknown. */
function unasked({ groups, names, notes }: Questions, says: string): Beside {
  const urns = [
    ...groups.map(({ group }) => group.urn),
    ...names.flatMap(({ records }) => records.slice(0, 1).map(({ urn }) => urn)),
  ];
  return {
    extras: [],
    failures: urns.map((resource) => ({ resource, says: `nobody could be asked what stands beside it: ${says}` })),
    notes,
  };
}

async function readState(target: StackTarget): Promise<Value> {
  try {
    return JSON.parse(JSON.stringify(await exportState(target))) as Value;
  } catch (error) {
    if (!(error instanceof StackCommandError)) throw error;
    throw new UserError(error.message, "Run it in the project's folder, logged in to the backend that has the stack.");
  }
}

/** A state names the provider of a resource by `urn::id`. */
function providerIds(exported: Value): ReadonlyMap<string, string> {
  const deployment = isProperties(exported) && isProperties(exported.deployment) ? exported.deployment : {};
  const resources = isList(deployment.resources) ? deployment.resources.filter(isProperties) : [];
  return new Map(
    resources.flatMap(({ urn, id, type }): readonly (readonly [string, string])[] =>
      typeof urn === "string" &&
      typeof id === "string" &&
      typeof type === "string" &&
      type.startsWith("pulumi:providers:")
        ? [[urn, id]]
        : [],
    ),
  );
}
