import * as pulumi from "@pulumi/pulumi";
import { AlbOrigin } from "./alb-origin";
import { EdgeZone, type EdgeZoneArgs } from "./edge-zone";
import { InstanceOrigin } from "./instance-origin";
import { OriginCertificate, type OriginCertificateArgs } from "./origin-certificate";
import { OriginFirewall } from "./origin-firewall";
import { type HealthPlan, OriginHealth } from "./origin-health";
import { httpEndpoint, httpsEndpoint } from "./plan/endpoint";
import { checkerAdmission } from "./plan/firewall";
import { checkHostnames } from "./plan/hostnames";
import { hostnameSlug, refuse } from "./plan/name";
import { type OriginTarget, ProxiedHostname } from "./proxied-hostname";
import type { SiteNetwork } from "./public-network";
import { ServerPool, type Target } from "./server-pool";

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

/**
 * A web site on AWS behind Cloudflare, from one description: record, SSL mode, port, listener, security groups and checks
 * come from the same values, so that they cannot disagree.
 *
 * Children: `EdgeZone` `<name>-zone`; `OriginFirewall` `<name>-https`, with an origin that redirects `<name>-http`, with
 * an alarm `<name>-checkers`; `OriginCertificate` `<name>-certificate`; `ServerPool` `<name>-servers` and `AlbOrigin`
 * `<name>-alb`, or `InstanceOrigin` `<name>-instance`; for each hostname `ProxiedHostname` `<name>-<hostname>`;
 * `OriginHealth` `<name>-health`.
 */
export class ProtectedSite extends pulumi.ComponentResource {
  readonly zoneId: pulumi.Output<string>;
  readonly hostnames: readonly string[];
  /** Name or address that the edge dials. */
  readonly origin: pulumi.Output<string>;
  readonly securityGroupIds: readonly pulumi.Output<string>[];

  constructor(name: string, args: ProtectedSiteArgs, opts?: pulumi.ComponentResourceOptions) {
    checkProtectedSiteArgs(args);
    super("no521:index:ProtectedSite", name, {}, opts);
    const zone = this.#makeZone(name, args);
    const firewalls = this.#makeFirewalls(name, args);
    const { target, ready } = this.#makeOrigin(name, args, zone, firewalls);
    const readyAfter = [...zone.settings, ...firewalls.flatMap(({ rules }) => rules), ...ready];
    for (const hostname of args.hostnames) {
      new ProxiedHostname(
        `${name}-${hostnameSlug(hostname)}`,
        { zoneId: zone.zoneId, hostname, target, readyAfter },
        { parent: this },
      );
    }
    if (args.alarm !== undefined) this.#makeHealth(name, args, args.alarm, { zone, target, readyAfter });
    this.zoneId = zone.zoneId;
    this.hostnames = args.hostnames;
    this.origin = target.content;
    this.securityGroupIds = firewalls.map(({ securityGroupId }) => securityGroupId);
    this.registerOutputs({ zoneId: this.zoneId, hostnames: this.hostnames, origin: this.origin });
  }

