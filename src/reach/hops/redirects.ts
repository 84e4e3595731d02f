import type { Evidence } from "../../findings/finding";
import type { ResourceNode } from "../../graph/resource";
import { notKnown, type Properties, type Unknown } from "../../graph/value";
import type { Dial } from "../dial";
import { wayBack } from "../dials/round-trip";
import { type Met, metUnder, sslThere } from "../dials/sent-visitor";
import type { Visitor } from "../reach-types";
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
import { blockOf, redirectOf } from "./redirect-action";
import { route } from "./route";
import { securityGroup } from "./security-group";
import { amongSeveral } from "./targets-of-balancer";
import { tls } from "./tls";

/**
 * A redirect loops when it sends the visitor to an address that the edge, or this origin, sends back. `been` holds those
 * as whom he came before.
 * @see https://developers.cloudflare.com/ssl/troubleshooting/too-many-redirects/
 */
export function judgeRedirect(
  world: World,
  dial: Dial,
  listener: ResourceNode,
  redirect: Properties | Unknown,
  been: readonly Visitor[] = [],
): Verdict {
  if (redirect === notKnown || Object.values(redirect).includes(notKnown)) return unknownAction(listener);
  const { scheme, host, port, isToItself, keepsPath } = redirectOf(redirect, dial);
  if (isToItself) return fail(refused(listener, dial));
  if (host !== undefined) return judgeOtherHost(world, dial, listener, scheme, host);
  if (!keepsPath) return pass;
  if (port !== undefined) {
    const why = `listener "${listener.name}" sends visitors to port ${port}, where they are not followed`;
    return doubt("backend", listener.urn, why);
  }
  const round = loop(dial, listener, scheme);
  return judgeReturn({ world, dial, round, atOrigin: judgeAgain }, scheme, [...been, dial.visitor]);
}

function isSame(a: Visitor, b: Visitor): boolean {
  return a.scheme === b.scheme && a.port === b.port;
}

/** A visitor whom an origin has sent to the same hostname. */
interface Returning {
  readonly world: World;
  /** The dial that met the redirect. */
  readonly dial: Dial;
  /** How it fails where he is sent back. */
  readonly round: Failure;
  /** Judges where the edge asks the origin again. */
  readonly atOrigin: (returning: Returning, again: Dial, been: readonly Visitor[]) => Verdict;
}

/** Judges a redirect to the same hostname by what the visitor meets there; `been` holds those as whom he came before. */
export function judgeReturn(returning: Returning, scheme: "http" | "https", been: readonly Visitor[]): Verdict {
  const { world, dial, round } = returning;
  const there = usualVisitor(scheme);
  if (been.some((visitor) => isSame(visitor, there))) return fail(round);
  const verdicts = metUnder(world, dial, scheme).map((met) => judgeMet(returning, met, scheme, [...been, there]));
  return amongSeveral(verdicts, `whether the edge sends ${scheme} visitors of ${dial.hostname.name} back is not known`);
}

function judgeMet(returning: Returning, met: Met, scheme: "http" | "https", been: readonly Visitor[]): Verdict {
  const { round, atOrigin } = returning;
  const sent = (by: ResourceNode | undefined): Failure => ({
    ...round,
    evidence: [...round.evidence, ...(by === undefined ? [] : [redirects(by, scheme)])],
  });
  switch (met.kind) {
    case "origin":
      return atOrigin(returning, met.dial, been);
    case "sent":
      return judgeReturn({ ...returning, round: sent(met.by) }, met.scheme, been);
    case "round":
      return fail(sent(met.by));
    case "elsewhere":
      return pass;
    case "unknown":
      return doubt("backend", round.resource, met.why);
  }
}

function redirects({ urn }: ResourceNode, scheme: "http" | "https"): Evidence {
  return { resource: urn, says: `redirects ${scheme} visitors` };
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

/** Completes "unknown: …" where rules of a listener may take requests away from its default action. */
export function apart(listener: ResourceNode, { hostname }: Dial): string {
  return `listener "${listener.name}" has rules that may treat ${hostname.name} apart from its default action`;
}

/** What a listener does is not known. */
export function unknownAction(listener: ResourceNode): Verdict {
  const why = `the default action of listener "${listener.name}" is not known until deployment`;
  return doubt("backend", listener.urn, why);
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

/** What stands before a listener, in the order in which a dial meets it. */
const before: readonly Hop[] = [route, networkAcl, securityGroup, listens, tls, certificate, clientCertificate];

/**
 * Judges a redirect to where the edge asks the same origin again: nobody arrives if it redirects him again, and so on,
 * until he is where he was. Where nobody gets that far, or what is there serves, nobody goes round.
 */
function judgeAgain({ world, dial, round }: Returning, again: Dial, been: readonly Visitor[]): Verdict {
  const listening = listeningOn(world.graph, again);
  if (listening.kind !== "listener") return pass;
  const { all, rest } = actionsFor(world.graph, listening.node, dial.hostname.isNameKnown ? again.host : undefined);
  const { declaredBy: server, last } = rest;
  if (last !== undefined && last.type !== "redirect") return pass;
  const redirect = last === undefined ? notKnown : blockOf(last.redirect);
  const further = judgeRedirect(world, again, server, redirect, been);
  if (further.kind !== "fail") return further;
  if (!further.failure.codes.includes("loop")) return pass;
  if (all.length > 1) return doubt("backend", server.urn, apart(listening.node, dial));
  const isToOther = redirect !== notKnown && redirectOf(redirect, again).host !== undefined;
  return comingRound(world, { dial, again }, isToOther ? further.failure : { ...further.failure, ...round });
}

/** Of those who are redirected again, the ones go round whom the edge brings so far. */
function comingRound(
  world: World,
  { dial, again }: { readonly dial: Dial; readonly again: Dial },
  failure: Failure,
): Verdict {
  // What stops the dial that came here is told of that dial.
  const isTheSame = again.port === dial.port && again.tls === dial.tls;
  const stopping = (isTheSame ? [] : before).flatMap((hop) => {
    const verdict = hop(world, again);
    return verdict.kind === "fail" ? [verdict.failure] : [];
  });
  if (stopping.some(isTotal)) return pass;
  if (stopping.some(({ letsSomePass }) => letsSomePass === true)) return fail({ ...failure, letsSomePass: true });
  const stopped = stopping.flatMap(({ ranges }) => ranges ?? []);
  if (stopped.length === 0) return fail(failure);
  const going = failure.ranges ?? world.edge[again.family].map(({ text }) => text);
  const ranges = going.filter((range) => !stopped.includes(range) || isPartlyOpen(world, again, range));
  return ranges.length === 0 ? pass : fail({ ...failure, ranges });
}

/** Reports whether a part of a range gets as far as a listener. */
function isPartlyOpen(world: World, dial: Dial, range: string): boolean {
  const only = world.edge[dial.family].filter(({ text }) => text === range);
  const verdicts = before.map((hop) => hop({ ...world, edge: { ...world.edge, [dial.family]: only } }, dial));
  return verdicts.every((verdict) => verdict.kind !== "fail" || !isTotal(verdict.failure));
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
