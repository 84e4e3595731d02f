import { edgeDial, type SslMode } from "../../cloudflare/ssl-modes";
import type { Dial } from "../dial";
import { backend } from "../hops/backend";
import { certificate } from "../hops/certificate";
import { clientCertificate } from "../hops/client-certificate";
import type { Hop } from "../hops/hop";
import { listener } from "../hops/listener";
import { networkAcl } from "../hops/network-acl";
import { route } from "../hops/route";
import { securityGroup } from "../hops/security-group";
import { tls } from "../hops/tls";
import { askedName, type Hostname } from "../hostnames";
import { judge } from "../outcome";
import type { JudgedDial } from "../reach-types";
import type { Target } from "../targets";
import { usualVisitor } from "../usual-visitor";
import type { Doubt, Failure } from "../verdict";
import type { World } from "../world";
import { inEveryMode } from "./any-mode";
import type { Destination } from "./destination";
import { dialFor, type Visit } from "./dial-for";
import { answered, failed, softened, unjudged } from "./judged";
import { directedBy } from "./origin-rule";
import { type Address, addressIn, sendsTo } from "./redirects";
import { type Leg, wayBack } from "./round-trip";
import { known, type UnknownSetting } from "./setting";

/** After "resolve", which finds the targets, the hops in the order in which a dial meets them. */
const hops: readonly Hop[] = [route, networkAcl, securityGroup, listener, tls, certificate, clientCertificate, backend];

/**
 * Judges what the edge does for one visitor and one destination: one dial, or, where nobody knows the SSL mode and it
 * does not matter, the different ones that it may make.
 */
export function judgeDestination(world: World, visit: Visit, destination: Destination): readonly JudgedDial[] {
  const { target } = destination;
  const { answer } = visit.settings;
  if (answer.kind === "known" && answer.value !== "origin") {
    const to = addressIn(answer.value);
    return [to === undefined ? answered(target, "redirected") : sentOn(world, visit, target, to)];
  }
  const judged = judgeUnredirected(world, visit, destination);
  if (answer.kind === "known") return judged;
  const resource = answer.declaredBy?.urn ?? visit.hostname.zone.node?.urn ?? target.record.urn;
  const doubt: Doubt = { hop: "resolve", resource, why: `${answer.why}, and where it is off` };
  return judged.map((dial) => softened(dial, doubt));
}

/** The edge asks the origin, or a Worker that may ask it. */
function judgeUnredirected(world: World, visit: Visit, destination: Destination): readonly JudgedDial[] {
  const { target } = destination;
  const { worker } = visit.settings;
  if (destination.kind === "answered") return [answered(target, "ok")];
  const judged = judgeOrigin(world, visit, destination);
  if (worker.kind === "known" && !worker.value) return judged;
  // A placeholder is how Cloudflare's own pages publish a hostname that a Worker answers.
  // @see https://developers.cloudflare.com/workers/configuration/routing/routes/ read 2026-10-05
  const failures = judged.flatMap((dial) => dial.failures);
  const isPlaceholder = failures.some(({ cause, codes }) => cause === "prohibited-address" && codes[0] === 522);
  if (worker.kind === "known" && isPlaceholder) return [answered(target, "ok")];
  const resource = worker.declaredBy?.urn ?? target.record.urn;
  const why = worker.kind === "known" ? "a Worker answers the hostname, and where it asks the origin" : worker.why;
  return judged.map((dial) => softened(dial, { hop: "resolve", resource, why }));
}

function judgeOrigin(world: World, visit: Visit, destination: Destination): readonly JudgedDial[] {
  const { target } = destination;
  if (target.origin.kind === "refused") return [failed(target, target.origin.failure)];
  const { ssl, resolves } = visit.settings;
  if (resolves.kind === "unknown") return [unjudged(target, doubtOf(visit, target, resolves))];
  if (ssl.kind === "known") return [dialMode(world, visit, destination, ssl.value)];
  const doubt = doubtOf(visit, target, ssl);
  const judge = (mode: SslMode) => judgeInMode(world, withMode(visit, ssl, mode), destination, mode);
  return inEveryMode(ssl.among, doubt, judge) ?? [unjudged(target, doubt)];
}

function withMode(visit: Visit, { declaredBy }: UnknownSetting<SslMode>, mode: SslMode): Visit {
  return { ...visit, settings: { ...visit.settings, ssl: known(mode, declaredBy) } };
}

/** Where a mode sends the visitor to http, what he sees is what he sees there. */
function judgeInMode(world: World, visit: Visit, destination: Destination, mode: SslMode): readonly JudgedDial[] {
  const { hostname, visitor, settings } = visit;
  if (edgeDial(mode, visitor).kind !== "redirects") return [dialMode(world, visit, destination, mode)];
  const plain = usualVisitor("http");
  const there = hostname.zone.settingsFor({ host: askedName(hostname), ...plain });
  const sent = { ...visit, visitor: plain, settings: { ...there, ssl: settings.ssl } };
  return judgeDestination(world, sent, destination);
}

function doubtOf({ hostname }: Visit, target: Target, setting: UnknownSetting<unknown>): Doubt {
  const resource = setting.declaredBy?.urn ?? hostname.zone.node?.urn ?? target.record.urn;
  return { hop: "resolve", resource, why: setting.why };
}

