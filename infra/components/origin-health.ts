import * as aws from "@pulumi/aws";
import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { httpsEndpoint } from "./plan/endpoint";
import { hostnameSlug, refuse } from "./plan/name";
import type { OriginTarget } from "./proxied-hostname";

/** What watches an origin; Cloudflare's own checks come with its Pro plan and those above it. */
export type HealthPlan =
  | { readonly plan: "free" }
  | {
      readonly plan: "pro" | "business" | "enterprise";
      /** Region codes such as `WEU`. */
      readonly checkRegions: readonly string[];
    };

export interface OriginHealthArgs {
  readonly zoneId: pulumi.Input<string>;
  readonly accountId: pulumi.Input<string>;
  readonly target: OriginTarget;
  /** Hostnames whose requests are tried, without wildcards. */
  readonly hostnames: readonly string[];
  /** Path that answers 200 where the site is well. */
  readonly path: string;
  /** Address that is written to; the first mail asks to confirm it. */
  readonly email: string;
  readonly watch: HealthPlan;
  /** What must stand before the origin can answer a check. */
  readonly readyAfter: readonly pulumi.Resource[];
}

/**
 * Route 53 keeps its metrics in this region alone.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-cloudwatch.html read 2026-10-05
 */
const metricsRegion = "us-east-1";

/**
 * Everything that tells when the edge no longer reaches the origin. The check of Route 53 dials the origin itself, so
 * its checkers need a group of their own there (see `checkerAdmission`); it does not validate certificates.
 *
 * Children: `cloudflare.NotificationPolicy` `<name>-521`; `aws.route53.HealthCheck`, `aws.sns.Topic`,
 * `aws.sns.TopicSubscription`, `aws.cloudwatch.MetricAlarm` `<name>`; from the Pro plan on `cloudflare.Healthcheck`
 * `<name>-<hostname>` and `cloudflare.NotificationPolicy` `<name>-checks`.
 */
export class OriginHealth extends pulumi.ComponentResource {
  readonly alarmArn: pulumi.Output<string>;

  constructor(name: string, args: OriginHealthArgs, opts?: pulumi.ComponentResourceOptions) {
    checkOriginHealthArgs(args);
    super("no521:index:OriginHealth", name, {}, opts);
    const { accountId, email } = args;
    new cloudflare.NotificationPolicy(
      `${name}-521`,
      {
        accountId,
        name: `${name}: origin refuses connections (521)`,
        // On every plan, and for 521 alone.
        // @see https://developers.cloudflare.com/notifications/notification-available/ read 2026-10-05
        alertType: "real_origin_monitoring",
        enabled: true,
        mechanisms: { emails: [{ id: email }] },
      },
      { parent: this },
    );
    if (args.watch.plan !== "free") this.#makeEdgeChecks(name, args, args.watch.checkRegions);
    this.alarmArn = this.#makeAlarm(name, this.#makeRoute53Check(name, args), email);
    this.registerOutputs({ alarmArn: this.alarmArn });
  }

  #makeEdgeChecks(name: string, args: OriginHealthArgs, checkRegions: readonly string[]): void {
    const { zoneId, accountId, email } = args;
    const checks = args.hostnames.map(
      (hostname) =>
        new cloudflare.Healthcheck(
          `${name}-${hostnameSlug(hostname)}`,
          {
            zoneId,
            // The API takes letters, digits, hyphens and underscores.
            name: `${name}-${hostnameSlug(hostname)}`,
            // The origin itself: behind the hostname stands the edge.
            address: args.target.content,
            type: "HTTPS",
            checkRegions: [...checkRegions],
            consecutiveFails: 2,
            httpConfig: {
              // The provider's default is 80, also for HTTPS.
              // @see https://github.com/cloudflare/terraform-provider-cloudflare/issues/6800
              port: httpsEndpoint.port,
              path: args.path,
              expectedCodes: ["200"],
              header: { Host: [hostname] },
            },
          },
          { parent: this, dependsOn: [...args.readyAfter] },
        ),
    );
    new cloudflare.NotificationPolicy(
      `${name}-checks`,
      {
        accountId,
        name: `${name}: health check`,
        alertType: "health_check_status_notification",
        enabled: true,
        mechanisms: { emails: [{ id: email }] },
        filters: { healthCheckIds: checks.map((check) => check.id) },
      },
      { parent: this },
    );
  }

  #makeRoute53Check(name: string, { target, path, hostnames, readyAfter }: OriginHealthArgs): aws.route53.HealthCheck {
    const [hostname = ""] = hostnames;
    // By name Route 53 resolves IPv4 alone; by address it sends the hostname as Host and SNI.
    // @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html read 2026-10-05
    const endpoint = target.type === "CNAME" ? { fqdn: target.content } : { ipAddress: target.content, fqdn: hostname };
    return new aws.route53.HealthCheck(
      name,
      {
        ...endpoint,
        type: "HTTPS",
        port: httpsEndpoint.port,
        resourcePath: path,
        enableSni: true,
        requestInterval: 30,
        failureThreshold: 3,
        tags: { Name: name },
      },
      { parent: this, dependsOn: [...readyAfter] },
    );
  }

  #makeAlarm(name: string, check: aws.route53.HealthCheck, email: string): pulumi.Output<string> {
    const topic = new aws.sns.Topic(name, { region: metricsRegion }, { parent: this });
    new aws.sns.TopicSubscription(
      name,
      { topic: topic.arn, protocol: "email", endpoint: email, region: metricsRegion },
      { parent: this },
    );
    const alarm = new aws.cloudwatch.MetricAlarm(
      name,
      {
        region: metricsRegion,
        alarmDescription: "AWS's health checkers do not reach the origin.",
        namespace: "AWS/Route53",
        metricName: "HealthCheckStatus",
        dimensions: { HealthCheckId: check.id },
        statistic: "Minimum",
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        period: 60,
        evaluationPeriods: 2,
        treatMissingData: "breaching",
        alarmActions: [topic.arn],
        okActions: [topic.arn],
      },
      { parent: this },
    );
    return alarm.arn;
  }
}

function checkOriginHealthArgs({ hostnames, path, email }: OriginHealthArgs): void {
  if (hostnames.length === 0) throw refuse("hostnames", "it is empty, and a check asks for a hostname");
  const wildcard = hostnames.findIndex((hostname) => hostname.startsWith("*"));
  if (wildcard >= 0) throw refuse(`hostnames[${wildcard}]`, `"${hostnames[wildcard] ?? ""}" cannot be asked for`);
  if (!path.startsWith("/")) throw refuse("path", `"${path}" does not start with a slash`);
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw refuse("email", `"${email}" is not a mail address`);
}
