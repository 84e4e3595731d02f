import { property } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import { isList, isProperties, notKnown, type Unknown } from "../../graph/value";
import { pass, type Verdict } from "../verdict";
import type { World } from "../world";
import { doubt, fail, type Hop } from "./hop";
import { listeningOn } from "./listeners";
import { trustStoreOf } from "./trust-store";

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
  if (sent.kind === "sent") return believed(world, listener, sent.level);
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

/** The authority of the one certificate that Cloudflare presents for all its customers at the global level. */
const sharedAuthority = "CN=origin-pull.cloudflare.net";

/**
 * Judges what the edge presents by the authorities that the listener believes. Cloudflare's own authority signs the
 * certificate of the global level and none that customers upload for a zone or a hostname.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/set-up/global/ read 2026-11-23
 */
function believed({ graph }: World, listener: ResourceNode, level: "hostname" | "zone" | "global"): Verdict {
  const store = trustStoreOf(graph, listener);
  if (store === undefined) return pass;
  const shared = store.authorities.filter((each) => each.includes(sharedAuthority));
  const isShared = level === "global";
  if (isShared ? shared.length > 0 : shared.length < store.authorities.length) return pass;
  const presented = isShared ? "the certificate that all of Cloudflare's customers share" : `one of the ${level}'s own`;
  return fail({
    cause: "client-certificate-demanded",
    codes: [525, 520],
    hop: "client-certificate",
    resource: store.node.urn,
    why: `Trust store "${store.node.name}" of listener "${listener.name}" believes ${store.authorities.join(" and ")}, and the edge presents ${presented}.`,
    fix: isShared
      ? "Put Cloudflare's authority for origin pulls into the trust store, or give the zone a certificate that the store believes."
      : "Put the authority that signed the uploaded certificate into the trust store.",
    evidence: [{ resource: listener.urn, says: "demands a client certificate" }],
  });
}

function mutualMode(listener: ResourceNode): string | Unknown | undefined {
  const authentication = property(listener, "mutualAuthentication");
  if (authentication === notKnown) return notKnown;
  const only = isList(authentication) ? authentication.at(0) : authentication;
  if (only === notKnown) return notKnown;
  const mode = isProperties(only) ? only.mode : undefined;
  return typeof mode === "string" || mode === notKnown ? mode : undefined;
}
