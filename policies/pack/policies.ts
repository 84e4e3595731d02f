import type {
  EnforcementLevel,
  PolicyPackArgs,
  Severity as PulumiSeverity,
  ReportViolation,
  ResourceValidation,
  StackValidationArgs,
} from "@pulumi/policy";
import type { Severity } from "../../src/findings/finding";
import { parametersOf, type Settings, severityOf } from "../../src/findings/settings";
import { isOpen } from "../../src/findings/waivers";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { docsUrl } from "../evaluate";
import type { Policy } from "../policy";
import { policies } from "../rules";
import { unknownHostnames, unknownOutcome } from "../unknown-outcome";
import { visibleWaivers } from "../visible-waivers";
import { startAlone } from "./alone";
import { configSchemaOf, type PackConfig, verifyPackConfig, withPackConfig } from "./config";
import { findingMessage, unknownMessage, waiverMessage } from "./message";
import { type Operation, startOperation } from "./operation";
import { startWatch, type Watch } from "./watch";

type PulumiPolicies = PolicyPackArgs["policies"];

/** Errors stop a deployment; the rest is said. */
const levels: Readonly<Record<Severity | "off", { enforcementLevel: EnforcementLevel; severity: PulumiSeverity }>> = {
  error: { enforcementLevel: "mandatory", severity: "critical" },
  warning: { enforcementLevel: "advisory", severity: "medium" },
  note: { enforcementLevel: "advisory", severity: "low" },
  off: { enforcementLevel: "disabled", severity: "low" },
};

/** What the pack is made from. */
export interface PackParts {
  /** Asked once for each operation. */
  readonly edgeRanges: () => Promise<readonly string[]>;
  readonly configured: PackConfig;
  readonly now: () => Date;
  /** True where nothing is made yet. */
  readonly isPreview: boolean;
  /** Takes the resources of each operation as they are judged. */
  readonly keep: (graph: ResourceGraph) => void;
}

/** Gives the policies as Pulumi takes them, those that report on the others last. */
export function pulumiPolicies({ edgeRanges, configured, now, isPreview, keep }: PackParts): PulumiPolicies {
  const watch = startWatch();
  const { settings, waivers } = configured.config;
  const { verify } = configured;
  const alone = startAlone({ isPreview, verify, waivers: () => [...waivers, ...watch.waivers()], now });
  const judge = onceForAll(async (args) => {
    verify();
    const told = alone.takeTold();
    const graph = watch.graphOf(args);
    keep(graph);
    return startOperation(graph, { edgeRanges: await edgeRanges(), waivers, now: now(), told });
  });
  return [
    ...policies.map((policy) => stackPolicy(policy, settings, watch, judge, alone.validationOf(policy))),
    unknownPolicy(settings, watch, judge),
    waiversPolicy(judge),
  ];
}

type Judge = (policy: string, args: StackValidationArgs) => Promise<Operation>;

/**
 * Pulumi hands every policy its own copy of the same resources, so the first that asks has them judged for all. A
 * policy that asks again belongs to another operation, for which nothing of the last one holds.
 */
function onceForAll(judge: (args: StackValidationArgs) => Promise<Operation>): Judge {
  const asked = new Set<string>();
  let operation: Promise<Operation> | undefined;
  return (policy, args) => {
    if (operation === undefined || asked.has(policy)) {
      asked.clear();
      operation = judge(args);
    }
    asked.add(policy);
    return operation;
  };
}

function stackPolicy(
  policy: Policy,
  settings: Settings,
  watch: Watch,
  judge: Judge,
  validateResource: ResourceValidation | undefined,
): PulumiPolicies[number] {
  const { id, summary, kind, cause, docs } = policy;
  const severity = severityOf(settings, id, policy.severity);
  const configSchema = configSchemaOf(policy);
  return {
    name: id,
    description: `${summary}.`,
    displayName: id,
    ...levels[severity],
    ...(configSchema !== undefined && { configSchema }),
    tags: ["no521", kind, cause],
    remediationSteps: docs.why,
    url: docsUrl(id),
    ...(validateResource !== undefined && { validateResource }),
    async validateStack(args: StackValidationArgs, reportViolation: ReportViolation) {
      if (reportBlind(watch, args, reportViolation)) return;
      const operation = await judge(id, args);
      const parameters = withPackConfig(policy, parametersOf(settings, id), args.getConfig());
      for (const finding of operation.findings(policy, parameters).filter(isOpen)) {
        reportViolation(findingMessage(finding), finding.resource);
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
function unknownPolicy({ parameters }: Settings, watch: Watch, judge: Judge): PulumiPolicies[number] {
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
      verifyPackConfig(unknownOutcome, args.getConfig());
      const reach = (await judge(id, args)).reach(parameters);
      for (const unknown of unknownHostnames(reach)) reportViolation(unknownMessage(unknown), unknown.resource);
    },
  };
}

/** Comes last, when all the others have said what they find. */
function waiversPolicy(judge: Judge): PulumiPolicies[number] {
  const { id, summary, severity } = visibleWaivers;
  return {
    name: id,
    description: `${summary}.`,
    displayName: id,
    ...levels[severity],
    tags: ["no521", "waivers"],
    url: docsUrl(id),
    async validateStack(args, reportViolation) {
      verifyPackConfig(visibleWaivers, args.getConfig());
      for (const waiver of (await judge(id, args)).waivers()) reportViolation(waiverMessage(waiver));
    },
  };
}
