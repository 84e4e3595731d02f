import { flag } from "../../graph/read";
import { types } from "../../graph/types";
import { notKnown } from "../../graph/value";
import { fits } from "../certificate-name";
import type { Dial } from "../dial";
import type { Service } from "../services";
import { pass, type Verdict } from "../verdict";
import type { World } from "../world";
import { doubt, fail } from "./hop";
import { judgeReturn, loop } from "./redirects";

/** Judges whether a service of AWS knows the hostname, and what it does with plain HTTP. */
export function judgeService(world: World, dial: Dial, service: Service): Verdict {
  const closed = judgeState(dial, service);
  if (closed !== undefined) return closed;
  const stranger = judgeHost(dial, service);
  if (stranger.kind !== "pass" || dial.tls !== "none") return stranger;
  const { node } = service;
  switch (service.plain) {
    case "serves":
      return pass;
    case notKnown:
      return doubt("backend", node.urn, `what ${dial.label} does with plain HTTP is not known until deployment`);
    case "redirects":
      return judgePlainRedirect(world, dial, service);
    case "refuses":
      return fail({
        cause: "plain-http-to-tls-port",
        codes: [403],
        hop: "backend",
        resource: node.urn,
        why: `The viewer protocol policy of ${dial.label} is https-only, and the edge dials it with plain HTTP.`,
        fix: "Set the SSL mode to strict and always_use_https to on, so that the edge speaks TLS.",
        evidence: [],
      });
  }
}

/**
 * A distribution that is disabled takes no requests, and AWS does not say what they meet.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesGeneral.html "Distribution
 * state", read 2026-12-01
 */
function judgeState(dial: Dial, { node }: Service): Verdict | undefined {
  const isEnabled = node.type === types.distribution ? (flag(node, "enabled") ?? true) : true;
  if (isEnabled === true) return undefined;
  const why =
    isEnabled === false
      ? `${dial.label} is disabled and takes no requests, and AWS does not document what they meet`
      : `whether ${dial.label} is enabled is not known until deployment`;
  return doubt("backend", node.urn, why);
}

/** Sending visitors to https goes round where the edge dials plain HTTP for https visitors too. */
function judgePlainRedirect(world: World, dial: Dial, { node }: Service): Verdict {
  const round = loop(dial, node, "https", "Distribution");
  const atOrigin = (_: unknown, again: Dial) => (again.tls === "none" ? fail(round) : pass);
  return judgeReturn({ world, dial, round, atOrigin }, "https", [dial.visitor]);
}

function judgeHost(dial: Dial, { node, hosts, stranger, fix }: Service): Verdict {
  const { host, hostname } = dial;
  if (host === undefined || !hostname.isNameKnown || hosts === notKnown) {
    return doubt(
      "backend",
      node.urn,
      `whether ${dial.label} answers for ${hostname.name} is not known until deployment`,
    );
  }
  if (hosts.some((name) => fits(name, host))) return pass;
  if (hosts.length === 0 && (host !== hostname.name || host.endsWith(".amazonaws.com") || host.endsWith(".on.aws"))) {
    const why = `whether ${host} is the name of ${dial.label} is not known until deployment`;
    return doubt("backend", node.urn, why);
  }
  const named = hosts.map((name) => `"${name}"`).join(", ");
  const label = `${dial.label.charAt(0).toUpperCase()}${dial.label.slice(1)}`;
  return fail({
    cause: "host-not-served",
    codes: dial.tls === "none" ? stranger.plain : stranger.tls,
    hop: "backend",
    key: host,
    resource: node.urn,
    why: `${label} answers for ${hosts.length === 0 ? "its own name alone" : named}, not for ${host}.`,
    fix,
    evidence: [],
  });
}
