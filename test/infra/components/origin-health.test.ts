import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { OriginHealth, type OriginHealthArgs } from "../../../infra/components/origin-health";
import { recordProgram } from "../record-program";

function make(change: Partial<OriginHealthArgs> = {}): OriginHealth {
  return new OriginHealth("health", {
    zoneId: "z1",
    accountId: "a1",
    target: { type: "A", content: pulumi.output("198.51.100.7") },
    hostnames: ["www.example.com"],
    path: "/health",
    email: "oncall@example.com",
    watch: { plan: "free" },
    readyAfter: [],
    ...change,
  });
}

describe("OriginHealth", () => {
  test("watches on every plan by Cloudflare's 521 notice and AWS's own check", async () => {
    const { children, get } = await recordProgram(() => make());
    expect(children).toEqual([
      "HealthCheck health",
      "MetricAlarm health",
      "NotificationPolicy health-521",
      "OriginHealth health",
      "Topic health",
      "TopicSubscription health",
    ]);
    expect(get("NotificationPolicy", "health-521").inputs).toMatchObject({
      alertType: "real_origin_monitoring",
      mechanisms: { emails: [{ id: "oncall@example.com" }] },
    });
  });

  test("dials the address itself, in the hostname's name", async () => {
    const { get } = await recordProgram(() => make());
    expect(get("HealthCheck", "health").inputs).toMatchObject({
      type: "HTTPS",
      ipAddress: "198.51.100.7",
      fqdn: "www.example.com",
      port: 443,
      resourcePath: "/health",
    });
  });

  test("dials a balancer by the balancer's name, which is not the edge's", async () => {
    const target = { type: "CNAME", content: pulumi.output("alb.elb.amazonaws.com") } as const;
    const { get } = await recordProgram(() => make({ target }));
    expect(get("HealthCheck", "health").inputs).toMatchObject({ fqdn: "alb.elb.amazonaws.com", port: 443 });
    expect(get("HealthCheck", "health").inputs).not.toHaveProperty("ipAddress");
  });

  test("raises the alarm in the region of the metric, and when the metric stops", async () => {
    const { get, edges } = await recordProgram(() => make());
    expect(get("MetricAlarm", "health").inputs).toMatchObject({
      region: "us-east-1",
      namespace: "AWS/Route53",
      metricName: "HealthCheckStatus",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
    });
    expect(edges("MetricAlarm", "health", "dimensions")).toEqual(["HealthCheck health"]);
    expect(edges("MetricAlarm", "health", "alarmActions")).toEqual(["Topic health"]);
    expect(get("Topic", "health").inputs.region).toBe("us-east-1");
  });

  test("adds Cloudflare's checks from the Pro plan on, with their port and the hostname", async () => {
    const { get, edges } = await recordProgram(() => make({ watch: { plan: "pro", checkRegions: ["WEU"] } }));
    expect(get("Healthcheck", "health-www-example-com").inputs).toMatchObject({
      type: "HTTPS",
      address: "198.51.100.7",
      checkRegions: ["WEU"],
      httpConfig: { port: 443, path: "/health", header: { Host: ["www.example.com"] } },
    });
    expect(edges("NotificationPolicy", "health-checks", "filters")).toEqual(["Healthcheck health-www-example-com"]);
  });

  test.each([
    [{ hostnames: [] }, "hostnames", "it is empty, and a check asks for a hostname"],
    [{ hostnames: ["*.example.com"] }, "hostnames[0]", '"*.example.com" cannot be asked for'],
    [{ path: "health" }, "path", '"health" does not start with a slash'],
    [{ email: "oncall" }, "email", '"oncall" is not a mail address'],
  ])("refuses %j", async (change, propertyPath, reason) => {
    await expect(recordProgram(() => make(change))).rejects.toThrow(expect.objectContaining({ propertyPath, reason }));
  });
});
