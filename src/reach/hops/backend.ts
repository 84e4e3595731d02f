import { asText, objects } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { isList, isProperties, notKnown, type Properties, type Value } from "../../graph/value";
import type { Dial } from "../dial";
import { type Failure, pass, type Verdict } from "../verdict";
import type { World } from "../world";
import { doubt, fail, type Hop } from "./hop";
import { listeningOn } from "./listeners";

const listenerRule = "aws:lb/listenerRule:ListenerRule";

/** Judges what a listener does with the request: hands it to a target that exists, or redirects it for ever. */
export const backend: Hop = (world, dial) => {
  const listening = listeningOn(world.graph, dial);
  if (listening.kind !== "listener") return pass;
  const listener = listening.node;
  const actions = objects(listener, "defaultActions");
  const verdict = actions === notKnown ? unknownAction(listener) : judgeActions(world, dial, listener, actions);
  const rules = world.graph.referring(listener, listenerRule, "listenerArn", "arn");
  if (verdict.kind !== "fail" || rules.length === 0) return verdict;
  return doubt(
    "backend",
    listener.urn,
    `listener "${listener.name}" has rules that may treat ${dial.hostname.name} apart from its default action`,
  );
};

function unknownAction(listener: ResourceNode): Verdict {
  return doubt(
    "backend",
    listener.urn,
    `the default action of listener "${listener.name}" is not known until deployment`,
  );
}

function judgeActions(
  world: World,
  dial: Dial,
  listener: ResourceNode,
  actions: readonly (Properties | typeof notKnown)[],
): Verdict {
  const last = actions.at(-1);
  if (last === undefined || last === notKnown || last.type === notKnown) return unknownAction(listener);
  if (last.type === "redirect") return judgeRedirect(world, dial, listener, blockOf(last.redirect));
  return last.type === "forward" ? judgeTargets(world.graph, dial, listener) : pass;
}

function blockOf(value: Value | undefined): Properties | typeof notKnown {
  const only = isList(value) ? value.at(0) : value;
  if (only === notKnown) return notKnown;
  return isProperties(only) ? only : {};
}

/**
 * A redirect loops when it sends the visitor to an address that the edge, or this origin, sends back.
 * @see https://developers.cloudflare.com/ssl/troubleshooting/too-many-redirects/
 */
function judgeRedirect(
  world: World,
  dial: Dial,
  listener: ResourceNode,
  redirect: Properties | typeof notKnown,
): Verdict {
  if (redirect === notKnown || Object.values(redirect).includes(notKnown)) return unknownAction(listener);
  const keepsPlace = isDefault(redirect.host, "#{host}") && isDefault(redirect.path, "/#{path}");
  if (!keepsPlace) return pass;
  const scheme = schemeOf(asText(redirect.protocol), dial);
  return comesBack(world, dial, scheme) ? fail(loop(dial, listener, scheme)) : pass;
}

function isDefault(value: Value | undefined, template: string): boolean {
  return value === undefined || value === null || value === "" || value === template;
}

function schemeOf(protocol: string | typeof notKnown | undefined, dial: Dial): "http" | "https" {
  if (protocol === "HTTPS") return "https";
  if (protocol === "HTTP") return "http";
  return dial.tls === "none" ? "http" : "https";
}

/** Reports whether the redirected visitor ends where he was: at this listener, or at an edge that sends him back. */
function comesBack(world: World, dial: Dial, scheme: "http" | "https"): boolean {
  const { ssl, alwaysUseHttps } = dial.hostname.zone;
  if (ssl.kind === "unknown") return false;
  if (scheme === "https") return ssl.value === "flexible" || ssl.value === "off" || dial.tls !== "none";
  if (alwaysUseHttps.kind === "known" && alwaysUseHttps.value) return true;
  return dial.tls === "none" || redirectsToHttps(world, dial);
}

/** Reports whether the origin's own port 80 sends visitors to https. */
function redirectsToHttps(world: World, dial: Dial): boolean {
  const plain = listeningOn(world.graph, { ...dial, port: 80 });
  if (plain.kind !== "listener") return false;
  const actions = objects(plain.node, "defaultActions");
  const last = actions === notKnown ? undefined : actions.at(-1);
  if (last === undefined || last === notKnown || last.type !== "redirect") return false;
  const redirect = blockOf(last.redirect);
  return redirect !== notKnown && redirect.protocol === "HTTPS";
}

function loop(dial: Dial, listener: ResourceNode, scheme: "http" | "https"): Failure {
  const { ssl } = dial.hostname.zone;
  const mode = ssl.kind === "known" ? ssl.value : "unknown";
  return {
    cause: "redirect-loop",
    codes: ["loop"],
    hop: "backend",
    resource: listener.urn,
    why: `Listener "${listener.name}" redirects to ${scheme}, and under SSL mode "${mode}" the edge brings the visitor back to it.`,
    fix:
      scheme === "https"
        ? "Set the SSL mode to strict, so that https visitors are dialled with TLS on port 443."
        : "Remove the redirect to http: the edge and the origin have to agree on https.",
    evidence:
      ssl.kind === "known" && ssl.declaredBy !== undefined
        ? [{ resource: ssl.declaredBy.urn, says: `sets the SSL mode to ${mode}` }]
        : [],
  };
}

/**
 * A load balancer without a registered target answers 503 itself.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-503-issues
 */
function judgeTargets(graph: ResourceGraph, dial: Dial, listener: ResourceNode): Verdict {
  const groups = graph.follow(listener, "defaultActions", [types.targetGroup], "arn");
  if (groups.nodes.length === 0) {
    return doubt(
      "backend",
      listener.urn,
      `the target group of listener "${listener.name}" is not part of this program`,
    );
  }
  if (groups.nodes.some((group) => hasTargets(graph, group))) return pass;
  const names = groups.nodes.map((group) => `"${group.name}"`).join(", ");
  return doubt(
    "backend",
    listener.urn,
    `nothing in this program registers a target in ${names} for ${dial.hostname.name}`,
  );
}

function hasTargets(graph: ResourceGraph, group: ResourceNode): boolean {
  return (
    graph.referring(group, types.targetGroupAttachment, "targetGroupArn", "arn").length > 0 ||
    graph.referring(group, types.autoscalingGroup, "targetGroupArns", "arn").length > 0 ||
    graph.referring(group, types.autoscalingAttachment, "lbTargetGroupArn", "arn").length > 0 ||
    graph.referring(group, types.ecsService, "loadBalancers", "arn").length > 0
  );
}
