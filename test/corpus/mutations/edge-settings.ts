import type { EdgeCode } from "../../../src/findings/finding";
import { types } from "../../../src/graph/types";
import type { Archetype } from "../archetype";
import { isInputs } from "../inputs";
import { both, except, having, lacking, type Mutation, only } from "../mutation";
import { type Inputs, outputOf, type Step } from "../plant";
import { add, change, drop, rules, setting, zoneIdOf } from "./steps";

/** Balancers that admit the edge on 443 alone, in a zone that redirects http. */
const tlsAlone = both(
  having("balancer", "acm", "strict", "edge-redirects"),
  lacking("port-80"),
  except("origin-port", "older-majors", "own-balancer"),
);
/** The firewall closes the port on which nothing listens, unless it is open for every port. */
const nothingThere = { codes: [522, 521], codesIn: openFirst } as const;
const plainDial = { cause: "nothing-listens", ...nothingThere } as const;

/** How the edge dials: SSL modes and rules that change them for some hostnames. */
export const edgeSettingMutations: readonly Mutation[] = [
  {
    id: "flexible-mode",
    title: "set the zone to flexible, so that the edge dials port 80",
    ...plainDial,
    source: "https://github.com/kasmtech/workspaces-issues/issues/328",
    fits: tlsAlone,
    steps: [setting("ssl", "flexible")],
  },
  {
    id: "flexible-override",
    title: "set the zone to flexible in its ZoneSettingsOverride",
    ...plainDial,
    source: "https://github.com/cloudflare/cloudflare-docs/pull/28286",
    fits: only("older-majors"),
    steps: [
      change(types.zoneSettingsOverride, ({ settings, ...inputs }) => ({
        ...inputs,
        settings: { ...(isInputs(settings) ? settings : {}), ssl: "flexible" },
      })),
    ],
  },
  {
    id: "page-rule-flexible",
    title: "left a page rule that makes every hostname flexible",
    ...plainDial,
    source: "https://developers.cloudflare.com/rules/page-rules/reference/settings/",
    fits: tlsAlone,
    steps: [
      add((program) => {
        program.once(types.pageRule, "flexible", {
          zoneId: zoneIdOf(program),
          ...{ target: "*example.com/*", priority: 1, actions: { ssl: "flexible" } },
        });
      }),
    ],
  },
  {
    id: "rule-flexible-everywhere",
    title: "wrote a configuration rule for one hostname that holds for all",
    ...plainDial,
    source: "https://developers.cloudflare.com/rules/configuration-rules/",
    fits: both(tlsAlone, except("configuration-rule")),
    steps: configured("true"),
  },
  {
    id: "rule-flexible-by-suffix",
    title: "made all hostnames that end in .example.com flexible",
    ...plainDial,
    source: "https://developers.cloudflare.com/ruleset-engine/rules-language/functions/#ends_with",
    fits: both(tlsAlone, except("configuration-rule")),
    steps: configured('ends_with(http.host, ".example.com")'),
  },
  {
    id: "rule-flexible-by-wildcard",
    title: "made all hostnames that match a wildcard flexible",
    ...plainDial,
    source: "https://developers.cloudflare.com/ruleset-engine/rules-language/operators/",
    fits: both(tlsAlone, except("configuration-rule")),
    steps: configured('http.host wildcard "*.example.com"'),
  },
  {
    id: "rule-flexible-by-negation",
    title: "made every hostname but one flexible",
    ...plainDial,
    source: "https://developers.cloudflare.com/ruleset-engine/rules-language/operators/",
    fits: both(tlsAlone, except("configuration-rule")),
    steps: configured('not (http.host in {"example.com" "static.example.com"})'),
  },
  {
    id: "rule-made-full",
    title: "raised the one flexible hostname to full, although its origin speaks plain HTTP",
    ...plainDial,
    source: "https://github.com/cloudflare/cloudflare-docs/pull/10191",
    fits: only("configuration-rule"),
    steps: [rules((rule) => ({ ...rule, actionParameters: { ssl: "full" } }))],
  },
  {
    id: "rule-dropped",
    title: "deleted the ruleset that makes one hostname flexible",
    ...plainDial,
    source: "https://github.com/cloudflare/cloudflare-docs/pull/10191",
    fits: only("configuration-rule"),
    steps: [drop(types.ruleset)],
  },
  {
    id: "origin-rule-to-closed-port",
    title: "sent the hostname to port 8443, which the firewall closes",
    cause: "origin-rule-port",
    ...nothingThere,
    source: "https://github.com/cloudflare/cloudflare-docs/pull/26459",
    fits: both(tlsAlone, except("configuration-rule")),
    steps: routedTo({ origin: { port: 8443 } }),
  },
  {
    id: "origin-rule-to-plain-port",
    title: "sent the hostname's TLS to the port of plain HTTP",
    cause: "origin-rule-port",
    codes: [525],
    source:
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-525/",
    fits: only("inline-balancer"),
    // Behind the handshake waits the redirect of that port.
    also: ["redirect-loop"],
    steps: routedTo({ origin: { port: 80 } }),
  },
  {
    id: "host-of-another",
    title: "sent another Host header than the listener's rules know",
    cause: "host-not-served",
    codes: [404],
    source: "https://developers.cloudflare.com/rules/origin-rules/features/#host-header",
    fits: only("scaling-group"),
    steps: routedTo({ hostHeader: "internal.example.com" }),
  },
  {
    id: "host-rule-for-another",
    title: "renamed the hostnames and not the listener's rules",
    cause: "host-not-served",
    codes: [404],
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html",
    fits: only("scaling-group"),
    steps: [
      change(types.listenerRule, (rule, name) => ({
        ...rule,
        conditions: [{ hostHeader: { values: [`${name}.example.org`] } }],
      })),
    ],
  },
  {
    id: "rule-redirects-back",
    title: "redirected every path to http by a listener rule, which the edge redirects back",
    cause: "redirect-loop",
    codes: ["loop"],
    source: "https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1055",
    fits: both(tlsAlone, except("scaling-group", "configuration-rule")),
    steps: [
      add(({ all, once }) => {
        once(types.listenerRule, "back", {
          listenerArn: outputOf(all(types.listener)[0], "arn"),
          priority: 1,
          conditions: [{ pathPattern: { values: ["/*"] } }],
          actions: [{ type: "redirect", redirect: { protocol: "HTTP", port: "80", statusCode: "HTTP_301" } }],
        });
      }),
    ],
  },
  {
    id: "redirect-to-itself",
    title: "redirected https to the same address",
    cause: "redirect-loop",
    codes: ["deploy"],
    source: "https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1752",
    fits: both(tlsAlone, except("scaling-group", "configuration-rule")),
    steps: [
      change(types.listener, (listener) => ({
        ...listener,
        defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
      })),
    ],
  },
  {
    id: "flexible-hostname-redirects",
    title: "redirected http at the origin of the one flexible hostname",
    cause: "redirect-loop",
    codes: ["loop"],
    source: "https://github.com/JonasAlfredsson/docker-nginx-certbot/issues/209",
    fits: only("configuration-rule"),
    steps: [
      change(types.listener, (listener) => ({
        ...listener,
        defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
      })),
    ],
  },
];

function openFirst({ id }: Archetype): readonly EdgeCode[] {
  return id === "scaling-group" ? [521, 522] : [522, 521];
}

/** Adds a configuration rule that makes hostnames flexible. */
function configured(expression: string): readonly Step[] {
  return [ruleset("http_config_settings", { expression, action: "set_config", actionParameters: { ssl: "flexible" } })];
}

/** Adds an origin rule for all hostnames. */
function routedTo(actionParameters: Inputs): readonly Step[] {
  return [ruleset("http_request_origin", { expression: "true", action: "route", actionParameters })];
}

function ruleset(phase: string, rule: Inputs): Step {
  return add((program) => {
    const zoneId = zoneIdOf(program);
    program.once(types.ruleset, "added", {
      zoneId,
      kind: "zone",
      name: "added",
      phase,
      rules: [{ ref: "added", ...rule }],
    });
  });
}
