import type { PackRemark } from "../engine/preview-graph";
import type { Evidence, Finding } from "../findings/finding";

/** What the pack says about unknown hostnames and waivers has its own place in a report. */
const told: ReadonlySet<string> = new Set(["require-known-outcome", "require-visible-waivers"]);

/**
 * Says, a sentence each, what the pack found in the preview and the report has not. There is nothing as long as both
 * judge the same resources by the same files; nothing that the engine said is to be lost in any case.
 */
export function missingFrom(findings: readonly Pick<Finding, "policy" | "resource">[], remarks: readonly PackRemark[]) {
  const missing = remarks.filter(
    ({ policy, resource, isSkip }) =>
      !isSkip && !told.has(policy) && !findings.some((each) => each.policy === policy && each.resource === resource),
  );
  return missing.map(({ policy, resource, message }): Evidence => {
    const lines = message.split("\n").map((line) => line.trim());
    return { resource, says: `the policy pack in the preview says of "${policy}": ${lines[1] ?? lines[0] ?? ""}` };
  });
}
