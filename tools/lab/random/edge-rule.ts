import type { Inputs, Piece } from "../../../policies/example";
import { output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import type { RandomRule } from "./site";

/** Writes a rule of the edge; `first` is the hostname to which one that is not for all belongs. */
export function ruleOf({ whom, does }: RandomRule, first: string): Piece {
  const expression = expressionFor(whom, first);
  if ("page" in does) {
    return resource(types.pageRule, {
      zoneId: output("zone", "id"),
      target: whom === "all" ? "*example.com/*" : `${first}/*`,
      priority: 1,
      actions: { ssl: does.page },
    });
  }
  if ("port" in does) return ruleset("http_request_origin", expression, "route", { origin: { port: does.port } });
  if ("ssl" in does) return ruleset("http_config_settings", expression, "set_config", { ssl: does.ssl });
  const targetUrl = targetOf(does.redirect, first);
  return ruleset("http_request_dynamic_redirect", expression, "redirect", {
    fromValue: { statusCode: 301, targetUrl },
  });
}

function ruleset(phase: string, expression: string, action: string, actionParameters: Inputs): Piece {
  return resource(types.ruleset, {
    ...{ zoneId: output("zone", "id"), kind: "zone", name: "rules", phase },
    rules: [{ expression, action, actionParameters }],
  });
}

function expressionFor(whom: RandomRule["whom"], first: string): string {
  switch (whom) {
    case "all":
      return "true";
    case "first":
      return `http.host eq "${first}"`;
    case "others":
      return `not (http.host in {"${first}"})`;
    case "suffix":
      return 'ends_with(http.host, ".example.com")';
    case "list":
      return `(http.host in {"${first}" "mail.example.com"})`;
    case "wildcard":
      return 'http.host wildcard "*.example.com"';
    case "plain":
      return "not ssl";
  }
}

function targetOf(redirect: "https" | "http" | "elsewhere" | "path", first: string): Inputs {
  switch (redirect) {
    case "https":
      return { expression: 'concat("https://", http.host, http.request.uri.path)' };
    case "http":
      // biome-ignore lint/suspicious/noTemplateCurlyInString: because the placeholder is Cloudflare's own
      return { expression: 'wildcard_replace(http.request.full_uri, r"https://*", r"http://${1}")' };
    case "elsewhere":
      return { value: "https://www.example.org/" };
    case "path":
      return { value: `https://${first}/start` };
  }
}
