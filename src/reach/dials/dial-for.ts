import type { Dial } from "../dial";
import type { Hostname } from "../hostnames";
import type { Origin } from "../origins";
import { placeOf } from "../place";
import type { Visitor } from "../reach-types";
import type { World } from "../world";
import type { Destination } from "./destination";
import { addressIn } from "./redirects";
import { known, type Setting, unknown } from "./setting";
import type { EdgeSettings } from "./settings";

/** One visitor of one hostname, and what the edge does with him. */
export interface Visit {
  readonly hostname: Hostname;
  readonly visitor: Visitor;
  readonly settings: EdgeSettings;
  /** What the edge answers to the same visitor under the other scheme. */
  readonly otherwise: EdgeSettings["answer"];
}

/** Puts together the connection that the edge makes to an origin, on a port and with or without TLS. */
export function dialFor(
  world: World,
  { hostname, visitor, settings, otherwise }: Visit,
  { target, serverName, host }: Destination,
  { kind, node }: Origin,
  ways: Pick<Dial, "port" | "tls">,
): Dial {
  const asked = nameOf(serverName ?? settings.serverName);
  const toHttps = visitor.scheme === "http" ? settings.answer : otherwise;
  return {
    hostname: {
      ...hostname,
      zone: { ...hostname.zone, ssl: settings.ssl, alwaysUseHttps: redirects(toHttps, hostname) },
    },
    visitor,
    origin: { kind, node },
    targetNames: [...target.names, ...(asked === undefined || asked === hostname.name ? [] : [asked])],
    host: nameOf(host ?? settings.host),
    label: target.label,
    place: placeOf(world.graph, { kind, node }),
    family: target.family,
    ...ways,
  };
}

/** Where the hostname itself is not known, neither is what rests on it. */
function nameOf(setting: Setting<string>): string | undefined {
  return setting.kind === "known" && !setting.value.startsWith("*") ? setting.value.toLowerCase() : undefined;
}

/** Reports whether http visitors are sent to the same hostname under https. */
function redirects(answer: EdgeSettings["answer"], { name, isNameKnown }: Hostname): Setting<boolean> {
  if (answer.kind === "unknown") return unknown(answer.why, answer.declaredBy);
  const to = addressIn(answer.value);
  return known(to?.scheme === "https" && (to.host === name || !isNameKnown), answer.declaredBy);
}
