import type { CauseId } from "../../../src/findings/cause";
import { types } from "../../../src/graph/types";
import { both, except, having, type Mutation, only } from "../mutation";
import { type Inputs, outputOf } from "../plant";
import { add, change, drop, set, zoneIdOf } from "./steps";

/** Off the path: visitors meet it later. */
const hazard = (cause: CauseId) => ({ cause, codes: [] }) as const;
const balancers = both(having("balancer", "strict"), except("own-balancer"));

/** What nobody notices in time, and settings that somebody else changes or refuses. */
export const watchMutations: readonly Mutation[] = [
  {
    id: "nobody-is-told",
    title: "deleted the notification and the health checks",
    ...hazard("outage-unannounced"),
    source: "https://developers.cloudflare.com/notifications/notification-available/",
    fits: only("own-balancer", "own-instance"),
    steps: [
      drop("cloudflare:index/notificationPolicy:NotificationPolicy"),
      drop(types.healthcheck),
      drop(types.route53HealthCheck),
      drop("aws:cloudwatch/metricAlarm:MetricAlarm"),
    ],
  },
  {
    id: "check-asks-the-edge",
    title: "pointed the health check to the proxied hostname",
    ...hazard("health-check-through-edge"),
    source: "https://developers.cloudflare.com/health-checks/",
    fits: balancers,
    steps: [
      add((program) => {
        program.once(types.healthcheck, "edge", {
          zoneId: zoneIdOf(program),
          ...{ name: "edge", type: "HTTPS", httpConfig: { port: 443, path: "/" } },
          address: program.hostnames[0],
        });
      }),
    ],
  },
  {
    id: "check-by-route-53",
    title: "had Route 53 ask port 80, on which the edge never comes",
    ...hazard("health-check-port"),
    source: "https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html",
    fits: only("component", "fargate", "prefix-list", "aliased-types"),
    steps: [
      add((program) => {
        program.once(types.route53HealthCheck, "origin", {
          ...{ type: "HTTP", port: 80, resourcePath: "/health", failureThreshold: 3, requestInterval: 30 },
          fqdn: outputOf(program.all(types.loadBalancer)[0], "dnsName"),
        });
      }),
    ],
  },
  {
    id: "one-server-left",
    title: "took all servers but one out of the target group",
    ...hazard("single-origin"),
    source: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/welcome.html",
    fits: both(having("balancer", "strict"), except("own-balancer", "older-majors", "fargate", "scaling-group")),
    steps: [drop(types.targetGroupAttachment, (_, name) => /1$/.test(name))],
  },
  {
    id: "one-task",
    title: "ran one task to save money",
    ...hazard("single-origin"),
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-scheduler.html",
    fits: only("fargate"),
    steps: [set(types.ecsService, { desiredCount: 1 })],
  },
  {
    id: "pool-without-monitor",
    title: "left the pool of two origins without a monitor",
    ...hazard("pool-not-monitored"),
    source: "https://developers.cloudflare.com/load-balancing/monitors/",
    fits: only("edge-balancer"),
    steps: [change(types.edgePool, ({ monitor: _, ...pool }) => pool)],
  },
  {
    id: "host-header-on-business",
    title: "changed the Host header on a plan that cannot",
    ...hazard("plan-lacks-feature"),
    plan: "business",
    source: "https://github.com/cloudflare/cloudflare-docs/issues/14503",
    fits: only("component", "fargate", "inline-balancer"),
    steps: [
      add((program) => {
        program.once(types.ruleset, "host", {
          zoneId: zoneIdOf(program),
          ...{ kind: "zone", name: "host", phase: "http_request_origin" },
          rules: [
            {
              ref: "host",
              expression: "true",
              action: "route",
              actionParameters: { hostHeader: program.hostnames[0] },
            },
          ],
        });
      }),
    ],
  },
  {
    id: "health-check-on-free",
    title: "declared a health check on the plan Free, which has none",
    ...hazard("plan-lacks-feature"),
    plan: "free",
    source: "https://developers.cloudflare.com/health-checks/",
    fits: balancers,
    steps: [
      add((program) => {
        program.once(types.healthcheck, "origin", {
          zoneId: zoneIdOf(program),
          ...{ name: "origin", type: "HTTPS", httpConfig: { port: 443, path: "/" } },
          address: outputOf(program.all(types.loadBalancer)[0], "dnsName"),
        });
      }),
    ],
  },
  {
    id: "mode-left-to-cloudflare",
    title: "let Cloudflare choose the mode that the program sets",
    ...hazard("ssl-mode-automatic"),
    source: "https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/",
    fits: both(having("strict", "named-record"), except("own-balancer", "own-instance", "older-majors")),
    steps: [
      add((program) => {
        program.once(types.zoneSetting, "automatic", {
          zoneId: zoneIdOf(program),
          ...{ settingId: "ssl_automatic_mode", value: "auto" },
        });
      }),
    ],
  },
  {
    id: "two-rulesets",
    title: "added a second ruleset for a phase that has one",
    ...hazard("second-ruleset"),
    source: "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5523",
    fits: only("origin-port", "configuration-rule", "s3-website"),
    steps: [
      add((program) => {
        for (const phase of ["http_request_origin", "http_config_settings"]) {
          program.once(types.ruleset, phase, {
            zoneId: zoneIdOf(program),
            ...{ kind: "zone", name: phase, phase },
            rules: [{ ref: "other", expression: 'http.host eq "other.example.com"', ...actionOf(phase) }],
          });
        }
      }),
    ],
  },
  {
    id: "short-idle-timeout",
    title: "took the balancer's idle timeout out again, whose default the edge outlasts",
    ...hazard("idle-timeout"),
    source: "https://developers.cloudflare.com/fundamentals/reference/connection-limits/",
    fits: only("own-balancer", "separate-rules"),
    steps: [change(types.loadBalancer, ({ idleTimeout: _, ...balancer }) => balancer)],
  },
];

function actionOf(phase: string): Inputs {
  return phase === "http_request_origin"
    ? { action: "route", actionParameters: { origin: { port: 8443 } } }
    : { action: "set_config", actionParameters: { ssl: "strict" } };
}
