import { types } from "../../graph/types";
import type { Noise } from "./noise";

/** What a check has measured, not how it is set up. */
const results: Readonly<Record<string, readonly string[]>> = {
  [types.healthcheck]: ["status", "failureReason"],
  [types.edgePool]: ["networks", "disabledAt"],
  [types.targetGroup]: ["loadBalancerArns"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["stateValue", "stateReason"],
};

/** The part of a check that its kind does not use. */
const unused = ["tcpConfig", "httpConfig"] as const;

/** Results and unused parts of health checks. */
export const checkResults: Noise = {
  id: "check-results",
  why: "It is what a check has measured, or a part that its kind does not use.",
  sources: [
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/6194",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/6800",
    "https://github.com/cloudflare/tf-migrate/pull/175",
  ],
  isNoise: ({ property }, { type, inputs, is }) => {
    if (results[type]?.includes(property) === true) return true;
    if (type !== types.healthcheck || !unused.some((part) => part === property)) return false;
    return inputs[property] === undefined && (is.type === "TCP") === (property === "httpConfig");
  },
};
