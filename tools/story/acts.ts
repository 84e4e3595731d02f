import { readdir, readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { snapshot } from "../../src/cloudflare/ranges";
import { refreshedDeployment } from "../../src/engine/refreshed-state";
import type { Sandbox } from "../../src/engine/sandbox";
import { ensureStack, exportState, runStack, type StackRun, type StackTarget } from "../../src/engine/stack";
import { graphFromState } from "../../src/graph/from-state";
import { createGraph } from "../../src/graph/resource-graph";
import type { Value } from "../../src/graph/value";
import { reach } from "../../src/reach/reach";
import { renderMatrix } from "../../src/report/matrix-text";
import { createReport } from "../../src/report/report";
import type { Report } from "../../src/report/schema";
import { closingLine } from "../../src/report/text";
import { UserError } from "../../src/user-error";
import { indented, type Teller } from "./console";

/** What the acts play with. */
export interface Stage {
  /** Absolute path of the repository. */
  readonly project: string;
  readonly sandbox: Sandbox;
  readonly teller: Teller;
  /** Runs work under a title that says what is going on. */
  readonly during: <Result>(title: string, work: () => Promise<Result>) => Promise<Result>;
}

/** The range whose rule act 3 removes by hand. */
const removedRange = "104.16.0.0/13";

/** The ranges that every origin must admit. */
export const edgeRanges = snapshot.ranges.filter(({ state }) => state === "active").map(({ cidr }) => cidr);

/** Act 1: the repository's own program goes up, and every hostname is reached. */
export async function deploy(stage: Stage): Promise<void> {
  const { teller } = stage;
  teller.act(1, "Deploy a protected site to the sandbox");
  teller.command("npm run up -- --yes");
  const target = targetOf(stage, ".");
  await ensureStack(target);
  // Refreshed first, so that a hand edit of an earlier run is mended.
  const options = { policyPacks: [join(stage.project, "policies")], arguments: ["--refresh"] };
  const run = await stage.during("pulumi up: preview, policies, update", () => runStack(target, "up", options));
  expectSuccess(run, "up");
  teller.say(indented(`${countChanges(run)}\n`));
  await showMatrix(stage, await exportedState(target));
}

/** Act 2: the same kind of site, written by hand, is turned down before anything changes. */
export async function reject(stage: Stage): Promise<void> {
  const { teller } = stage;
  teller.act(2, "Preview a site written by hand, with two mistakes in it");
  teller.command("npm run preview -- --cwd examples/by-hand");
  const target = targetOf(stage, "examples/by-hand");
  await ensureStack(target);
  const before = await countFiles(stage.sandbox.cloud);
  const options = { policyPacks: [join(stage.project, "policies")] };
  const run = await stage.during("pulumi preview: policies", () => runStack(target, "preview", options));
  const violations = run.events.flatMap(({ policyEvent }) =>
    policyEvent?.enforcementLevel === "mandatory" ? [policyEvent] : [],
  );
  if (run.exitCode === 0 || violations.length === 0) throw unexpected("preview", run);
  for (const { policyName, message } of violations) {
    teller.say(indented(`${teller.paint.bad("rejected")} by ${teller.paint.strong(policyName)}`));
    teller.say(indented(indented(withoutSummary(message))));
    teller.say("");
  }
  const after = await countFiles(stage.sandbox.cloud);
  const changed = after === before ? "Nothing was changed" : `${after - before} resources were changed`;
  teller.say(indented(`${teller.paint.good(`${changed}: the preview failed, so \`pulumi up\` would stop here.`)}`));
}

/** Act 3: one rule is deleted behind the program's back, and the matrix says whom that hurts. */
export async function drift(stage: Stage): Promise<void> {
  const { teller, sandbox, project } = stage;
  teller.act(3, `Delete the rule for ${removedRange} by hand, as somebody would in the console`);
  const file = await findRule(sandbox.cloud, removedRange);
  await rm(file);
  teller.command(`rm ${relative(project, file)}`);
  teller.command("npm run pulumi -- refresh --preview-only --diff");
  const target = targetOf(stage, ".");
  const state = await exportedState(target);
  const run = await stage.during("pulumi refresh --preview-only", () => runStack(target, "preview-refresh"));
  expectSuccess(run, "refresh");
  const gone = run.events.flatMap(({ resOutputsEvent }) =>
    resOutputsEvent?.metadata.op === "delete" ? [resOutputsEvent.metadata.urn] : [],
  );
  for (const urn of gone) teller.say(indented(`gone: ${urn.slice(urn.lastIndexOf("::") + 2)}`));
  teller.say("");
  await showMatrix(stage, refreshedDeployment(state, run.events));
}

function targetOf({ project, sandbox }: Stage, folder: string): StackTarget {
  return {
    projectFolder: join(project, folder),
    stack: "sandbox",
    command: sandbox.cli.command,
    environment: sandbox.environment,
  };
}

async function exportedState(target: StackTarget): Promise<Value> {
  const text = JSON.stringify(await exportState(target));
  return JSON.parse(text) as Value;
}

async function showMatrix({ teller }: Stage, state: Value): Promise<void> {
  const read = graphFromState(state);
  const graph = read.kind === "graph" ? read.graph : createGraph([]);
  const report = createReport({
    project: "no521",
    stack: "sandbox",
    reach: reach(graph, { edgeRanges }),
    findings: [],
  });
  sayMatrix(teller, report);
}

/** Prints the matrix of a report and its closing line. */
export function sayMatrix(teller: Teller, report: Report): void {
  teller.say(indented(`${renderMatrix(report, teller.paint)}\n\n${closingLine(report, teller.paint)}`));
}

function countChanges({ events }: StackRun): string {
  const summary = events.flatMap(({ summaryEvent }) => (summaryEvent === undefined ? [] : [summaryEvent])).at(-1);
  const changes = Object.entries(summary?.resourceChanges ?? {}).map(
    ([operation, count]) => `${count} ${words[operation] ?? operation}`,
  );
  return changes.join(", ");
}

const words: Readonly<Record<string, string>> = {
  create: "created",
  update: "updated",
  delete: "deleted",
  same: "unchanged",
  replace: "replaced",
};

/** The engine puts the policy's description above its message. */
function withoutSummary(message: string): string {
  return message.trim().split("\n").slice(1).join("\n");
}

function expectSuccess(run: StackRun, operation: string): void {
  if (run.exitCode !== 0) throw unexpected(operation, run);
}

function unexpected(operation: string, run: StackRun): UserError {
  const output = `${run.stdout}\n${run.stderr}`.trim();
  return new UserError(
    `\`pulumi ${operation}\` did not end as expected (${run.reason ?? `exit status ${run.exitCode}`}):\n${output}`,
    "Remove the sandbox with `npm start -- --clean` and run `npm start` again; report it if it comes back.",
  );
}

async function countFiles(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith(".json")).length;
}

/** Finds the file of the security group rule that admits a range. */
async function findRule(cloud: string, cidr: string): Promise<string> {
  const entries = await readdir(cloud, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.startsWith("sgr-")) continue;
    const file = join(entry.parentPath, entry.name);
    if ((await readFile(file, "utf8")).includes(`"${cidr}"`)) return file;
  }
  throw new UserError(`No rule of the sandbox admits ${cidr}.`, "Run `npm start` again: its first act mends the site.");
}
