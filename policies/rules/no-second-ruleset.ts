import type { Draft } from "../../src/findings/draft";
import { hostnamesOfZone } from "../../src/findings/served";
import { text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { zoneKey } from "../../src/reach/edge";
import { definePolicy, type View } from "../policy";
import { output, resource } from "../sites";

/** A rule that sends a path of the site to https. */
function ruleset(phase: string) {
  const to = { statusCode: 301, targetUrl: { value: "https://www.example.com/" } };
  return resource(types.ruleset, {
    zoneId: output("zone", "id"),
    kind: "zone",
    name: "redirects",
    phase,
    rules: [
      { expression: '(http.host eq "old.example.com")', action: "redirect", actionParameters: { fromValue: to } },
    ],
  });
}

export default definePolicy({
  id: "no-second-ruleset",
  summary: "Disallow two rulesets for one phase of a zone",
  cause: "second-ruleset",
  kind: "hazard",
  severity: "warning",
  codes: ["deploy"],
  appliesTo: [types.ruleset],
  docs: {
    why: [
      "A zone has one entry point for each phase.",
      "A second ruleset is refused, or takes the place of the first with all its rules: origin ports and SSL modes that visitors depend on.",
    ].join(" "),
    unknownWhen: "A ruleset's zone or phase is not known until deployment.",
    whenNotToUse: "There is no case for it: put all rules of a phase into one ruleset.",
    sources: [
      "https://developers.cloudflare.com/ruleset-engine/about/rulesets/#entry-point-ruleset",
      "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5523",
    ],
  },
  examples: {
    good: [{ title: "with one ruleset", add: { redirects: ruleset("http_request_dynamic_redirect") } }],
    bad: [
      {
        title: "with two rulesets for redirects",
        add: {
          redirects: ruleset("http_request_dynamic_redirect"),
          moved: ruleset("http_request_dynamic_redirect"),
        },
      },
    ],
  },
  check(view) {
    const entries = view.graph
      .ofType(types.ruleset)
      .filter(
        (node) => node.kind === "managed" && text(node, "kind") === "zone" && typeof text(node, "phase") === "string",
      );
    const byPhase = Map.groupBy(entries, (node) => `${zoneKey(view.graph, node)} ${text(node, "phase")?.toString()}`);
    return [...byPhase.values()].flatMap((alike) => judge(view, alike));
  },
});

function judge(view: View, alike: readonly ResourceNode[]): readonly Draft[] {
  const [first, ...others] = alike;
  if (first === undefined) return [];
  return others.map((second) => ({
    resource: second.urn,
    codes: ["deploy"],
    hostnames: hostnamesOfZone(view, zoneKey(view.graph, second)),
    what: `Ruleset "${second.name}" is for the phase ${text(second, "phase")?.toString()}, for which the zone has ruleset "${first.name}" already.`,
    fix: `Move the rules into "${first.name}".`,
    related: [{ resource: first.urn, says: `ruleset "${first.name}" is the zone's for this phase` }],
  }));
}