  #makeZone(name: string, args: ProtectedSiteArgs): EdgeZone {
    const { zone, ssl, pinSslMode, originPulls, protect } = args;
    return new EdgeZone(
      `${name}-zone`,
      {
        zone,
        alwaysUseHttps: redirector(args) === "redirected-by-edge",
        ...(ssl !== undefined && { ssl }),
        ...(pinSslMode !== undefined && { pinSslMode }),
        ...(originPulls !== undefined && { originPulls }),
        ...(protect !== undefined && { protect }),
      },
      { parent: this },
    );
  }

  #makeFirewalls(name: string, args: ProtectedSiteArgs): readonly [OriginFirewall, ...OriginFirewall[]] {
    const { edgeRanges: ranges, protect = true, alarm } = args;
    const place = { vpcId: args.network.vpcId, protect };
    const edge = { kind: "rules", ranges } as const;
    const make = (key: string, rest: Omit<ConstructorParameters<typeof OriginFirewall>[1], "vpcId">): OriginFirewall =>
      new OriginFirewall(`${name}-${key}`, { ...place, ...rest }, { parent: this });
    const https = make("https", { port: httpsEndpoint.port, admission: edge, egress: "everywhere" });
    const http =
      redirector(args) === "redirected-by-origin" ? [make("http", { port: httpEndpoint.port, admission: edge })] : [];
    const checkers =
      alarm === undefined
        ? []
        : [make("checkers", { port: httpsEndpoint.port, admission: checkerAdmission(alarm.checkerListId) })];
    return [https, ...http, ...checkers];
  }

  #makeOrigin(
    name: string,
    args: ProtectedSiteArgs,
    zone: EdgeZone,
    firewalls: readonly [OriginFirewall, ...OriginFirewall[]],
  ): Pick<AlbOrigin, "target" | "ready"> {
    const { origin } = args;
    return origin.kind === "alb"
      ? this.#makeAlb(name, args, origin, zone, firewalls)
      : this.#makeInstance(name, args, origin, firewalls);
  }

  #makeAlb(
    name: string,
    args: ProtectedSiteArgs,
    site: AlbSite,
    zone: EdgeZone,
    firewalls: readonly [OriginFirewall, ...OriginFirewall[]],
  ): AlbOrigin {
    const { hostnames, network } = args;
    const source: OriginCertificateArgs =
      site.certificate.kind === "acm"
        ? { kind: "acm", hostnames, zoneId: zone.zoneId }
        : { ...site.certificate, hostnames, importIntoAcm: true };
    const certificate = new OriginCertificate(`${name}-certificate`, source, { parent: this });
    const targetPort = site.targetPort ?? 80;
    return new AlbOrigin(
      `${name}-alb`,
      {
        network,
        firewalls,
        certificateArn: arnOf(certificate),
        certificateReady: certificate.ready,
        ipv6: site.ipv6 ?? false,
        targets: this.#targetsOf(name, network, site, targetPort, firewalls[0]),
        targetPort,
        healthPath: args.healthPath ?? "/",
        redirectHttp: redirector(args) === "redirected-by-origin",
        protect: args.protect ?? true,
      },
      { parent: this },
    );
  }

  #targetsOf(
    name: string,
    network: SiteNetwork,
    { backend }: AlbSite,
    port: number,
    { securityGroupId }: OriginFirewall,
  ): readonly Target[] {
    if (backend.kind === "existing") return backend.targets;
    const { kind: _, ...servers } = backend;
    const args = { network, port, balancerGroupId: securityGroupId, ...servers };
    return new ServerPool(`${name}-servers`, args, { parent: this }).targets;
  }

  #makeInstance(
    name: string,
    { hostnames, network, protect = true }: ProtectedSiteArgs,
    { certificate: source, ami, instanceType, userData }: InstanceSite,
    firewalls: readonly OriginFirewall[],
  ): Pick<InstanceOrigin, "target" | "ready"> {
    const certificate = new OriginCertificate(
      `${name}-certificate`,
      { ...source, hostnames, importIntoAcm: false },
      { parent: this },
    );
    const instance = new InstanceOrigin(
      `${name}-instance`,
      {
        network,
        firewalls,
        ami,
        instanceType,
        userData: userData(pemOf(certificate)),
        listens: [httpsEndpoint, httpEndpoint],
        protect,
      },
      { parent: this },
    );
    return { target: instance.target, ready: [...certificate.ready, ...instance.ready] };
  }

  #makeHealth(
    name: string,
    { hostnames, healthPath = "/" }: ProtectedSiteArgs,
    { email, watch }: NonNullable<ProtectedSiteArgs["alarm"]>,
    { zone, target, readyAfter }: { zone: EdgeZone; target: OriginTarget; readyAfter: readonly pulumi.Resource[] },
  ): OriginHealth {
    const { zoneId, accountId } = zone;
    const asked = hostnames.filter((hostname) => !hostname.startsWith("*"));
    return new OriginHealth(
      `${name}-health`,
      { zoneId, accountId, target, hostnames: asked, path: healthPath, email, watch, readyAfter },
      { parent: this },
    );
  }
}

function redirector({ httpVisitors = "redirected-by-edge" }: ProtectedSiteArgs): HttpVisitors {
  return httpVisitors;
}

function checkProtectedSiteArgs({ hostnames, zone, origin, originPulls }: ProtectedSiteArgs): void {
  checkHostnames(hostnames, zone.name);
  if (origin.kind === "alb" && origin.backend.kind === "existing" && origin.backend.targets.length === 0) {
    throw refuse("origin.backend.targets", "it is empty, and a balancer without targets answers 503");
  }
  if (originPulls?.level !== "hostname") return;
  const stranger = Object.keys(originPulls.hostnames).find((hostname) => !hostnames.includes(hostname));
  if (stranger === undefined) return;
  throw refuse(`originPulls.hostnames["${stranger}"]`, `it is none of the site's hostnames: ${hostnames.join(", ")}`);
}

function arnOf({ arn }: OriginCertificate): pulumi.Output<string> {
  if (arn === undefined) throw new Error("A certificate that is imported into ACM has an ARN.");
  return arn;
}

function pemOf({ pem }: OriginCertificate): NonNullable<OriginCertificate["pem"]> {
  if (pem === undefined) throw new Error("A certificate of the Origin CA has a PEM.");
  return pem;
}
