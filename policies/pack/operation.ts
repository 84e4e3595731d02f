import type { Finding } from "../../src/findings/finding";
import type { Parameters } from "../../src/findings/settings";
import { type JudgedWaiver, ofOneProgram, type PlacedWaiver, waive, waiversIn } from "../../src/findings/waivers";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import type { Reach } from "../../src/reach/reach-types";
import { findingsOf, viewer } from "../evaluate";
import type { Policy } from "../policy";

/** What an operation is judged by. */
export interface OperationOptions {
  /** CIDRs that every origin must admit. */
  readonly edgeRanges: readonly string[];
  readonly waivers: readonly PlacedWaiver[];
  readonly now: Date;
  /** Ids of the findings that were told already, before their resources were made. */
  readonly told: ReadonlySet<string>;
}

/** One preview or update: the policies ask one after the other, each with its own parameters. */
export interface Operation {
  /** Gives what a policy finds and has not told yet; what is waived has its waiver. */
  findings(policy: Policy, parameters: Parameters): readonly Finding[];
  /** Gives the model's answer. */
  reach(parameters: Parameters): Reach;
  /** Gives what became of the waivers, as far as policies have asked. */
  waivers(): readonly JudgedWaiver[];
}

/** Starts to judge what an operation has registered. */
export function startOperation(graph: ResourceGraph, { edgeRanges, waivers, now, told }: OperationOptions): Operation {
  const view = viewer(graph, edgeRanges, now);
  const written = ofOneProgram([...waivers, ...waiversIn(graph).waivers]);
  const found: Finding[] = [];
  return {
    findings: (policy, parameters) => {
      const findings = findingsOf(policy, view(parameters));
      found.push(...findings);
      return waive(findings, written, now).findings.filter(({ id }) => !told.has(id));
    },
    reach: (parameters) => view(parameters).reach,
    waivers: () => waive(found, written, now).waivers,
  };
}
