import { describe, expect, test } from "vitest";
import { AlbOrigin, type AlbOriginArgs } from "../../../infra/components/alb-origin";
import { edgeLimits } from "../../../src/cloudflare/limits";
import { recordProgram } from "../record-program";
import { smallFirewall, standingNetwork } from "./site";

function make(change: Partial<AlbOriginArgs> = {}): AlbOrigin {
  return new AlbOrigin("alb", {
    network: standingNetwork(),
    firewalls: [smallFirewall()],
    certificateArn: "arn:cert",
    certificateReady: [],
    ipv6: false,
    targets: [{ key: "a", id: "i-1" }],
    targetPort: 8080,
    healthPath: "/health",
    redirectHttp: false,
    ...change,
  });
}

describe("AlbOrigin", () => {
  test("waits for the rules, not only for the group, and for the routes", async () => {
    const { edges } = await recordProgram(() => make());
    expect(edges("LoadBalancer", "alb", "securityGroups")).toEqual(["SecurityGroup web"]);
    expect(edges("LoadBalancer", "alb", "")).toEqual([
      "Route way-out",
      "SecurityGroupIngressRule web-2001-db8-32",
      "SecurityGroupIngressRule web-203-0-113-0-24",
    ]);
  });

  test("keeps connections longer than the edge does, in the open, in two zones", async () => {
    const { get } = await recordProgram(() => make());
    const { inputs } = get("LoadBalancer", "alb");
    expect(inputs).toMatchObject({
      internal: false,
      loadBalancerType: "application",
      ipAddressType: "ipv4",
      subnets: ["subnet-a", "subnet-b"],
      enableDeletionProtection: true,
    });
    expect(inputs.idleTimeout).toBeGreaterThan(edgeLimits.idleTimeoutSeconds);
    expect(inputs).not.toHaveProperty("name");
  });

  test("listens on 443 alone, with a certificate, and forwards to the targets", async () => {
    const { get, edges, children } = await recordProgram(() => make());
    const { loadBalancerArn: _, defaultActions: __, ...listener } = get("Listener", "alb-https").inputs;
    expect(listener).toEqual({
      port: 443,
      protocol: "HTTPS",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificateArn: "arn:cert",
    });
    expect(edges("Listener", "alb-https", "loadBalancerArn")).toEqual(["LoadBalancer alb"]);
    expect(edges("Listener", "alb-https", "defaultActions")).toEqual(["TargetGroup alb"]);
    expect(edges("TargetGroupAttachment", "alb-a", "targetGroupArn")).toEqual(["TargetGroup alb"]);
    expect(children.filter((child) => child.startsWith("Listener"))).toEqual(["Listener alb-https"]);
  });

  test("asks the targets on the port on which they serve", async () => {
    const { get } = await recordProgram(() => make());
    expect(get("TargetGroup", "alb").inputs).toMatchObject({
      port: 8080,
      protocol: "HTTP",
      healthCheck: { path: "/health", matcher: "200" },
    });
    expect(get("TargetGroup", "alb").inputs.healthCheck).not.toHaveProperty("port");
    expect(get("TargetGroupAttachment", "alb-a").inputs).toMatchObject({ port: 8080, targetId: "i-1" });
  });

  test("redirects on port 80 where it is asked to", async () => {
    const { get } = await recordProgram(() => make({ redirectHttp: true }));
    expect(get("Listener", "alb-http").inputs).toMatchObject({
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
    });
  });

  test("has addresses of both families and demands client certificates where it is asked to", async () => {
    const { get } = await recordProgram(() =>
      make({ ipv6: true, clientCertificates: { mode: "verify", trustStoreArn: "arn:store" }, protect: false }),
    );
    expect(get("LoadBalancer", "alb").inputs).toMatchObject({
      ipAddressType: "dualstack",
      enableDeletionProtection: false,
    });
    expect(get("Listener", "alb-https").inputs.mutualAuthentication).toEqual({
      mode: "verify",
      trustStoreArn: "arn:store",
    });
  });

  test.each([
    [{ targets: [] }, "targets", "it is empty, and a balancer without targets answers 503"],
    [{ firewalls: [] }, "firewalls", "it is empty, and a balancer needs a group that admits the edge"],
    [{ healthPath: "health" }, "healthPath", '"health" does not start with a slash'],
    [
      { network: { vpcId: "vpc-1", subnets: [{ key: "a", id: "subnet-a" }], ready: [] } },
      "network.subnets",
      "1 subnet is given, and a load balancer needs two",
    ],
  ])("refuses %j", async (change, propertyPath, reason) => {
    await expect(recordProgram(() => make(change))).rejects.toThrow(expect.objectContaining({ propertyPath, reason }));
  });
});
