import { asText, objects, property, text } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { isProperties, notKnown, type Properties, type Unknown } from "../../graph/value";
import type { Failure } from "../verdict";
import { connectorsOf, possibleConnectors, wayOut } from "./connectors";
import { answeringDestination, type Destination, lostDestination, refusedDestination } from "./destination";

/** The names of tunnels end with this. */
const tunnelDomain = ".cfargotunnel.com";

/** Finds the tunnel to which a record points; undefined for a record that points elsewhere. */
export function tunnelDestination(
  graph: ResourceGraph,
  publisher: ResourceNode,
  record: ResourceNode,
  hostname: string,
): Destination | undefined {
  const tunnel = tunnelOf(graph, record);
  if (tunnel === undefined) return undefined;
  if (typeof tunnel !== "string") return throughTunnel(graph, publisher, tunnel, hostname);
  return lostDestination(publisher, tunnel, record, `this program does not own the tunnel "${tunnel}"`);
}

/** Reports whether a record points to a tunnel, of this program or of another. */
export function leadsToTunnel(graph: ResourceGraph, record: ResourceNode): boolean {
  return tunnelOf(graph, record) !== undefined;
}

/** The tunnel of this program to which a record points, or the name of a foreign one. */
export function tunnelOf(graph: ResourceGraph, record: ResourceNode): ResourceNode | string | undefined {
  const content = text(record, "content");
  const named = typeof content === "string" ? content.toLowerCase().replace(/\.$/, "") : undefined;
  if (named !== undefined && !named.endsWith(tunnelDomain)) return undefined;
  const own = graph.ofType(types.tunnel).find(({ id }) => id !== undefined && named === `${id}${tunnelDomain}`);
  const flowed = (record.dependsOn.get("content") ?? []).flatMap((urn) => graph.byUrn(urn) ?? []);
  return own ?? flowed.find(({ type }) => type === types.tunnel) ?? named;
}

/**
 * A tunnel answers the hostnames that its ingress names; the edge dials no address of the origin, so that no firewall,
 * route or listener is on the way, and cloudflared itself speaks to the application.
 * @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/configure-tunnels/cloudflared-parameters/origin-parameters/
 * read 2026-10-05
 */
function throughTunnel(
  graph: ResourceGraph,
  publisher: ResourceNode,
  tunnel: ResourceNode,
  hostname: string,
): Destination {
  const label = `tunnel "${tunnel.name}"`;
  const config = graph.referring(tunnel, types.tunnelConfig, "tunnelId").at(0);
  const lost = (why: string) => lostDestination(publisher, label, config ?? tunnel, why);
  if (config === undefined) {
    return lost(`which hostnames ${label} serves is not declared: add a ZeroTrustTunnelCloudflaredConfig`);
  }
  const ingresses = ingressesOf(config);
  if (ingresses === notKnown) return lost(`the ingress of ${label} is not known until deployment`);
  const evidence = [{ resource: publisher.urn, says: `"${publisher.name}" sends ${hostname} through the tunnel` }];
  if (leavesRest(ingresses.at(-1)) && ingresses.some((ingress) => takesHostname(ingress, hostname) === true)) {
    // The rule for this hostname is refused with the others.
    return refusedDestination(publisher, label, withoutCatchAll(config, label, evidence, ["deploy"]));
  }
  for (const ingress of ingresses) {
    const takes = takesHostname(ingress, hostname);
    if (ingress === notKnown || takes === notKnown)
      return lost(`the ingress of ${label} is not known until deployment`);
    if (takes && ingress.service === notKnown)
      return lost(`the service of ${label} for ${hostname} is not known until deployment`);
    if (takes) {
      return keptIn(graph, publisher, tunnel, hostname) ?? served(publisher, label, config, ingress, hostname);
    }
  }
  return refusedDestination(publisher, label, withoutCatchAll(config, label, evidence));
}

/**
 * A tunnel without a connector that reaches the edge answers nothing; undefined where one does, or none is shown.
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1033/
 */
function keptIn(
  graph: ResourceGraph,
  publisher: ResourceNode,
  tunnel: ResourceNode,
  hostname: string,
): Destination | undefined {
  const label = `tunnel "${tunnel.name}"`;
  const ways = connectorsOf(graph, tunnel).map((connector) => ({ connector, way: wayOut(graph, connector) }));
  if (ways.length === 0) return perhapsKeptIn(graph, publisher, label);
  if (ways.some(({ way }) => way.kind === "open")) return undefined;
  for (const { connector, way } of ways) {
    if (way.kind === "unknown") return lostDestination(publisher, label, connector.node, way.why);
  }
  const [first] = ways;
  if (first?.way.kind !== "closed") return undefined;
  const { connector, way } = first;
  return refusedDestination(publisher, label, {
    cause: way.cause,
    codes: [530, 1033],
    hop: "resolve",
    resource: way.by.urn,
    why: `Tunnel "${tunnel.name}" is never connected: cloudflared on "${connector.node.name}" cannot dial out, since ${way.why}.`,
    fix: way.fix,
    evidence: [
      { resource: connector.node.urn, says: `runs cloudflared for ${label}` },
      { resource: publisher.urn, says: `"${publisher.name}" sends ${hostname} through the tunnel` },
    ],
  });
}

