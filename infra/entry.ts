/** What a program that installs this package imports: `import { ProtectedSite } from "no521"`. */

export { type DesiredOptions, type DesiredRanges, desiredRanges } from "../src/ranges/desired";
export { AlbOrigin, type AlbOriginArgs } from "./components/alb-origin";
export { EdgeZone, type EdgeZoneArgs } from "./components/edge-zone";
export { InstanceOrigin, type InstanceOriginArgs } from "./components/instance-origin";
export { OriginCertificate, type OriginCertificateArgs } from "./components/origin-certificate";
export { OriginFirewall, type OriginFirewallArgs } from "./components/origin-firewall";
export { type HealthPlan, OriginHealth, type OriginHealthArgs } from "./components/origin-health";
export { httpEndpoint, httpsEndpoint } from "./components/plan/endpoint";
export { ProtectedSite } from "./components/protected-site";
export { type OriginTarget, ProxiedHostname, type ProxiedHostnameArgs } from "./components/proxied-hostname";
export { PublicNetwork, type PublicNetworkArgs, type SiteNetwork } from "./components/public-network";
export { ServerPool, type ServerPoolArgs, type Target } from "./components/server-pool";
export type { AlbSite, HttpVisitors, InstanceSite, ProtectedSiteArgs } from "./components/site-args";
export { Waiver, type WaiverArgs } from "./components/waiver";
