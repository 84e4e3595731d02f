import type { ResourceValidation } from "@pulumi/policy";
import type { Finding } from "../../src/findings/finding";
import { isOpen, type PlacedWaiver, waive } from "../../src/findings/waivers";
import { findingsAlone } from "../evaluate";
import type { Policy } from "../policy";
import { verifyPackConfig } from "./config";
import { findingMessage } from "./message";
import { ownGraph } from "./watch";

/** What judging one resource at a time needs. */
export interface AloneParts {
  /** At a preview everything is told at the end, where all hostnames and waivers are known. */
  readonly isPreview: boolean;
  readonly verify: () => void;
  /** The waivers that are known so far. */
  readonly waivers: () => readonly PlacedWaiver[];
  readonly now: () => Date;
}

/** Judges single resources before the engine makes them, and remembers what was told so that the end does not repeat it. */
export interface AloneJudge {
  /** Gives the validation of a policy, or nothing where it takes more than one resource. */
  validationOf(policy: Policy): ResourceValidation | undefined;
  /** Hands over the ids of what was told since the last time. */
  takeTold(): ReadonlySet<string>;
}

/** Starts to judge single resources. */
export function startAlone({ isPreview, verify, waivers, now }: AloneParts): AloneJudge {
  let told = new Set<string>();
  function judge(policy: Policy, args: Parameters<ResourceValidation>[0]): readonly Finding[] {
    verify();
    verifyPackConfig(policy, args.getConfig());
    const [node] = ownGraph(args).nodes;
    const found = node === undefined ? [] : findingsAlone(policy, node);
    return waive(found, waivers(), now()).findings.filter(isOpen);
  }
  return {
    validationOf: (policy) => {
      if (policy.alone === undefined || isPreview) return undefined;
      const validation: ResourceValidation = (args, reportViolation) => {
        for (const finding of judge(policy, args)) {
          told.add(finding.id);
          reportViolation(findingMessage(finding), finding.resource);
        }
      };
      // With this mark the library skips resources of other types before it decodes them.
      return Object.assign(validation, { __pulumiType: policy.alone.type });
    },
    takeTold: () => {
      const taken = told;
      told = new Set();
      return taken;
    },
  };
}
