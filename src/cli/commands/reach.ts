import { resolve } from "node:path";
import { cliEnvironment, findCli } from "../../engine/cli";
import { progressFor } from "../../engine/progress";
import { exportState, StackCommandError } from "../../engine/stack";
import { graphFromState } from "../../graph/from-state";
import type { ResourceGraph } from "../../graph/resource-graph";
import type { Value } from "../../graph/value";
import { UserError } from "../../user-error";
import { defineCommand, UsageError } from "../command";
import type { Io } from "../io";
import { formats, judge, printReport, statusOf } from "../judge";
import { onlyStack } from "../only-stack";

const stateFix = "Give a file that `pulumi stack export --file FILE` wrote.";

/** `no521 reach`. */
export const reachCommand = defineCommand({
  name: "reach",
  summary: "Print what visitors of each hostname see, from the state of a deployed stack",
  description:
    "Reads the stack's state through the Pulumi CLI, in the project of the working directory, or from a file that " +
    "`pulumi stack export` wrote. Exits 1 when a hostname fails.",
  options: {
    stack: { value: "name", summary: "The stack; by default the only one that has a Pulumi.<stack>.yaml" },
    state: { value: "file", summary: "Read this exported state instead of asking the Pulumi CLI" },
    format: { value: "format", summary: "How to print it", choices: formats, default: "text" },
    "fail-on": {
      value: "outcome",
      summary: "Exit with 1 on errors alone, or with 2 on unknown outcomes too",
      choices: ["error", "unknown"],
      default: "error",
    },
  },
  async run({ values }, io) {
    if (values.stack !== undefined && values.state !== undefined) {
      throw new UsageError("--stack and --state exclude each other.", "Give one of them.");
    }
    const graph =
      values.state === undefined ? await deployedGraph(values.stack, io) : await fileGraph(values.state, io);
    const report = await judge({ graph, ...ownerOf(graph), folder: io.cwd }, io);
    printReport(report, values.format, io);
    return statusOf(report, values["fail-on"]);
  },
});

async function fileGraph(path: string, io: Io): Promise<ResourceGraph> {
  const text = await io.readText(resolve(io.cwd, path)).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`Cannot read the state ${path}: ${reason}.`, stateFix, { cause });
  });
  return graphOf(parseJson(text, path), path);
}

async function deployedGraph(name: string | undefined, io: Io): Promise<ResourceGraph> {
  const stack = name ?? (await onlyStack(io.cwd));
  const cli = await findCli({ environment: io.env, progress: progressFor(process.stderr, io.env) });
  const environment = cliEnvironment(cli, io.env);
  const target = { projectFolder: io.cwd, stack, command: cli.command, environment };
  const exported = await exportState(target).catch((error: unknown) => {
    if (!(error instanceof StackCommandError)) throw error;
    throw new UserError(error.message, "Run it in the project's folder, logged in to the backend that has the stack.");
  });
  return graphOf(exported as unknown as Value, `stack "${stack}"`);
}

/** Names the project and the stack, which every URN starts with: `urn:pulumi:<stack>::<project>::…`. */
function ownerOf({ nodes }: ResourceGraph): { readonly project: string | null; readonly stack: string | null } {
  const [, stack = null, project = null] = /^urn:pulumi:(.+?)::(.+?)::/.exec(nodes.at(0)?.urn ?? "") ?? [];
  return { project, stack };
}

function graphOf(exported: Value, name: string): ResourceGraph {
  const read = graphFromState(exported);
  if (read.kind === "graph") return read.graph;
  throw new UserError(`Cannot read ${name} as a state: ${read.why}.`, stateFix);
}

function parseJson(text: string, path: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`${path} is no JSON: ${reason}.`, stateFix, { cause });
  }
}
