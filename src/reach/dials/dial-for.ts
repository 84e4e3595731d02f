import type { Dial } from "../dial";
import type { Hostname } from "../hostnames";
import type { Origin } from "../origins";
import { placeOf } from "../place";
import type { Visitor } from "../reach-types";
import type { World } from "../world";
import { publishedSubnets } from "../zones";
import type { Destination } from "./destination";
import type { Setting } from "./setting";
import type { EdgeSettings } from "./settings";

/** One visitor of one hostname, and what the edge does with him. */
export interface Visit {
  readonly hostname: Hostname;
  readonly visitor: Visitor;
  readonly settings: EdgeSettings;
}

/** Puts together the connection that the edge makes to an origin, on a port and with or without TLS. */
export function dialFor(
  world: World,
  { hostname, visitor, settings }: Visit,
  destination: Destination,
  { kind, node }: Origin,
  ways: Pick<Dial, "port" | "tls">,
): Dial {
  const { target, serverName, host } = destination;
  const place = placeOf(world.graph, { kind, node });
  const asked = nameOf(serverName ?? settings.serverName);
  return {
    hostname: { ...hostname, zone: { ...hostname.zone, ssl: settings.ssl } },
    visitor,
    destination,
    origin: { kind, node },
    targetNames: [...target.names, ...(asked === undefined || asked === hostname.name ? [] : [asked])],
    host: nameOf(host ?? settings.host),
    label: target.label,
    place: { ...place, subnets: publishedSubnets(world.graph, { kind, node }, place.subnets) },
    family: target.family,
    ...ways,
  };
}

/** Where the hostname itself is not known, neither is what rests on it. */
function nameOf(setting: Setting<string>): string | undefined {
  return setting.kind === "known" && !setting.value.startsWith("*") ? setting.value.toLowerCase() : undefined;
}
