import { asText, objects } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import { isList, isProperties, notKnown, type Properties, type Unknown, type Value } from "../../graph/value";
import type { Dial } from "../dial";
import { type Failure, pass, type Verdict } from "../verdict";
import type { World } from "../world";
import { doubt, fail } from "./hop";
import { listeningOn } from "./listeners";

/**
 * A redirect loops when it sends the visitor to an address that the edge, or this origin, sends back.
 * @see https://developers.cloudflare.com/ssl/troubleshooting/too-many-redirects/
 */
export function judgeRedirect(
  world: World,
  dial: Dial,
  listener: ResourceNode,
  redirect: Properties | Unknown,
): Verdict {
  if (redirect === notKnown || Object.values(redirect).includes(notKnown)) return unknownAction(listener);
  const keepsPlace = isDefault(redirect.host, "#{host}") && isDefault(redirect.path, "/#{path}");
  if (!keepsPlace) return pass;
  const scheme = schemeOf(asText(redirect.protocol), dial);
  if (scheme === ownScheme(dial) && isOwnPort(redirect.port, dial)) return fail(refused(listener, dial));
  return comesBack(world, dial, scheme) ? fail(loop(dial, listener, scheme)) : pass;
}

/** The block of an action, which providers write as an object or as a list of one. */
export function blockOf(value: Value | undefined): Properties | Unknown {
  const only = isList(value) ? value.at(0) : value;
  if (only === notKnown) return notKnown;
  return isProperties(only) ? only : {};
}

/** What a listener does is not known. */
export function unknownAction(listener: ResourceNode): Verdict {
  const why = `the default action of listener "${listener.name}" is not known until deployment`;
  return doubt("backend", listener.urn, why);
}

function ownScheme({ tls }: Dial): "http" | "https" {
  return tls === "none" ? "http" : "https";
}

function isOwnPort(port: Value | undefined, dial: Dial): boolean {
  const text = asText(port);
  return isDefault(port, "#{port}") || text === String(dial.port);
}

/**
 * A redirect has to change protocol, port, host or path; the API takes no other.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html
 * @see https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1752 the API's answer
 */
function refused(listener: ResourceNode, dial: Dial): Failure {
  return {
    cause: "redirect-loop",
    codes: ["deploy"],
    hop: "backend",
    resource: listener.urn,
    why: `Listener "${listener.name}" redirects port ${dial.port} to itself, which AWS refuses as a loop.`,
    fix: "Forward the requests to a target group, or redirect them to another protocol, port, host or path.",
    evidence: [],
  };
}

function isDefault(value: Value | undefined, template: string): boolean {
  return value === undefined || value === null || value === "" || value === template;
}

function schemeOf(protocol: string | Unknown | undefined, dial: Dial): "http" | "https" {
  if (protocol === "HTTPS") return "https";
  if (protocol === "HTTP") return "http";
  return ownScheme(dial);
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

/** The visitor goes round between the edge and what redirects him. */
export function loop(dial: Dial, server: ResourceNode, scheme: "http" | "https", what = "Listener"): Failure {
  const { ssl } = dial.hostname.zone;
  const mode = ssl.kind === "known" ? ssl.value : "unknown";
  return {
    cause: "redirect-loop",
    codes: ["loop"],
    hop: "backend",
    resource: server.urn,
    why: `${what} "${server.name}" redirects to ${scheme}, and under SSL mode "${mode}" the edge brings the visitor back to it.`,
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
