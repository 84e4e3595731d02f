import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { expect } from "vitest";
import { parse, stringify } from "yaml";
import { type RangeList, snapshot } from "../../src/cloudflare/ranges";
import { packageRoot } from "../../src/engine/package-root";
import {
  ensureStack,
  exportState,
  type RunStackOptions,
  runStack,
  type StackOperation,
  type StackRun,
  type StackTarget,
} from "../../src/engine/stack";
import type { EngineEvent } from "../../src/engine/stack-events";
import { graphFromState } from "../../src/graph/from-state";
import type { Value } from "../../src/graph/value";
import { reach } from "../../src/reach/reach";
import type { ReachRow } from "../../src/reach/reach-types";
import type { EngineFixture, Files } from "./engine";

/** Keys of the stack's configuration with their namespaces, such as `{ "no521:ipv6": "true" }`; null removes a key. */
export type Settings = Readonly<Record<string, string | null>>;

/** The repository's own program on a stack `sandbox` of the test's own. */
export interface Site {
  readonly target: StackTarget;
  /** Folder of the sandbox's cloud. */
  readonly cloud: string;
  /** Sets the configuration: that of the repository's stack `sandbox`, with these changes. */
  readonly configure: (settings: Settings) => Promise<void>;
  /** Makes this the project's reviewed list, for the program and for the pack. */
  readonly useRanges: (ranges: RangeList["ranges"]) => Promise<void>;
  /** Runs an operation to its end, whatever that is. */
  readonly run: (operation: StackOperation, options?: RunStackOptions) => Promise<StackRun>;
  /** Runs an operation that has to succeed, without a preview where it could have one. */
  readonly succeed: (operation: StackOperation, ...args: readonly string[]) => Promise<StackRun>;
  /** What `pulumi stack export` prints. */
  readonly state: () => Promise<Value>;
}

/** Folder of the pack. */
export const pack: string = join(packageRoot(), "policies");

/** Opens a site in the test's sandbox; nothing is deployed yet. */
export async function openSite(engine: EngineFixture, settings: Settings = {}): Promise<Site> {
  const folder = await engine.write("site", { "no521.yaml": "" });
  const configFile = join(folder, "Pulumi.sandbox.yaml");
  const target: StackTarget = {
    projectFolder: packageRoot(),
    stack: "sandbox",
    command: engine.cli.command,
    environment: { ...engine.sandbox.environment, NO521_CONFIG: join(folder, "no521.yaml") },
  };
  const site: Site = {
    target,
    cloud: engine.sandbox.cloud,
    configure: async (changes) => writeFile(configFile, await sandboxConfig(changes)),
    useRanges: (ranges) => writeFile(join(folder, "no521.ranges.json"), JSON.stringify({ ...snapshot, ranges })),
    run: (operation, options = {}) =>
      runStack(target, operation, {
        ...options,
        arguments: ["--config-file", configFile, ...(options.arguments ?? [])],
      }),
    succeed: async (operation, ...args) => {
      const direct = operation === "up" || operation === "destroy" ? ["--skip-preview"] : [];
      const run = await site.run(operation, { arguments: [...direct, ...args] });
      expect(run.exitCode, `${run.stdout}\n${run.stderr}`).toBe(0);
      return run;
    },
    state: async () => asValue(await exportState(target)),
  };
  await site.configure(settings);
  await ensureStack(target);
  return site;
}

async function sandboxConfig(changes: Settings): Promise<string> {
  const text = await readFile(join(packageRoot(), "Pulumi.sandbox.yaml"), "utf8");
  const stack = parse(text) as { readonly config: Readonly<Record<string, unknown>> };
  const config = Object.entries({ ...stack.config, ...changes }).filter(([, value]) => value !== null);
  return stringify({ ...stack, config: Object.fromEntries(config) });
}

/** A state is JSON, and every JSON value is a property value. */
function asValue(state: unknown): Value {
  return JSON.parse(JSON.stringify(state)) as Value;
}

/** What visitors see by a state, one line for each: `www.example.com https IPv4: 522 for 104.16.0.0/13`. */
export function visitorsOf(
  state: Value,
  edgeRanges: readonly string[] = snapshot.ranges.map(({ cidr }) => cidr),
): readonly string[] {
  const read = graphFromState(state);
  if (read.kind === "refused") throw new Error(`This is no state: ${read.why}.`);
  return reach(read.graph, { edgeRanges }).rows.map(
    (row) => `${row.hostname} ${row.visitor.scheme} IPv${row.family}: ${seen(row)}`,
  );
}

function seen({ outcome, codes, ranges, doubt }: ReachRow): string {
  if (outcome === "fails") return [codes.join("/"), ...(ranges.length > 0 ? ["for", ranges.join(" ")] : [])].join(" ");
  return outcome === "unknown" ? `unknown: ${doubt?.why ?? ""}` : outcome;
}

/** Reads the files below a folder: path relative to it → text. */
export async function readTree(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.toSorted().map(async (path) => [relative(folder, path), await readFile(path, "utf8")] as const);
  return Object.fromEntries(await Promise.all(files));
}

/** Finds the one file of the cloud that holds a text. */
export async function findFile(cloud: string, kind: string, text: string): Promise<string> {
  const holding = Object.entries(await readTree(cloud)).filter(
    ([path, content]) => path.split("/")[1] === kind && content.includes(text),
  );
  expect(holding).toHaveLength(1);
  return join(cloud, holding[0]?.[0] ?? "");
}

/** Steps of a run by kind, such as `{ create: 3 }`, of the last phase. */
export function changes(run: StackRun): unknown {
  return run.events.findLast((event) => event.summaryEvent)?.summaryEvent?.resourceChanges;
}

/** Violations of mandatory policies and what the advisory ones say, as `[policy, message]`, sorted. */
export function violations(
  events: readonly EngineEvent[],
  level: "mandatory" | "advisory",
): readonly (readonly [policy: string, message: string])[] {
  return events
    .flatMap(({ policyEvent }) =>
      policyEvent?.enforcementLevel === level ? [[policyEvent.policyName, policyEvent.message.trim()] as const] : [],
    )
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}
