import { text, texts } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import { notKnown } from "../../graph/value";
import type { Dial } from "../dial";
import { type Failure, pass, type Verdict } from "../verdict";
import { doubt, fail, type Hop } from "./hop";
import { listeningOn } from "./listeners";

const tlsProtocols: readonly string[] = ["HTTPS", "TLS", "QUIC"];
const plainProtocols: readonly string[] = ["HTTP"];

/** Judges whether both ends speak the same: TLS where the edge opens with a handshake, plain HTTP where it does not. */
export const tls: Hop = (world, dial) => {
  const listening = listeningOn(world.graph, dial);
  const speaksTls = dial.tls !== "none";
  switch (listening.kind) {
    case "none":
    case "unknown":
    // What an accelerator hands on is judged at its endpoints.
    case "accelerated":
      return pass;
    case "service":
      return listening.tls === speaksTls
        ? pass
        : fail(mismatch(dial, dial.origin.node, listening.tls ? "HTTPS" : "HTTP"));
    case "classic":
      return judgeClassic(dial, listening.protocol);
    case "promised":
      return listening.tls === speaksTls
        ? pass
        : fail(mismatch(dial, dial.origin.node, listening.tls ? "HTTPS" : "HTTP"));
    case "listener":
      return judgeListener(dial, listening.node, listening.protocol);
  }
};

function judgeListener(dial: Dial, listener: ResourceNode, protocol: string | typeof notKnown): Verdict {
  const name = typeof protocol === "string" ? protocol.toUpperCase() : undefined;
  if (name === undefined)
    return doubt("tls", listener.urn, `the protocol of listener "${listener.name}" is not known until deployment`);
  const endsTls = tlsProtocols.includes(name);
  // A TCP listener hands the bytes on; what its targets speak is judged behind it.
  if (!endsTls && !plainProtocols.includes(name)) return pass;
  if (endsTls !== (dial.tls !== "none")) return fail(mismatch(dial, listener, name));
  return endsTls && hasNoCertificate(listener) ? fail(withoutCertificate(listener)) : pass;
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html */
function judgeClassic(dial: Dial, protocol: string | typeof notKnown): Verdict {
  const { node } = dial.origin;
  if (protocol === notKnown) {
    return doubt("tls", node.urn, `the listener protocol of ${dial.label} is not known until deployment`);
  }
  const name = protocol.toUpperCase();
  if (name === "TCP" && dial.tls !== "none") {
    return doubt("tls", node.urn, `${dial.label} passes TLS on, and its instances decide about it`);
  }
  const endsTls = name === "HTTPS" || name === "SSL";
  return endsTls === (dial.tls !== "none") ? pass : fail(mismatch(dial, node, name));
}

function hasNoCertificate(listener: ResourceNode): boolean {
  const listed = texts(listener, "certificates");
  return text(listener, "certificateArn") === undefined && listed !== notKnown && listed.length === 0;
}

/**
 * A handshake against a port that does not speak TLS fails with 525; plain HTTP against a TLS port is answered with a
 * 400 or with an alert that the edge cannot read, a 520.
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-525/
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-520/
 */
function mismatch(dial: Dial, node: ResourceNode, protocol: string): Failure {
  const opens = dial.tls === "none" ? "plain HTTP" : "TLS";
  const who =
    node === dial.origin.node ? `Port ${dial.port} of ${dial.label}` : `Listener "${node.name}" on port ${dial.port}`;
  return {
    cause: dial.tls === "none" ? "plain-http-to-tls-port" : "tls-not-spoken",
    codes: dial.tls === "none" ? [520, 400] : [525],
    hop: "tls",
    key: String(dial.port),
    resource: node.urn,
    why: `${who} speaks ${protocol}, and the edge opens with ${opens}.`,
    fix:
      dial.tls === "none"
        ? `Set the SSL mode to strict, so that the edge speaks TLS, or serve plain HTTP on port ${dial.port}.`
        : `Serve HTTPS with a certificate on port ${dial.port}, or have the edge dial the port that does.`,
    evidence: [],
  };
}

/** Gives why AWS refuses a listener as it stands; undefined for one that it takes, as far as anybody knows. */
export function refusedListener(listener: ResourceNode): Failure | undefined {
  const protocol = text(listener, "protocol");
  const endsTls = typeof protocol === "string" && tlsProtocols.includes(protocol.toUpperCase());
  return endsTls && hasNoCertificate(listener) ? withoutCertificate(listener) : undefined;
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html */
function withoutCertificate(listener: ResourceNode): Failure {
  return {
    cause: "tls-not-spoken",
    codes: ["deploy", 525],
    hop: null,
    resource: listener.urn,
    why: `Listener "${listener.name}" speaks TLS and has no certificate.`,
    fix: "Set certificateArn to a validated certificate that has the hostname.",
    evidence: [],
  };
}