/** Where nothing is seen to run cloudflared, and what may do so can dial nobody, nobody knows that the tunnel answers. */
function perhapsKeptIn(graph: ResourceGraph, publisher: ResourceNode, label: string): Destination | undefined {
  const ways = possibleConnectors(graph).map((connector) => ({ connector, way: wayOut(graph, connector) }));
  const [first] = ways;
  if (first?.way.kind !== "closed" || ways.some(({ way }) => way.kind !== "closed")) return undefined;
  const { connector, way } = first;
  const why = `whether "${connector.node.name}" runs cloudflared for ${label} is not known until deployment, and it cannot dial out, since ${way.why}`;
  return lostDestination(publisher, label, connector.node, why);
}

/** Gives why Cloudflare refuses a tunnel's configuration as it stands; undefined where its last rule takes the rest. */
export function refusedConfig(config: ResourceNode): Failure | undefined {
  const ingresses = ingressesOf(config);
  if (ingresses === notKnown || !leavesRest(ingresses.at(-1))) return undefined;
  return withoutCatchAll(config, `"${config.name}"`, []);
}

/**
 * Reports whether the last rule leaves requests over: "The last ingress rule must match all URLs".
 * @see https://github.com/cloudflare/terraform-provider-cloudflare/issues/2327
 */
function leavesRest(last: Properties | Unknown | undefined): boolean {
  if (last === undefined || last === notKnown || last.path === notKnown) return false;
  // What takes a name that nobody has asks for no hostname and no path.
  return takesHostname(last, "") === false;
}

function withoutCatchAll(
  config: ResourceNode,
  label: string,
  evidence: Failure["evidence"],
  codes: Failure["codes"] = ["deploy", 404],
): Failure {
  return {
    cause: "tunnel-without-catch-all",
    codes,
    hop: null,
    resource: config.urn,
    why: `The ingress of ${label} has no last rule for every hostname, so that the configuration is refused.`,
    fix: 'Add { service: "http_status:404" } as the last rule of the ingress.',
    evidence,
  };
}

function served(
  publisher: ResourceNode,
  label: string,
  config: ResourceNode,
  ingress: Properties,
  hostname: string,
): Destination {
  const service = asText(ingress.service);
  const [, status] = /^http_status:(\d{3})$/.exec(typeof service === "string" ? service : "") ?? [];
  const code = Number(status);
  if (status === undefined || code < 400 || isNamed(ingress)) return answeringDestination(publisher, label, config);
  return refusedDestination(publisher, label, {
    cause: "tunnel-unrouted",
    codes: [code],
    hop: "resolve",
    resource: config.urn,
    why: `No ingress rule of ${label} names ${hostname}, and its last rule answers ${status}.`,
    fix: "Add an ingress rule with the hostname and the address of its service.",
    evidence: [{ resource: publisher.urn, says: `"${publisher.name}" sends ${hostname} through the tunnel` }],
  });
}

/** A hostname that somebody answers with a status on purpose is no mistake. */
function isNamed({ hostname }: Properties): boolean {
  return typeof hostname === "string" && hostname !== "";
}

/** Version 5 of the provider calls the list `ingressRules`. */
function ingressesOf(config: ResourceNode): readonly (Properties | Unknown)[] | Unknown {
  const bag = property(config, "config");
  if (!isProperties(bag)) return notKnown;
  const name = bag.ingresses === undefined ? "ingressRules" : "ingresses";
  return bag[name] === undefined ? notKnown : objects({ ...config, inputs: bag, outputs: {} }, name);
}

/** A rule for a path leaves the other paths to the rules after it. */
function takesHostname(ingress: Properties | Unknown, hostname: string): boolean | Unknown {
  if (ingress === notKnown) return notKnown;
  const name = asText(ingress.hostname);
  if (name === notKnown) return notKnown;
  if ((ingress.path ?? "") !== "") return false;
  if (name === undefined || name === "" || name === "*") return true;
  const wanted = name.toLowerCase();
  return wanted === hostname || (wanted.startsWith("*.") && hostname.endsWith(wanted.slice(1)));
}
