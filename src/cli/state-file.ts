import { resolve } from "node:path";
import { graphFromState } from "../graph/from-state";
import type { ResourceGraph } from "../graph/resource-graph";
import type { Value } from "../graph/value";
import { UserError } from "../user-error";
import type { Io } from "./io";
import type { Subject } from "./subject";

const stateFix = "Give a file that `pulumi stack export --file FILE` wrote.";

/** What a state tells of whom it belongs to. */
export type StateSubject = Pick<Subject, "graph" | "project" | "stack">;

/**
 * Reads a state that `pulumi stack export` wrote.
 * @throws {UserError} if it cannot be read or is no state.
 */
export async function subjectOfFile(path: string, io: Io): Promise<StateSubject> {
  const text = await io.readText(resolve(io.cwd, path)).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`Cannot read the state ${path}: ${reason}.`, stateFix, { cause });
  });
  return subjectOfState(parseJson(text, path), path);
}

/**
 * Takes an exported state; `name` is what a message calls it.
 * @throws {UserError} if it is none.
 */
export function subjectOfState(exported: Value, name: string): StateSubject {
  const read = graphFromState(exported);
  if (read.kind === "graph") return { graph: read.graph, ...ownerOf(read.graph) };
  throw new UserError(`Cannot read ${name} as a state: ${read.why}.`, stateFix);
}

/** Names the project and the stack, which every URN starts with: `urn:pulumi:<stack>::<project>::…`. */
export function ownerOf({ nodes }: ResourceGraph): Pick<Subject, "project" | "stack"> {
  const [, stack = null, project = null] = /^urn:pulumi:(.+?)::(.+?)::/.exec(nodes.at(0)?.urn ?? "") ?? [];
  return { project, stack };
}

function parseJson(text: string, path: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`${path} is no JSON: ${reason}.`, stateFix, { cause });
  }
}
