import type { Dial } from "../dial";
import { type Failure, pass } from "../verdict";
import type { World } from "../world";
import { doubt, fail, type Hop } from "./hop";
import { type Listening, listeningOn } from "./listeners";

/** Judges whether something listens on the dialled port. */
export const listener: Hop = (world, dial) => {
  const listening = listeningOn(world.graph, dial);
  if (listening.kind === "unknown") return doubt("listener", dial.origin.node.urn, listening.why);
  return listening.kind === "none" ? fail(closedPort(dial, listening)) : pass;
};

/**
 * A port on which nothing listens. An instance refuses it (521); of a load balancer AWS does not document whether it
 * refuses or drops, so both codes are named, and the refusal first.
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-521/
 */
function closedPort(dial: Dial, listening: Extract<Listening, { kind: "none" }>): Failure {
  const isPlainHttp = dial.visitor.scheme === "http" && dial.tls === "none" && !isCleartextMode(dial);
  return {
    cause: isPlainHttp ? "http-port-closed" : "nothing-listens",
    codes: codesOf(dial),
    hop: "listener",
    key: String(dial.port),
    resource: dial.origin.node.urn,
    why: `Nothing listens on port ${dial.port} of ${dial.label}, which SSL mode ${modeOf(dial)} dials for ${dial.visitor.scheme} visitors.`,
    fix: fixOf(dial, isPlainHttp),
    evidence: [...modeEvidence(dial), ...listening.evidence],
  };
}

/** A service of AWS answers on its own ports alone, and drops what comes to others. */
function codesOf({ origin }: Dial): Failure["codes"] {
  if (origin.kind === "instance" || origin.kind === "interface") return [521];
  return origin.kind === "service" ? [522, 521] : [521, 522];
}

function fixOf(dial: Dial, isPlainHttp: boolean): string {
  if (dial.origin.kind === "service") {
    return dial.tls === "none"
      ? "Set the zone setting always_use_https to on and the SSL mode to strict, so that the edge speaks TLS."
      : "Put a CloudFront distribution before it, or set SSL mode flexible for this hostname by a configuration rule.";
  }
  return isPlainHttp
    ? "Set the zone setting always_use_https to on, so that the edge redirects, or add a listener on port 80."
    : `Add a listener on port ${dial.port}, or choose the SSL mode that dials a port which listens.`;
}

/**
 * The same defect seen from the firewall: nothing listens and nobody is let in, so the packets are dropped (522).
 * Undefined where something may listen.
 */
export function closedBehindFirewall(world: World, dial: Dial): Failure | undefined {
  const listening = listeningOn(world.graph, dial);
  if (listening.kind !== "none") return undefined;
  return { ...closedPort(dial, listening), codes: [522], hop: "security-group" };
}

/** Reports whether the mode speaks plain HTTP to the origin whatever the visitor's scheme. */
function isCleartextMode(dial: Dial): boolean {
  const { ssl } = dial.hostname.zone;
  return ssl.kind === "known" && (ssl.value === "off" || ssl.value === "flexible");
}

function modeOf(dial: Dial): string {
  const { ssl } = dial.hostname.zone;
  return ssl.kind === "known" ? `"${ssl.value}"` : "of the zone";
}

function modeEvidence(dial: Dial): Failure["evidence"] {
  const { ssl } = dial.hostname.zone;
  return ssl.kind === "known" && ssl.declaredBy !== undefined
    ? [{ resource: ssl.declaredBy.urn, says: `sets the SSL mode to ${ssl.value}` }]
    : [];
}