function dialMode(world: World, visit: Visit, destination: Destination, mode: SslMode): JudgedDial {
  const { visitor, settings } = visit;
  const { target } = destination;
  const edge = edgeDial(mode, visitor);
  if (edge.kind === "redirects") {
    return sentOn(world, visit, target, { scheme: edge.to, host: askedName(visit.hostname) });
  }
  if (edge.kind !== "dials") {
    const why = `Cloudflare does not document what SSL mode "${mode}" dials for ${visitor.scheme} on port ${visitor.port}`;
    return unjudged(target, { hop: "resolve", resource: target.record.urn, why });
  }
  if (settings.port.kind === "unknown") return unjudged(target, doubtOf(visit, target, settings.port));
  const usual = { port: destination.port ?? edge.port, tls: edge.tls };
  const ordered = settings.port.value;
  if (ordered === undefined || ordered === usual.port) return judgeDial(world, visit, destination, usual);
  const directed = judgeDial(world, visit, destination, { ...usual, port: ordered });
  return directedBy(settings.port.declaredBy, directed, () => judgeDial(world, visit, destination, usual));
}

function judgeDial(world: World, visit: Visit, destination: Destination, ways: Pick<Dial, "port" | "tls">): JudgedDial {
  const { target } = destination;
  if (target.origin.kind === "refused") return failed(target, target.origin.failure);
  if (target.origin.kind === "unknown") return { ...unjudged(target, target.origin.doubt), ...ways };
  const { hostname, settings } = visit;
  const { node } = target.origin;
  const dial = dialFor(world, visit, destination, target.origin, ways);
  const asked = destination.serverName ?? settings.serverName;
  const verdicts = hops.map((hop) => hop(world, dial));
  const judged = judge(
    hostname.mayBeUnproxied ? [{ kind: "unknown", doubt: unproxied(hostname, target) }, ...verdicts] : verdicts,
  );
  const complete = { target: target.label, resource: node.urn, ...ways, ...judged };
  const isNamed = judged.failures.some(({ cause }) => cause === "certificate-name");
  if (asked.kind === "known" || !isNamed) return complete;
  return softened(complete, { hop: "certificate", resource: asked.declaredBy?.urn ?? node.urn, why: asked.why });
}

function unproxied({ zone }: Hostname, target: Target): Doubt {
  if (zone.isProxying !== true) {
    return { hop: "resolve", resource: zone.node?.urn ?? target.record.urn, why: zone.whyNotProxying };
  }
  const why = `whether record "${target.record.name}" is proxied is not known until deployment`;
  return { hop: "resolve", resource: target.record.urn, why };
}

/** The edge sends the visitor to another address, from where he may be sent round. */
function sentOn(world: World, visit: Visit, target: Target, to: Address): JudgedDial {
  const { hostname, settings, visitor } = visit;
  const { ssl, answer } = settings;
  const isBySsl = answer.kind === "known" && answer.value === "origin";
  const by = (isBySsl ? ssl : answer).declaredBy;
  const from = { scheme: visitor.scheme, host: askedName(hostname) };
  const round = wayBack(world, { zone: hostname.zone, from, by, to, ssl });
  return round === undefined ? answered(target, "redirected") : failed(target, edgeLoop(visit, round));
}

/**
 * Mode "off" sends https visitors to http, and Always Use HTTPS sends them back; two redirect rules may do the same.
 * @see https://developers.cloudflare.com/ssl/troubleshooting/too-many-redirects/
 */
function edgeLoop({ hostname, settings: { ssl } }: Visit, round: readonly Leg[]): Failure {
  const isOff = ssl.kind === "known" && ssl.value === "off" && isOneHost(round) && round.length > 1;
  const last = isOff ? ssl.declaredBy : round.at(-1)?.by;
  const declared = [...new Set([last, ...round.map(({ by }) => by)])].filter((node) => node !== undefined);
  return {
    cause: "redirect-loop",
    codes: ["loop"],
    hop: "edge",
    resource: declared.at(0)?.urn ?? hostname.zone.node?.urn ?? hostname.records.at(0)?.urn ?? "",
    ...(isOff ? offAndBack(hostname) : roundTrip(round)),
    evidence: declared.map(({ urn, name }) => ({ resource: urn, says: `setting "${name}"` })),
  };
}

function isOneHost(round: readonly Leg[]): boolean {
  return new Set(round.map(({ at }) => at.host)).size === 1;
}

function offAndBack({ name }: Hostname): Pick<Failure, "why" | "fix"> {
  return {
    why: `SSL mode "off" sends visitors of ${name} to http, and always_use_https sends them back to https.`,
    fix: "Set the SSL mode to strict.",
  };
}

function roundTrip(round: readonly Leg[]): Pick<Failure, "why" | "fix"> {
  const [first, second] = round.map(({ at }) => at);
  if (first === undefined || second === undefined) {
    return {
      why: `The edge redirects ${first === undefined ? "visitors" : sendsTo(first)} to the same address again, to which the same rule applies.`,
      fix: "Have the rule leave out the address to which it redirects.",
    };
  }
  if (isOneHost(round)) {
    return {
      why: `The edge sends ${first.scheme} visitors of ${first.host} to ${second.scheme}, and from there back to ${first.scheme}.`,
      fix: "Remove the rule that redirects to http.",
    };
  }
  const way = round.slice(1).map(({ at }) => sendsTo(at));
  return {
    why: `The edge sends visitors of ${sendsTo(first)} to ${way.join(", from there to ")}, and from there back.`,
    fix: "Keep the redirect to one of the hostnames, and remove the one that leads away from it.",
  };
}
