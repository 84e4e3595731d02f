import type { Draft } from "../../src/findings/draft";
import { flag, text } from "../../src/graph/read";
import { types } from "../../src/graph/types";
import { offPath } from "../off-path-types";
import { definePolicy } from "../policy";

/**
 * The notifications that tell of an origin which the edge does not reach. The first is on every plan and tells of 521
 * alone; the others need Pro, Load Balancing or Enterprise.
 * @see https://developers.cloudflare.com/notifications/notification-available/ read 2026-10-05
 */
const telling: readonly string[] = [
  "real_origin_monitoring",
  "health_check_status_notification",
  "load_balancing_health_alert",
  "tunnel_health_event",
  "http_alert_origin_error",
  "advanced_http_alert_error",
  "http_alert_edge_error",
];

export default definePolicy({
  id: "require-outage-alarm",
  summary: "Require somebody to be told when the edge does not reach an origin",
  cause: "outage-unannounced",
  kind: "hazard",
  severity: "note",
  codes: [521],
  appliesTo: [types.dnsRecord],
  docs: {
    why: [
      "What no program can show, such as a server that stopped, is seen by visitors first.",
      "Cloudflare writes a mail when an origin refuses connections, on every plan, once a notification is set up; a health check of Route 53 tells of the rest.",
    ].join(" "),
    unknownWhen: "The notification is set up in another program or in the dashboard, for the whole account.",
    whenNotToUse: "The account has its alarms elsewhere.",
    sources: [
      "https://developers.cloudflare.com/notifications/notification-available/",
      "https://developers.cloudflare.com/notifications/get-started/",
    ],
  },
  examples: {
    good: [{ title: "with a notification" }],
    bad: [{ title: "whose notification is switched off", set: { alarm: { enabled: false } } }],
  },
  check({ graph, reach }): readonly Draft[] {
    const policies = graph.ofType(offPath.notificationPolicy);
    const isTold = policies.some((policy) => {
      const type = text(policy, "alertType");
      return flag(policy, "enabled") !== false && (typeof type !== "string" || telling.includes(type));
    });
    const records = reach.rows.filter(({ resource }) => graph.byUrn(resource)?.type === types.dnsRecord);
    const [first] = records;
    if (isTold || first === undefined || graph.ofType(types.route53HealthCheck, types.healthcheck).length > 0)
      return [];
    return [
      {
        resource: first.resource,
        codes: [521],
        hostnames: [...new Set(records.map(({ hostname }) => hostname))],
        what: "Nothing in this program tells anybody when the edge does not reach an origin.",
        fix: 'Add a cloudflare.NotificationPolicy with the alertType "real_origin_monitoring", which every plan has.',
        related: [],
      },
    ];
  },
});
