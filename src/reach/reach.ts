import { edgeDial, type SslMode } from "../cloudflare/ssl-modes";
import type { ResourceGraph } from "../graph/resource-graph";
import type { Dial } from "./dial";
import { backend } from "./hops/backend";
import { certificate } from "./hops/certificate";
import { clientCertificate } from "./hops/client-certificate";
import type { Hop } from "./hops/hop";
import { listener } from "./hops/listener";
import { networkAcl } from "./hops/network-acl";
import { route } from "./hops/route";
import { securityGroup } from "./hops/security-group";
import { tls } from "./hops/tls";
import { type Hostname, proxiedHostnames } from "./hostnames";
import { judge, summarise } from "./outcome";
import { placeOf } from "./place";
import type { Family, JudgedDial, Reach, ReachRow, Visitor } from "./reach-types";
import { type RecordsByName, type Target, targetsOf } from "./targets";
import type { Doubt, Failure } from "./verdict";
import { createWorld, type World } from "./world";

/** What the model needs beside the graph. */
export interface ReachOptions {
  /** CIDRs from which the edge dials: the needed set of the range list. */
  readonly edgeRanges: readonly string[];
}

/** After "resolve", which finds the targets, the hops in the order in which a dial meets them. */
const hops: readonly Hop[] = [route, networkAcl, securityGroup, listener, tls, certificate, clientCertificate, backend];

/** Every hostname has these rows; other ports only where a program declares them. */
const visitors: readonly Visitor[] = [
  { scheme: "http", port: 80 },
  { scheme: "https", port: 443 },
];

/** Answers for every proxied hostname what its visitors will see, over both schemes and each address family. */
export function reach(graph: ResourceGraph, options: ReachOptions): Reach {
  const world = createWorld(graph, options.edgeRanges);
  const named: RecordsByName = Map.groupBy(
    world.records.filter((record) => record.isNameKnown),
    (record) => record.name,
  );
  const rows = proxiedHostnames(world.records).flatMap((hostname) => {
    const targets = hostname.records.flatMap((record) => targetsOf(graph, named, record));
    const families = [4, 6] as const;
    return visitors.flatMap((visitor) =>
      families
        .map((family) => ({ family, met: targets.filter((target) => target.family === family) }))
        .filter(({ met }) => met.length > 0)
        .map(({ family, met }) => rowOf(world, hostname, visitor, family, met)),
    );
  });
  return { rows: rows.toSorted(byHostname) };
}

function byHostname(a: ReachRow, b: ReachRow): number {
  return (
    compare(a.hostname, b.hostname) ||
    compare(a.resource, b.resource) ||
    a.visitor.port - b.visitor.port ||
    a.family - b.family
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rowOf(
  world: World,
  hostname: Hostname,
  visitor: Visitor,
  family: Family,
  targets: readonly Target[],
): ReachRow {
  const dials = targets.map((target) => dialTarget(world, hostname, visitor, target));
  const resource = targets.at(0)?.record.urn ?? "";
  return { hostname: hostname.name, visitor, family, resource, dials, ...summarise(dials) };
}

/** Judges what the edge does for one visitor and one target. */
function dialTarget(world: World, hostname: Hostname, visitor: Visitor, target: Target): JudgedDial {
  const { ssl, alwaysUseHttps } = hostname.zone;
  const edgeSwitch = visitor.scheme === "http" ? alwaysUseHttps : undefined;
  if (edgeSwitch?.kind === "known" && edgeSwitch.value) {
    return ssl.kind === "known" && ssl.value === "off" ? edgeLoop(hostname, target) : answered(target, "redirected");
  }
  if (target.origin.kind === "refused") return failed(target, target.origin.failure);
  if (ssl.kind === "unknown") {
    const resource = ssl.declaredBy?.urn ?? hostname.zone.node?.urn ?? target.record.urn;
    return unjudged(target, { hop: "resolve", resource, why: ssl.why });
  }
  const dialled = dialMode(world, hostname, visitor, target, ssl.value);
  if (edgeSwitch?.kind === "unknown" && dialled.outcome === "fails") {
    const resource = edgeSwitch.declaredBy?.urn ?? hostname.zone.node?.urn ?? target.record.urn;
    const [failure] = dialled.failures;
    const why = `${edgeSwitch.why}, and where it is off: ${failure?.why.replace(/\.$/, "") ?? ""}`;
    return { ...unjudged(target, { hop: "resolve", resource, why }), port: dialled.port, tls: dialled.tls };
  }
  return dialled;
}

function dialMode(world: World, hostname: Hostname, visitor: Visitor, target: Target, mode: SslMode): JudgedDial {
  const edge = edgeDial(mode, visitor);
  if (edge.kind === "redirects") return answered(target, "redirected");
  if (edge.kind !== "dials") {
    const why = `Cloudflare does not document what SSL mode "${mode}" dials for ${visitor.scheme} on port ${visitor.port}`;
    return unjudged(target, { hop: "resolve", resource: target.record.urn, why });
  }
  if (target.origin.kind === "refused") return failed(target, target.origin.failure);
  const ways = { port: edge.port, tls: edge.tls };
  if (target.origin.kind === "unknown") return { ...unjudged(target, target.origin.doubt), ...ways };
  const { node, kind } = target.origin;
  const dial: Dial = {
    hostname,
    visitor,
    origin: { kind, node },
    targetNames: target.names,
    label: target.label,
    place: placeOf(world.graph, { kind, node }),
    family: target.family,
    ...ways,
  };
  const verdicts = hops.map((hop) => hop(world, dial));
  const judged = judge(
    hostname.mayBeUnproxied ? [{ kind: "unknown", doubt: unproxied(target) }, ...verdicts] : verdicts,
  );
  return { target: target.label, resource: node.urn, ...ways, ...judged };
}

function unproxied(target: Target): Doubt {
  const why = `whether record "${target.record.name}" is proxied is not known until deployment`;
  return { hop: "resolve", resource: target.record.urn, why };
}

function answered(target: Target, outcome: "redirected"): JudgedDial {
  return {
    target: target.label,
    resource: target.record.urn,
    port: null,
    tls: null,
    outcome,
    failures: [],
    doubts: [],
  };
}

function failed(target: Target, failure: Failure): JudgedDial {
  const { label, record } = target;
  return {
    target: label,
    resource: record.urn,
    port: null,
    tls: null,
    outcome: "fails",
    failures: [failure],
    doubts: [],
  };
}

function unjudged(target: Target, doubt: Doubt): JudgedDial {
  const { label, record } = target;
  return {
    target: label,
    resource: record.urn,
    port: null,
    tls: null,
    outcome: "unknown",
    failures: [],
    doubts: [doubt],
  };
}

/**
 * Mode "off" sends https visitors to http, and Always Use HTTPS sends them back.
 * @see https://developers.cloudflare.com/ssl/troubleshooting/too-many-redirects/
 */
function edgeLoop(hostname: Hostname, target: Target): JudgedDial {
  const { ssl, alwaysUseHttps, node } = hostname.zone;
  const evidence = [ssl, alwaysUseHttps].flatMap(({ declaredBy }) =>
    declaredBy === undefined ? [] : [{ resource: declaredBy.urn, says: `setting "${declaredBy.name}"` }],
  );
  return failed(target, {
    cause: "redirect-loop",
    codes: ["loop"],
    hop: "backend",
    resource: ssl.declaredBy?.urn ?? node?.urn ?? target.record.urn,
    why: `SSL mode "off" sends visitors of ${hostname.name} to http, and always_use_https sends them back to https.`,
    fix: "Set the SSL mode to strict.",
    evidence,
  });
}
