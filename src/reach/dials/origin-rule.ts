import type { ResourceNode } from "../../graph/resource";
import type { JudgedDial } from "../reach-types";
import type { Failure, HopName } from "../verdict";

/** Hops at which another port meets another answer. */
const portHops: readonly (HopName | null)[] = ["network-acl", "security-group", "listener", "tls"];

/**
 * Blames the rule that changes the origin's port for what fails because of it alone: where the usual port would serve,
 * the rule is to mend, not the origin.
 * @see https://developers.cloudflare.com/rules/origin-rules/features/ read 2026-10-05: it changes the port, not the scheme
 */
export function directedBy(
  rule: ResourceNode | undefined,
  directed: JudgedDial,
  usually: () => JudgedDial,
): JudgedDial {
  if (rule === undefined) return directed;
  if (!directed.failures.some(({ hop }) => portHops.includes(hop)) || usually().outcome === "fails") return directed;
  return {
    ...directed,
    failures: directed.failures.map((failure) =>
      portHops.includes(failure.hop) ? misdirected(rule, directed, failure) : failure,
    ),
  };
}

function misdirected(rule: ResourceNode, { target, port, tls }: JudgedDial, failure: Failure): Failure {
  const speech = tls === "none" ? "plain HTTP" : "TLS";
  return {
    ...failure,
    cause: "origin-rule-port",
    resource: rule.urn,
    why: `Ruleset "${rule.name}" has the edge dial port ${port ?? "?"} of ${target} with ${speech}, which does not work there.`,
    fix: `Set origin.port of the rule to a port that speaks ${speech} and admits the edge, or serve the site on port ${port ?? "?"}.`,
    evidence: [{ resource: failure.resource, says: failure.why.replace(/\.$/, "") }, ...failure.evidence],
  };
}
