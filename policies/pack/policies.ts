import type {
  EnforcementLevel,
  PolicyPackArgs,
  Severity as PulumiSeverity,
  ReportViolation,
  StackValidationArgs,
} from "@pulumi/policy";
import type { Severity } from "../../src/findings/finding";
import { docsUrl, type Evaluation, evaluate } from "../evaluate";
import type { Policy } from "../policy";
import { policies } from "../rules";
import { unknownHostnames, unknownOutcome } from "../unknown-outcome";
import { findingMessage, unknownMessage } from "./message";
import { startWatch, type Watch } from "./watch";

type PulumiPolicies = PolicyPackArgs["policies"];

/** Errors stop a deployment; the rest is said. */
const levels: Readonly<Record<Severity, { enforcementLevel: EnforcementLevel; severity: PulumiSeverity }>> = {
  error: { enforcementLevel: "mandatory", severity: "critical" },
  warning: { enforcementLevel: "advisory", severity: "medium" },
  note: { enforcementLevel: "advisory", severity: "low" },
};

/** Gives the policies as Pulumi takes them; `edgeRanges` is asked once for each operation. */
export function pulumiPolicies(edgeRanges: () => Promise<readonly string[]>): PulumiPolicies {
  const watch = startWatch();
  const judge = onceForAll(async (args) => evaluate(watch.graphOf(args), { edgeRanges: await edgeRanges() }));
  return [...policies.map((policy) => stackPolicy(policy, watch, judge)), unknownPolicy(watch, judge)];
}

type Judge = (policy: string, args: StackValidationArgs) => Promise<Evaluation>;

/**
 * Pulumi hands every policy its own copy of the same resources, so the first that asks has them judged for all. A
 * policy that asks again belongs to another operation, for which nothing of the last one holds.
 */
function onceForAll(judge: (args: StackValidationArgs) => Promise<Evaluation>): Judge {
  const asked = new Set<string>();
  let evaluation: Promise<Evaluation> | undefined;
  return (policy, args) => {
    if (evaluation === undefined || asked.has(policy)) {
      asked.clear();
      evaluation = judge(args);
    }
    asked.add(policy);
    return evaluation;
  };
}

function stackPolicy(policy: Policy, watch: Watch, judge: Judge): PulumiPolicies[number] {
  const { id, summary, severity, kind, cause, docs } = policy;
  return {
    name: id,
    description: `${summary}.`,
    displayName: id,
    ...levels[severity],
    tags: ["no521", kind, cause],
    remediationSteps: docs.why,
    url: docsUrl(id),
    async validateStack(args, reportViolation) {
      if (reportBlind(watch, args, reportViolation)) return;
      const { findings } = await judge(id, args);
      for (const finding of findings) {
        if (finding.policy === id) reportViolation(findingMessage(finding), finding.resource);
      }
    },
  };
}

/** Without inputs the model would take "not declared" for "not there", or everything for unknown: it says so instead. */
function reportBlind(watch: Watch, { resources }: StackValidationArgs, reportViolation: ReportViolation): boolean {
  const isBlind = resources.length > 0 && !watch.sawInputs();
  if (isBlind) {
    reportViolation(
      `This policy was not run: "${unknownOutcome.id}" is disabled, through which it sees what the program declares.\n` +
        `  fix: Enable "${unknownOutcome.id}"; it is advisory and stops nothing.`,
    );
  }
  return isBlind;
}

/** Says what cannot be judged, and sees the inputs for all policies: one of them would be enough, each would be slow. */
function unknownPolicy(watch: Watch, judge: Judge): PulumiPolicies[number] {
  const { id, summary, severity } = unknownOutcome;
  return {
    name: id,
    description: `${summary}.`,
    displayName: id,
    ...levels[severity],
    tags: ["no521", "unknown"],
    url: docsUrl(id),
    validateResource(args) {
      watch.see(args);
    },
    async validateStack(args: StackValidationArgs, reportViolation: ReportViolation) {
      const { reach } = await judge(id, args);
      for (const unknown of unknownHostnames(reach)) reportViolation(unknownMessage(unknown), unknown.resource);
    },
  };
}
