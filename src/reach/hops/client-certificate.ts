import { property } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import { isList, isProperties, notKnown, type Unknown } from "../../graph/value";
import { pass } from "../verdict";
import { doubt, fail, type Hop } from "./hop";
import { listeningOn } from "./listeners";

/**
 * Judges whether the edge presents the client certificate that a listener demands. Cloudflare's guide for load
 * balancers shows a reset where it does not; its list of codes puts such a mistake under 520.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/aws-alb-integration/
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-520/
 */
export const clientCertificate: Hop = (world, dial) => {
  if (dial.tls === "none") return pass;
  const listening = listeningOn(world.graph, dial);
  if (listening.kind !== "listener") return pass;
  const listener = listening.node;
  const mode = mutualMode(listener);
  if (mode === notKnown) {
    return doubt(
      "client-certificate",
      listener.urn,
      `whether listener "${listener.name}" demands a client certificate is not known until deployment`,
    );
  }
  if (mode !== "verify") return pass;
  const sent = dial.hostname.zone.clientCertificate(dial.hostname.name);
  if (sent.kind === "sent") return pass;
  const demands = `Listener "${listener.name}" demands a client certificate`;
  if (sent.kind === "unknown")
    return doubt("client-certificate", listener.urn, `${demands.toLowerCase()}, and ${sent.why}`);
  return fail({
    cause: "client-certificate-demanded",
    codes: [525, 520],
    hop: "client-certificate",
    resource: listener.urn,
    why: `${demands} on port ${dial.port}, and the edge sends none: ${sent.why}.`,
    fix: "Switch Authenticated Origin Pulls on first, then set the listener's mode to verify.",
    evidence: [],
  });
};

function mutualMode(listener: ResourceNode): string | Unknown | undefined {
  const authentication = property(listener, "mutualAuthentication");
  if (authentication === notKnown) return notKnown;
  const only = isList(authentication) ? authentication.at(0) : authentication;
  if (only === notKnown) return notKnown;
  const mode = isProperties(only) ? only.mode : undefined;
  return typeof mode === "string" || mode === notKnown ? mode : undefined;
}
