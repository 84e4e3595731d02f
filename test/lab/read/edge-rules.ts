import { asText, number, objects, property, text } from "../../../src/graph/read";
import type { ResourceNode } from "../../../src/graph/resource";
import type { ResourceGraph } from "../../../src/graph/resource-graph";
import { types } from "../../../src/graph/types";
import { isList, isProperties, notKnown, type Properties, type Value } from "../../../src/graph/value";
import { evaluate, holds, type LabRequest } from "./expression";
import { NotShown } from "./not-shown";

/** What rules say of one request. */
export class LabRules {
  private readonly phases = new Map<string, readonly Properties[]>();
  private readonly page: Properties;

  constructor(
    graph: ResourceGraph,
    isMember: (node: ResourceNode) => boolean,
    private readonly request: LabRequest,
  ) {
    for (const ruleset of graph.ofType(types.ruleset).filter(isMember)) {
      const phase = text(ruleset, "phase");
      if (typeof phase !== "string") throw new NotShown("the phase of a ruleset is not known");
      if (!deciding.includes(phase)) continue;
      this.phases.set(phase, [...(this.phases.get(phase) ?? []), ...matching(ruleset, request)]);
    }
    this.page = winner(graph.ofType(types.pageRule).filter(isMember), request);
  }

  /** What the configuration, or a page rule, sets the SSL mode to. */
  ssl(): string | undefined {
    return (
      said(
        this.last("http_config_settings", (does) => does.ssl),
        "the SSL mode",
      ) ?? said(this.page.ssl, "the SSL mode")
    );
  }

  /** Where the edge itself sends the visitor; redirect rules end a request, so the first wins. */
  location(): string | undefined {
    const [first] = this.phases.get("http_request_dynamic_redirect") ?? [];
    if (first !== undefined) {
      const target = block(block(first.fromValue).targetUrl);
      const expression = said(target.expression, "a redirect");
      return expression === undefined ? said(target.value, "a redirect") : String(evaluate(expression, this.request));
    }
    const forwarding = block(this.page.forwardingUrl);
    const url = said(forwarding.url, "a redirect");
    if (url?.includes("$") === true) throw new NotShown("a page rule that forwards what it matched is beyond the lab");
    return url;
  }

  /** Whether a page rule sends visitors to https. */
  forcesHttps(): boolean {
    return this.page.alwaysUseHttps === true;
  }

  port(): number | undefined {
    const port = this.last("http_request_origin", (does) => block(does.origin).port);
    if (port !== undefined && typeof port !== "number") throw new NotShown("the port of a rule is not known");
    return port;
  }

  host(): string | undefined {
    return (
      said(
        this.last("http_request_origin", (does) => does.hostHeader),
        "a host header",
      ) ?? said(this.page.hostHeaderOverride, "a host header")
    );
  }

  serverName(): string | undefined {
    return said(
      this.last("http_request_origin", (does) => block(does.sni).value),
      "the name of a handshake",
    );
  }

  /** Throws where another name is resolved. */
  refuseOtherNames(): void {
    const other = this.last("http_request_origin", (does) => block(does.origin).host) ?? this.page.resolveOverride;
    if (other !== undefined) throw new NotShown("another name is resolved, which is beyond the lab");
  }

  /** Rules of a phase are merged, and the last one that says something wins. */
  private last(phase: string, read: (does: Properties) => Value | undefined): Value | undefined {
    return (this.phases.get(phase) ?? []).map(read).findLast((value) => value !== undefined && value !== null);
  }
}

/** The phases that change where a request goes; those of the firewall and the cache do not. */
const deciding: readonly string[] = ["http_config_settings", "http_request_origin", "http_request_dynamic_redirect"];

function matching(ruleset: ResourceNode, request: LabRequest): readonly Properties[] {
  const rules = objects(ruleset, "rules");
  if (rules === notKnown) throw new NotShown("the rules of a ruleset are not known");
  return rules.flatMap((rule) => {
    const expression = rule === notKnown ? notKnown : asText(rule.expression);
    if (rule === notKnown || typeof expression !== "string" || rule.actionParameters === notKnown)
      throw new NotShown("a rule of a ruleset is not known");
    return rule.enabled === false || !holds(expression, request) ? [] : [block(rule.actionParameters)];
  });
}

/**
 * What the page rule does that wins: the one of the highest priority that matches, and no other.
 * @see https://developers.cloudflare.com/rules/page-rules/ read 2026-11-23
 */
function winner(rules: readonly ResourceNode[], request: LabRequest): Properties {
  const active = rules
    .filter((rule) => text(rule, "status") !== "disabled")
    .filter((rule) => pageFits(text(rule, "target"), request))
    .map((rule) => ({ rule, priority: number(rule, "priority") ?? 1 }));
  if (active.length > 1 && active.some(({ priority }) => priority === notKnown))
    throw new NotShown("the priority of a page rule is not known");
  const [first] = active.toSorted((a, b) => Number(b.priority) - Number(a.priority));
  const actions = first && property(first.rule, "actions");
  if (actions === notKnown) throw new NotShown("what a page rule does is not known");
  return block(actions);
}

/** @see https://developers.cloudflare.com/rules/page-rules/reference/wildcard-matching/ read 2026-11-23 */
function pageFits(target: ReturnType<typeof text>, { scheme, host, path: asked }: LabRequest): boolean {
  if (typeof target !== "string") throw new NotShown("the target of a page rule is not known");
  const [, own = "*", name = "", path = name.endsWith("*") ? "*" : "/"] =
    /^(?:(https?|\*):\/\/)?([^/]*)(\/.*)?$/s.exec(target.toLowerCase()) ?? [];
  const covers = (pattern: string, value: string) =>
    new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`, "s").test(value);
  return covers(own, scheme) && covers(name, host) && covers(path, asked);
}

function block(value: Value | undefined): Properties {
  const only = isList(value) ? value.at(0) : value;
  return isProperties(only) ? only : {};
}

function said(value: Value | undefined, what: string): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") throw new NotShown(`${what} of a rule is not known`);
  return value;
}
