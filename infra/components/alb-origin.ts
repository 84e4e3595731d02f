import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { OriginFirewall } from "./origin-firewall";
import { httpEndpoint, httpsEndpoint } from "./plan/endpoint";
import { refuse } from "./plan/name";
import type { OriginTarget } from "./proxied-hostname";
import type { SiteNetwork } from "./public-network";
import type { Target } from "./server-pool";

/** What the balancer does with the client certificate that the edge shows. */
export type ClientCertificates =
  /** It passes it on and refuses nobody: the step before and after `verify`. */
  | { readonly mode: "passthrough" }
  /** It refuses everyone whose certificate the trust store does not know, health checks from outside included. */
  | { readonly mode: "verify"; readonly trustStoreArn: pulumi.Input<string> };

export interface AlbOriginArgs {
  readonly network: SiteNetwork;
  /** Groups that the balancer wears; one of them has egress. */
  readonly firewalls: readonly OriginFirewall[];
  /** ARN of a certificate in ACM that names every hostname. */
  readonly certificateArn: pulumi.Input<string>;
  /** What must stand before the certificate can be used. */
  readonly certificateReady: readonly pulumi.Resource[];
  /** Whether the balancer has IPv6 addresses too; the edge may then use either family. */
  readonly ipv6: boolean;
  readonly targets: readonly Target[];
  /** TCP port on which the targets speak plain HTTP, 1–65535. */
  readonly targetPort: number;
  /** Path that answers 200 where a target is well, such as `/health`. */
  readonly healthPath: string;
  /** Whether the balancer itself listens on port 80 and sends http visitors to https. */
  readonly redirectHttp: boolean;
  readonly clientCertificates?: ClientCertificates;
  /** What must hold at the edge before the balancer changes, such as a redirect that makes port 80 superfluous. */
  readonly edgeReady?: readonly pulumi.Resource[];
  /** Whether AWS refuses to delete the balancer. @default true */
  readonly protect?: boolean;
}

/**
 * The edge keeps connections for 900 s; an origin that closes first races with the next request, which is error 520.
 * @see https://developers.cloudflare.com/fundamentals/reference/connection-limits/ read 2026-10-05
 */
const idleTimeoutSeconds = 960;

/**
 * An Application Load Balancer that the edge dials over TLS.
 *
 * Children: `aws.lb.LoadBalancer`, `aws.lb.TargetGroup` `<name>`; for each target `aws.lb.TargetGroupAttachment`
 * `<name>-<key>`; `aws.lb.Listener` `<name>-https`, and with `redirectHttp` `<name>-http`.
 */
export class AlbOrigin extends pulumi.ComponentResource {
  readonly target: OriginTarget;
  readonly loadBalancerArn: pulumi.Output<string>;
  /** What must stand before the edge may dial. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: AlbOriginArgs, opts?: pulumi.ComponentResourceOptions) {
    checkAlbOriginArgs(args);
    super("no521:index:AlbOrigin", name, {}, opts);
    const balancer = makeBalancer(name, args, this);
    const group = makeTargetGroup(name, balancer, args, this);
    const attachments = args.targets.map(
      ({ key, id }) =>
        new aws.lb.TargetGroupAttachment(
          `${name}-${key}`,
          { targetGroupArn: group.arn, targetId: id, port: args.targetPort },
          { parent: this },
        ),
    );
    this.target = { type: "CNAME", content: balancer.dnsName };
    this.loadBalancerArn = balancer.arn;
    this.ready = [
      makeHttpsListener(name, balancer, group, args, this),
      ...(args.redirectHttp ? [makeRedirect(name, balancer, this)] : []),
      ...attachments,
    ];
    this.registerOutputs({ dnsName: balancer.dnsName, loadBalancerArn: balancer.arn });
  }
}

function checkAlbOriginArgs(args: AlbOriginArgs): void {
  if (args.network.subnets.length < 2) {
    throw refuse("network.subnets", `${args.network.subnets.length} subnet is given, and a load balancer needs two`);
  }
  if (args.firewalls.length === 0)
    throw refuse("firewalls", "it is empty, and a balancer needs a group that admits the edge");
  if (args.targets.length === 0) throw refuse("targets", "it is empty, and a balancer without targets answers 503");
  if (!args.healthPath.startsWith("/")) throw refuse("healthPath", `"${args.healthPath}" does not start with a slash`);
}

function makeBalancer(name: string, args: AlbOriginArgs, parent: pulumi.Resource): aws.lb.LoadBalancer {
  return new aws.lb.LoadBalancer(
    name,
    {
      loadBalancerType: "application",
      internal: false,
      ipAddressType: args.ipv6 ? "dualstack" : "ipv4",
      securityGroups: args.firewalls.map((firewall) => firewall.securityGroupId),
      subnets: args.network.subnets.map(({ id }) => id),
      idleTimeout: idleTimeoutSeconds,
      dropInvalidHeaderFields: true,
      enableDeletionProtection: args.protect ?? true,
      tags: { Name: name },
    },
    // A group's id is known before its rules are: without them a new group would drop what the old one admitted.
    {
      parent,
      dependsOn: [...args.firewalls.flatMap(({ rules }) => rules), ...args.network.ready, ...(args.edgeReady ?? [])],
    },
  );
}

function makeTargetGroup(
  name: string,
  balancer: aws.lb.LoadBalancer,
  args: AlbOriginArgs,
  parent: pulumi.Resource,
): aws.lb.TargetGroup {
  return new aws.lb.TargetGroup(
    name,
    {
      port: args.targetPort,
      protocol: "HTTP",
      targetType: "instance",
      vpcId: args.network.vpcId,
      deregistrationDelay: 60,
      healthCheck: {
        protocol: "HTTP",
        path: args.healthPath,
        matcher: "200",
        interval: 15,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
    },
    // AWS ties a group to one balancer: one that is replaced while the old one serves needs a group of its own.
    // @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
    { parent, replaceWith: [balancer] },
  );
}

function makeHttpsListener(
  name: string,
  balancer: aws.lb.LoadBalancer,
  group: aws.lb.TargetGroup,
  { certificateArn, certificateReady, clientCertificates, edgeReady = [] }: AlbOriginArgs,
  parent: pulumi.Resource,
): aws.lb.Listener {
  return new aws.lb.Listener(
    `${name}-https`,
    {
      loadBalancerArn: balancer.arn,
      port: httpsEndpoint.port,
      protocol: "HTTPS",
      // Shares suites with what Cloudflare offers to origins.
      // @see https://developers.cloudflare.com/ssl/origin-configuration/cipher-suites/ read 2026-10-05
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificateArn,
      ...(clientCertificates !== undefined && { mutualAuthentication: clientCertificates }),
      defaultActions: [{ type: "forward", targetGroupArn: group.arn }],
    },
    { parent, dependsOn: [...certificateReady, ...edgeReady] },
  );
}

function makeRedirect(name: string, balancer: aws.lb.LoadBalancer, parent: pulumi.Resource): aws.lb.Listener {
  return new aws.lb.Listener(
    `${name}-http`,
    {
      loadBalancerArn: balancer.arn,
      port: httpEndpoint.port,
      protocol: "HTTP",
      defaultActions: [
        {
          type: "redirect",
          redirect: { protocol: "HTTPS", port: String(httpsEndpoint.port), statusCode: "HTTP_301" },
        },
      ],
    },
    { parent },
  );
}
