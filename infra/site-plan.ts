import type { SiteNetwork } from "./components/public-network";
import type { ProtectedSiteArgs } from "./components/site-args";
import { certificateOf, requireOriginCa, type Settings } from "./config";
import { plainServer, tlsServer } from "./user-data";

/** What the program looked up for a site. */
export interface SiteSurroundings {
  readonly network: SiteNetwork;
  readonly edgeRanges: readonly string[];
  /** Id of AWS's prefix list of health checkers in the stack's region. */
  readonly checkerListId: string;
}

/** Turns the configuration of a stack into the description of its site. */
export function planSite(
  settings: Settings,
  { network, edgeRanges, checkerListId }: SiteSurroundings,
): ProtectedSiteArgs {
  const { zone, newZoneAccount, hostnames, httpVisitors, ssl, pinSslMode, healthPath, alarmEmail, protect } = settings;
  return {
    zone:
      newZoneAccount === undefined
        ? { kind: "existing", name: zone }
        : { kind: "new", name: zone, accountId: newZoneAccount },
    hostnames,
    network,
    edgeRanges,
    origin: planOrigin(settings),
    httpVisitors,
    ssl,
    pinSslMode,
    healthPath,
    protect,
    ...(alarmEmail !== undefined && { alarm: { email: alarmEmail, watch: planWatch(settings), checkerListId } }),
  };
}

function planOrigin(settings: Settings): ProtectedSiteArgs["origin"] {
  const { origin, ami, instanceType, ipv6 } = settings;
  if (origin === "instance") {
    return { kind: "instance", ami, instanceType, certificate: requireOriginCa(settings), userData: tlsServer };
  }
  return {
    kind: "alb",
    certificate: certificateOf(settings) === "acm" ? { kind: "acm" } : requireOriginCa(settings),
    backend: { kind: "servers", ami, instanceType, userData: plainServer },
    ipv6,
  };
}

function planWatch({
  plan,
  checkRegions = ["WNAM", "WEU"],
}: Settings): NonNullable<ProtectedSiteArgs["alarm"]>["watch"] {
  return plan === "free" ? { plan } : { plan, checkRegions };
}
