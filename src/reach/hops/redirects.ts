import type { SslMode } from "../../cloudflare/ssl-modes";
import { asText } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import { isList, isProperties, notKnown, type Properties, type Unknown, type Value } from "../../graph/value";
import type { Dial } from "../dial";
import { wayBack } from "../dials/round-trip";
import type { Setting } from "../dials/setting";
import { askedName } from "../hostnames";
import { usualVisitor } from "../usual-visitor";
import { type Failure, isTotal, pass, type Verdict } from "../verdict";
import type { World } from "../world";
import { actionsFor } from "./actions";
import { certificate } from "./certificate";
import { clientCertificate } from "./client-certificate";
import { doubt, fail, type Hop } from "./hop";
import { listener as listens } from "./listener";
import { listeningOn } from "./listeners";
import { networkAcl } from "./network-acl";
import { route } from "./route";
import { securityGroup } from "./security-group";
import { tls } from "./tls";

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
  const scheme = schemeOf(asText(redirect.protocol), dial);
  const host = asText(redirect.host);
  const keepsHost = isDefault(redirect.host, "#{host}");
  if (typeof host === "string" && !keepsHost && !isOwnName(host, dial))
    return judgeOtherHost(world, dial, listener, scheme, host);
  if (!isDefault(redirect.path, "/#{path}")) return pass;
  const isToItself = scheme === ownScheme(dial) && isOwnPort(redirect.port, dial);
  if (isToItself && keepsHost) return fail(refused(listener, dial));
  const port = furtherPort(redirect.port, scheme, dial);
  if (port !== undefined) {
    const why = `listener "${listener.name}" sends visitors to port ${port}, where they are not followed`;
    return doubt("backend", listener.urn, why);
  }
  const there = sslThere(dial, scheme);
  if (there.kind === "unknown") return doubt("backend", listener.urn, there.why);
  if (isSentBack(dial, scheme, there.value)) return fail(loop(dial, listener, scheme));
  const met = otherListener(world, dial, scheme, there.value);
  return met === undefined ? pass : fail({ ...loop(dial, listener, scheme), ...met });
}

/** The edge may send those back whom the origin sends to another hostname, such as from the bare domain to www. */
function judgeOtherHost(
  world: World,
  dial: Dial,
  listener: ResourceNode,
  scheme: "http" | "https",
  host: string,
): Verdict {
  const { hostname, visitor } = dial;
  const to = { scheme, host: host.toLowerCase() };
  const isKnown = hostname.isNameKnown && !to.host.includes("#");
  const from = { scheme: visitor.scheme, host: hostname.name };
  const { zone } = hostname;
  const round = isKnown ? wayBack(world, { zone, from, by: listener, to, ssl: zone.ssl }) : undefined;
  if (round === undefined) return pass;
  const rules = round.map(({ by }) => by).filter((node) => node !== undefined && node !== listener);
  return fail({
    cause: "redirect-loop",
    codes: ["loop"],
    hop: "backend",
    resource: listener.urn,
    why: `"${listener.name}" redirects ${hostname.name} to ${to.scheme}://${to.host}, from where the edge sends visitors back.`,
    fix: "Keep the redirect to one of the hostnames, and remove the one that leads away from it.",
    evidence: rules.flatMap((node) =>
      node === undefined ? [] : [{ resource: node.urn, says: `"${node.name}" redirects ${to.host}` }],
    ),
  });
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

/** AWS takes a redirect that spells the hostname out, since it cannot tell that it leads to the same place. */
function isOwnName(host: string, { hostname }: Dial): boolean {
  return hostname.isNameKnown && host.toLowerCase() === hostname.name;
}

function isOwnPort(port: Value | undefined, dial: Dial): boolean {
  const text = asText(port);
  return isDefault(port, "#{port}") || text === String(dial.port);
}

/** The port of a redirect that is neither the listener's nor the one of its scheme: what answers there decides. */
function furtherPort(port: Value | undefined, scheme: "http" | "https", dial: Dial): string | undefined {
  const text = asText(port);
  const usual = scheme === "http" ? "80" : "443";
  return typeof text === "string" && !isOwnPort(port, dial) && text !== usual ? text : undefined;
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

/**
 * The mode of visitors under a scheme: rules of the edge may tell the schemes apart. Where nobody knows the mode and one
 * is supposed, it is supposed for both.
 */
export function sslThere({ hostname, visitor }: Dial, scheme: "http" | "https"): Setting<SslMode> {
  const { zone } = hostname;
  if (scheme === visitor.scheme) return zone.ssl;
  const host = askedName(hostname);
  const there = zone.settingsFor({ host, ...usualVisitor(scheme) }).ssl;
  const isSupposed = there.kind === "unknown" && zone.settingsFor({ host, ...visitor }).ssl.kind === "unknown";
  return isSupposed ? zone.ssl : there;
}

/** Reports whether the redirected visitor ends where he was: at this listener, or at an edge that sends him back. */
function isSentBack(dial: Dial, scheme: "http" | "https", mode: SslMode): boolean {
  if (scheme === "https") return mode === "flexible" || mode === "off" || dial.tls !== "none";
  const { alwaysUseHttps } = dial.hostname.zone;
  return (alwaysUseHttps.kind === "known" && alwaysUseHttps.value) || dial.tls === "none";
}

/** What stands before a listener, in the order in which a dial meets it. */
const before: readonly Hop[] = [route, networkAcl, securityGroup, listens, tls, certificate, clientCertificate];

/**
 * Finds out whether the origin's other listener redirects too, so that nobody ever arrives: from which ranges the edge
 * gets to it, or undefined where it serves, or nobody gets there.
 */
function otherListener(
  world: World,
  dial: Dial,
  scheme: "http" | "https",
  mode: SslMode,
): Pick<Failure, "ranges" | "letsSomePass"> | undefined {
  const isOrdered = dial.port !== dial.visitor.port;
  const visitor = usualVisitor(scheme);
  const port = isOrdered ? dial.port : visitor.port;
  const secure = mode === "full" ? "unverified" : "verified";
  const other: Dial = {
    ...dial,
    visitor,
    port,
    tls: scheme === "https" ? secure : "none",
  };
  const listening = listeningOn(world.graph, other);
  if (listening.kind !== "listener" || !redirectsHere(world, other, listening.node)) return undefined;
  const failures = before.flatMap((hop) => {
    const verdict = hop(world, other);
    return verdict.kind === "fail" ? [verdict.failure] : [];
  });
  if (failures.some(isTotal)) return undefined;
  if (failures.some(({ letsSomePass }) => letsSomePass === true)) return { letsSomePass: true };
  const stopped = failures.flatMap(({ ranges }) => ranges ?? []);
  const edge = world.edge[dial.family].map(({ text }) => text);
  return stopped.length === 0 ? {} : { ranges: edge.filter((range) => !stopped.includes(range)) };
}

/** Reports whether a listener redirects the requests for a hostname to the same place under either scheme. */
function redirectsHere(world: World, dial: Dial, listener: ResourceNode): boolean {
  const { all } = actionsFor(world.graph, listener, dial.hostname.isNameKnown ? dial.host : undefined);
  const [only, ...others] = all;
  if (only?.last?.type !== "redirect" || others.length > 0) return false;
  const redirect = blockOf(only.last.redirect);
  if (redirect === notKnown) return false;
  return isDefault(redirect.host, "#{host}") && isDefault(redirect.path, "/#{path}");
}

/** The visitor goes round between the edge and what redirects him. */
export function loop(dial: Dial, server: ResourceNode, scheme: "http" | "https", what = "Listener"): Failure {
  const ssl = sslThere(dial, scheme);
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
