import * as pulumi from "@pulumi/pulumi";
import { AlbOrigin } from "./alb-origin";
import { EdgeZone } from "./edge-zone";
import { InstanceOrigin } from "./instance-origin";
import { OriginCertificate, type OriginCertificateArgs } from "./origin-certificate";
import { OriginFirewall } from "./origin-firewall";
import { OriginHealth } from "./origin-health";
import { httpEndpoint, httpsEndpoint } from "./plan/endpoint";
import { checkerAdmission } from "./plan/firewall";
import { hostnameSlug } from "./plan/name";
import { type OriginTarget, ProxiedHostname } from "./proxied-hostname";
import type { SiteNetwork } from "./public-network";
import { ServerPool, type Target } from "./server-pool";
import {
  type AlbSite,
  checkProtectedSiteArgs,
  type InstanceSite,
  type ProtectedSiteArgs,
  redirector,
} from "./site-args";

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
    const origin = Promise.withResolvers<pulumi.Resource[]>();
    const zone = this.#makeZone(name, args, origin.promise);
    const firewalls = this.#makeFirewalls(name, args);
    const { target, ready } = rejecting(origin, () => this.#makeOrigin(name, args, zone, firewalls));
    const originReady = [...firewalls.flatMap(({ rules }) => rules), ...ready];
    origin.resolve(originReady);
    const readyAfter = [...zone.settings, ...originReady];
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

  #makeZone(name: string, args: ProtectedSiteArgs, originReady: Promise<pulumi.Resource[]>): EdgeZone {
    const { zone, ssl, pinSslMode, originPulls, protect } = args;
    return new EdgeZone(
      `${name}-zone`,
      {
        zone,
        originReady,
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
      : this.#makeInstance(name, args, origin, zone, firewalls);
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
        edgeReady: zone.beforeOrigin,
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
    zone: EdgeZone,
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
        edgeReady: zone.beforeOrigin,
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

function arnOf({ arn }: OriginCertificate): pulumi.Output<string> {
  if (arn === undefined) throw new Error("A certificate that is imported into ACM has an ARN.");
  return arn;
}

function pemOf({ pem }: OriginCertificate): NonNullable<OriginCertificate["pem"]> {
  if (pem === undefined) throw new Error("A certificate of the Origin CA has a PEM.");
  return pem;
}

/** Where `make` throws, what waits for the promise fails too, instead of waiting for ever. */
function rejecting<T>({ reject }: PromiseWithResolvers<pulumi.Resource[]>, make: () => T): T {
  try {
    return make();
  } catch (error) {
    reject(error);
    throw error;
  }
}
