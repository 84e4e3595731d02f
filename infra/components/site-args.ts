import type * as pulumi from "@pulumi/pulumi";
import type { EdgeZoneArgs } from "./edge-zone";
import type { OriginCertificate, OriginCertificateArgs } from "./origin-certificate";
import type { HealthPlan } from "./origin-health";
import { checkHostnames } from "./plan/hostnames";
import { refuse } from "./plan/name";
import type { SiteNetwork } from "./public-network";
import type { Target } from "./server-pool";

type OriginCaSource = Omit<Extract<OriginCertificateArgs, { kind: "origin-ca" }>, "hostnames" | "importIntoAcm">;

/** Servers that answer for a site. */
export interface SiteServers {
  /** Image such as `ami-0a1b`. */
  readonly ami: string;
  readonly instanceType: string;
}

/** A load balancer in front of servers. */
export interface AlbSite {
  readonly kind: "alb";
  readonly certificate: { readonly kind: "acm" } | OriginCaSource;
  /** Servers to be made, one in each subnet, or instances that stand already and admit the balancer. */
  readonly backend:
    | ({ readonly kind: "servers"; readonly userData?: pulumi.Input<string> } & SiteServers)
    | { readonly kind: "existing"; readonly targets: readonly Target[] };
  /** TCP port on which the servers speak plain HTTP, 1–65535. @default 80 */
  readonly targetPort?: number;
  /** @default false */
  readonly ipv6?: boolean;
}

/** One instance that speaks TLS itself: no certificate of ACM can be installed on it, and it has IPv4 alone. */
export interface InstanceSite extends SiteServers {
  readonly kind: "instance";
  readonly certificate: OriginCaSource;
  /** Writes the script of the first start, after which a server speaks TLS on port 443 and sends port 80 there. */
  readonly userData: (pem: NonNullable<OriginCertificate["pem"]>) => pulumi.Input<string>;
}

/** Who sends http visitors to https; there is no third, in which nobody does and port 80 is closed. */
export type HttpVisitors =
  /** The edge, so that port 80 of the origin stays closed. */
  | "redirected-by-edge"
  /** The origin, on port 80. */
  | "redirected-by-origin";

export interface ProtectedSiteArgs {
  readonly zone: EdgeZoneArgs["zone"];
  /** In the zone, at most one label below it. */
  readonly hostnames: readonly string[];
  readonly network: SiteNetwork;
  readonly origin: AlbSite | InstanceSite;
  /** CIDRs of the edge to admit, both families. */
  readonly edgeRanges: readonly string[];
  /** @default "redirected-by-edge" */
  readonly httpVisitors?: HttpVisitors;
  /** @default "strict" */
  readonly ssl?: EdgeZoneArgs["ssl"];
  readonly pinSslMode?: boolean;
  readonly originPulls?: EdgeZoneArgs["originPulls"];
  /** Path that answers 200 where the site is well. @default "/" */
  readonly healthPath?: string;
  /** Nobody is told of an outage without it. */
  readonly alarm?: {
    readonly email: string;
    readonly watch: HealthPlan;
    /** Id of AWS's prefix list `com.amazonaws.<region>.route53-healthchecks`. */
    readonly checkerListId: string;
  };
  /** Whether groups, addresses, balancer and zone are protected from deletion. @default true */
  readonly protect?: boolean;
}

/** Gives who redirects http visitors. */
export function redirector({ httpVisitors = "redirected-by-edge" }: ProtectedSiteArgs): HttpVisitors {
  return httpVisitors;
}

/**
 * Checks what the types of a description cannot.
 * @throws {InputPropertyError} that names the argument
 */
export function checkProtectedSiteArgs({ hostnames, zone, origin, originPulls }: ProtectedSiteArgs): void {
  checkHostnames(hostnames, zone.name);
  if (origin.kind === "alb" && origin.backend.kind === "existing" && origin.backend.targets.length === 0) {
    throw refuse("origin.backend.targets", "it is empty, and a balancer without targets answers 503");
  }
  if (originPulls?.level !== "hostname") return;
  const stranger = Object.keys(originPulls.hostnames).find((hostname) => !hostnames.includes(hostname));
  if (stranger === undefined) return;
  throw refuse(`originPulls.hostnames["${stranger}"]`, `it is none of the site's hostnames: ${hostnames.join(", ")}`);
}
