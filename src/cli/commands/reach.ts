import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { evaluate } from "../../../policies/evaluate";
import { cliEnvironment, findCli } from "../../engine/cli";
import { progressFor } from "../../engine/progress";
import { exportState, StackCommandError } from "../../engine/stack";
import { graphFromState } from "../../graph/from-state";
import type { ResourceGraph } from "../../graph/resource-graph";
import type { Value } from "../../graph/value";
import { needed } from "../../ranges/merge";
import { projectFolderOf, readList } from "../../ranges/store";
import { createReport, type Report } from "../../report/report";
import { type Paint, renderText } from "../../report/text";
import { UserError } from "../../user-error";
import { defineCommand, UsageError } from "../command";
import { type ExitStatus, exit } from "../exit";
import { coloursOf, type Io } from "../io";
import { formatJson } from "../json";

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
    format: { value: "format", summary: "How to print it", choices: ["text", "json"], default: "text" },
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
    const { list } = await readList(projectFolderOf(io.cwd, io.env.NO521_CONFIG));
    const evaluation = evaluate(graph, { edgeRanges: needed(list, null) });
    const report = createReport({ ...ownerOf(graph), ...evaluation });
    io.out(values.format === "json" ? formatJson(report) : renderText(report, paintOf(io)));
    return statusOf(report, values["fail-on"]);
  },
});

/** Colours as the terminal allows. */
export function paintOf(io: Io): Paint {
  const { green, red, yellow, bold, dim } = coloursOf(io);
  return { good: green, bad: red, doubtful: yellow, strong: bold, faint: dim };
}

/** The exit status of a report: what fails first, then what could not be judged. */
export function statusOf({ summary }: Pick<Report, "summary">, failOn: "error" | "unknown"): ExitStatus {
  if (summary.fails > 0 || summary.errors > 0) return exit.found;
  return failOn === "unknown" && summary.unknown > 0 ? exit.unanswered : exit.ok;
}

async function fileGraph(path: string, io: Io): Promise<ResourceGraph> {
  const text = await io.readText(resolve(io.cwd, path)).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`Cannot read the state ${path}: ${reason}.`, stateFix, { cause });
  });
  return graphOf(parseJson(text, path), path);
}

async function deployedGraph(name: string | undefined, io: Io): Promise<ResourceGraph> {
  const stack = name ?? (await onlyStack(io));
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

async function onlyStack(io: Io): Promise<string> {
  const files = await readdir(io.cwd);
  const stacks = files.flatMap((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1] ?? []);
  const [only, ...others] = stacks;
  if (only !== undefined && others.length === 0) return only;
  const found = stacks.length === 0 ? "no stack has a Pulumi.<stack>.yaml here" : `there are ${stacks.join(", ")}`;
  throw new UsageError(`No stack is named, and ${found}.`, "Name one with --stack.");
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
