import { homepage } from "../package.json";
import type { Draft } from "../src/findings/draft";
import type { Finding } from "../src/findings/finding";
import { defaultSettings, type Parameters, parametersOf, type Settings, severityOf } from "../src/findings/settings";
import { type JudgedWaiver, ofOneProgram, type PlacedWaiver, waive, waiversIn } from "../src/findings/waivers";
import type { ResourceNode } from "../src/graph/resource";
import { createGraph, type ResourceGraph } from "../src/graph/resource-graph";
import { reach as judge } from "../src/reach/reach";
import type { Reach } from "../src/reach/reach-types";
import type { Policy, View } from "./policy";
import { policies } from "./rules";

/** All that the policies say of a graph, and the model's answer that they read. */
export interface Evaluation {
  readonly reach: Reach;
  /** The widest first: errors before warnings before notes, then by the number of hostnames. */
  readonly findings: readonly Finding[];
  /** What became of each waiver. */
  readonly waivers: readonly JudgedWaiver[];
}

/** What a graph is judged by. */
export interface EvaluateOptions {
  /** CIDRs that every origin must admit. */
  readonly edgeRanges: readonly string[];
  /** What a person has set; the defaults without it. */
  readonly settings?: Settings;
  /** The moment for which certificates are judged; without it their dates are not. */
  readonly now?: Date;
  /** The waivers of a `no521.yaml` beside those of the program, and the day they are to hold on; without it none does. */
  readonly waiving?: { readonly waivers: readonly PlacedWaiver[]; readonly now: Date };
}

/** Runs all policies on a graph. */
export function evaluate(graph: ResourceGraph, options: EvaluateOptions): Evaluation {
  const { edgeRanges, settings = defaultSettings, waiving, now = waiving?.now } = options;
  const view = viewer(graph, edgeRanges, now);
  const { reach } = view(settings.parameters);
  const findings = policies.flatMap((policy) => {
    const severity = severityOf(settings, policy.id, policy.severity);
    return severity === "off" ? [] : findingsOf({ ...policy, severity }, view(parametersOf(settings, policy.id)));
  });
  const sorted = widestFirst(findings);
  if (waiving === undefined) return { reach, findings: sorted, waivers: [] };
  const written = ofOneProgram([...waiving.waivers, ...waiversIn(graph).waivers]);
  return { reach, ...waive(sorted, written, waiving.now) };
}

/** Gives what a policy with certain parameters looks at; the model is asked once for each list of ranges. */
export function viewer(
  graph: ResourceGraph,
  edgeRanges: readonly string[],
  now?: Date,
): (parameters: Parameters) => View {
  const models = new Map<string, Pick<View, "reach" | "edgeRanges">>();
  return (parameters) => {
    const key = parameters.extraRanges.join();
    const ranges = [...edgeRanges, ...parameters.extraRanges];
    const model = models.get(key) ?? { edgeRanges: ranges, reach: judge(graph, { edgeRanges: ranges, now }) };
    models.set(key, model);
    return { graph, parameters, ...model };
  };
}

/** Runs one policy on what was judged already. */
export function findingsOf(policy: Policy, view: View): readonly Finding[] {
  return toFindings(policy, view.graph, policy.check(view));
}

/** Gives what one resource decides by itself; a policy that takes several finds nothing. */
export function findingsAlone(policy: Policy, resource: ResourceNode): readonly Finding[] {
  const { alone } = policy;
  if (alone?.type !== resource.type) return [];
  const own: ResourceNode = { ...resource, outputs: {}, dependsOn: new Map() };
  return toFindings(policy, createGraph([own]), alone.check(own));
}

function toFindings(policy: Policy, graph: ResourceGraph, drafts: readonly Draft[]): readonly Finding[] {
  const ids = uniqueIds(policy, drafts);
  return drafts.map((draft, index) => findingOf(policy, graph, draft, ids[index] ?? policy.id));
}

/** Gives the address of a policy's page. */
export function docsUrl(id: string): string {
  return `${homepage}/docs/policies/${id}.md`;
}

function findingOf(policy: Policy, graph: ResourceGraph, draft: Draft, id: string): Finding {
  const { key: _, ...said } = draft;
  const source = graph.byUrn(draft.resource)?.source;
  return {
    id,
    policy: policy.id,
    cause: policy.cause,
    kind: policy.kind,
    severity: policy.severity,
    ...said,
    hostnames: draft.hostnames.toSorted(),
    docs: docsUrl(policy.id),
    ...(source !== undefined && { location: source }),
  };
}

/** The key that a rule gives suffices as a rule; where it does not, the hostnames tell findings apart. */
function uniqueIds(policy: Policy, drafts: readonly Draft[]): readonly string[] {
  const plain = drafts.map(({ resource, key }) => [policy.id, resource, ...(key ? [key] : [])].join(":"));
  const told = plain.map((id, index) => (isUnique(plain, id) ? id : `${id}:${drafts[index]?.hostnames.join(",")}`));
  return told.map((id, index) =>
    isUnique(told, id) ? id : `${id}:${told.slice(0, index + 1).filter((other) => other === id).length}`,
  );
}

function isUnique(ids: readonly string[], id: string): boolean {
  return ids.indexOf(id) === ids.lastIndexOf(id);
}

const severities = ["error", "warning", "note"] as const;

/** Orders findings: errors before warnings before notes, then by the number of hostnames. */
export function widestFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(byBlastRadius);
}

function byBlastRadius(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    b.hostnames.length - a.hostnames.length ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}
