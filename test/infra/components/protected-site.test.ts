import { describe, expect, test } from "vitest";
import { ProtectedSite } from "../../../infra/components/protected-site";
import type { ProtectedSiteArgs } from "../../../infra/components/site-args";
import { notKnown } from "../../../src/graph/value";
import { recordProgram } from "../record-program";
import { albSite, instanceSite } from "./site";

const alarm = { email: "oncall@example.com", watch: { plan: "free" }, checkerListId: "pl-0a1b" } as const;

function recordSite(change: Partial<ProtectedSiteArgs> = {}) {
  return recordProgram(() => new ProtectedSite("site", albSite(change)));
}

describe("ProtectedSite", () => {
  test("publishes a hostname only after rules, listener, certificate and settings", async () => {
    const { get, edges } = await recordSite();
    expect(get("DnsRecord", "site-www-example-com").inputs).toEqual({
      zoneId: "z1",
      name: "www.example.com",
      type: "CNAME",
      content: notKnown,
      proxied: true,
      ttl: 1,
    });
    expect(edges("DnsRecord", "site-www-example-com", "content")).toEqual(["LoadBalancer site-alb"]);
    expect(edges("DnsRecord", "site-www-example-com", "")).toEqual(
      expect.arrayContaining([
        "Listener site-alb-https",
        "SecurityGroupIngressRule site-https-203-0-113-0-24",
        "SecurityGroupIngressRule site-https-2001-db8-32",
        "TargetGroupAttachment site-alb-a",
        "ZoneSetting site-zone-ssl",
        "ZoneSetting site-zone-always-use-https",
      ]),
    );
    expect(edges("Listener", "site-alb-https", "certificateArn")).toEqual(["CertificateValidation site-certificate"]);
  });

  test("keeps port 80 closed where the edge redirects", async () => {
    const { children, get } = await recordSite();
    expect(get("ZoneSetting", "site-zone-always-use-https").inputs.value).toBe("on");
    expect(children.filter((child) => child.includes("site-http-") || child === "Listener site-alb-http")).toEqual([]);
  });

  test("opens port 80, listens there and leaves the redirect to the origin where it is asked to", async () => {
    const { children, get, edges } = await recordSite({ httpVisitors: "redirected-by-origin" });
    expect(get("ZoneSetting", "site-zone-always-use-https").inputs.value).toBe("off");
    expect(get("SecurityGroupIngressRule", "site-http-203-0-113-0-24").inputs).toMatchObject({
      fromPort: 80,
      toPort: 80,
    });
    expect(children).toContain("Listener site-alb-http");
    expect(edges("LoadBalancer", "site-alb", "securityGroups")).toEqual([
      "SecurityGroup site-http",
      "SecurityGroup site-https",
    ]);
  });

  test("lets the edge dial more only when the origin is ready, and the origin offer less only when the edge is", async () => {
    const closed = await recordSite();
    expect(closed.edges("ZoneSetting", "site-zone-ssl", "")).toContain("Listener site-alb-https");
    expect(closed.edges("ZoneSetting", "site-zone-always-use-https", "")).toEqual([]);
    expect(closed.edges("LoadBalancer", "site-alb", "")).toContain("ZoneSetting site-zone-always-use-https");
    const open = await recordSite({ httpVisitors: "redirected-by-origin" });
    expect(open.edges("ZoneSetting", "site-zone-always-use-https", "")).toEqual(
      expect.arrayContaining(["Listener site-alb-http", "SecurityGroupIngressRule site-http-203-0-113-0-24"]),
    );
    expect(open.edges("LoadBalancer", "site-alb", "")).not.toContain("ZoneSetting site-zone-always-use-https");
  });

  test("lets the servers hear the balancer alone", async () => {
    const { get, edges } = await recordSite();
    expect(get("SecurityGroupIngressRule", "site-servers-balancer").inputs).toMatchObject({ fromPort: 80, toPort: 80 });
    expect(edges("SecurityGroupIngressRule", "site-servers-balancer", "referencedSecurityGroupId")).toEqual([
      "SecurityGroup site-https",
    ]);
    expect(edges("Instance", "site-servers-a", "vpcSecurityGroupIds")).toEqual(["SecurityGroup site-servers"]);
    expect(edges("TargetGroupAttachment", "site-alb-b", "targetId")).toEqual(["Instance site-servers-b"]);
  });

  test("points a hostname at the elastic address of an instance, after its association", async () => {
    const { get, edges, children } = await recordSite({ origin: instanceSite() });
    expect(get("DnsRecord", "site-www-example-com").inputs).toMatchObject({ type: "A", proxied: true });
    expect(edges("DnsRecord", "site-www-example-com", "content")).toEqual(["Eip site-instance"]);
    expect(edges("DnsRecord", "site-www-example-com", "")).toContain("EipAssociation site-instance");
    expect(edges("Instance", "site-instance", "userData")).toEqual(["OriginCaCertificate site-certificate"]);
    expect(children.filter((child) => child.startsWith("LoadBalancer"))).toEqual([]);
  });

  test("gives AWS's health checkers a group of their own, and only where there is an alarm", async () => {
    const watched = await recordSite({ alarm });
    expect(watched.edges("LoadBalancer", "site-alb", "securityGroups")).toEqual([
      "SecurityGroup site-checkers",
      "SecurityGroup site-https",
    ]);
    expect(watched.get("SecurityGroupIngressRule", "site-checkers-route53").inputs).toMatchObject({
      prefixListId: "pl-0a1b",
    });
    expect(watched.edges("HealthCheck", "site-health", "fqdn")).toEqual(["LoadBalancer site-alb"]);
    const unwatched = await recordSite();
    expect(unwatched.children.filter((child) => /checkers|HealthCheck|NotificationPolicy/.test(child))).toEqual([]);
  });

  test("protects groups, balancer, addresses and zone, or none of them", async () => {
    const protectedNames = async (change: Partial<ProtectedSiteArgs>) => {
      const { nodes } = await recordSite({
        zone: { kind: "new", name: "example.com", accountId: "a1" },
        alarm,
        ...change,
      });
      return nodes.filter((node) => node.options.protect).map((node) => node.name);
    };
    expect((await protectedNames({})).sort()).toEqual(["site-checkers", "site-https", "site-zone"]);
    expect((await protectedNames({ origin: instanceSite() })).sort()).toEqual([
      "site-checkers",
      "site-https",
      "site-instance",
      "site-instance",
      "site-zone",
    ]);
    expect(await protectedNames({ protect: false, origin: instanceSite() })).toEqual([]);
  });

  test("makes no resource that a preview would not show", async () => {
    const { children } = await recordSite({ alarm });
    expect(children).toContain("DnsRecord site-certificate-www-example-com");
    expect(children).toContain("DnsRecord site-www-example-com");
  });

  test.each([
    // Refused by a child, after the zone has begun to wait for the origin.
    [{ healthPath: "health" }, "healthPath", '"health" does not start with a slash'],
    [{ hostnames: ["www.example.net"] }, "hostnames[0]", '"www.example.net": it is not in the zone example.com'],
    [
      { originPulls: { level: "hostname", hostnames: { "api.example.com": { certificate: "c", privateKey: "k" } } } },
      'originPulls.hostnames["api.example.com"]',
      "it is none of the site's hostnames: www.example.com",
    ],
    [
      { origin: { kind: "alb", certificate: { kind: "acm" }, backend: { kind: "existing", targets: [] } } },
      "origin.backend.targets",
      "it is empty, and a balancer without targets answers 503",
    ],
  ] as const)("refuses %j", async (change, propertyPath, reason) => {
    await expect(recordSite(change)).rejects.toThrow(expect.objectContaining({ propertyPath, reason }));
  });

  test("does not compile a pair that cannot work", () => {
    const instance = instanceSite();
    // @ts-expect-error ACM gives no certificate to a server.
    const acmOnInstance: ProtectedSiteArgs["origin"] = { ...instance, certificate: { kind: "acm" } };
    // @ts-expect-error Mode flexible dials port 80, on which no origin of ours serves.
    const flexible: ProtectedSiteArgs["ssl"] = "flexible";
    // @ts-expect-error The free plan has no health checks of Cloudflare.
    const freeChecks: NonNullable<ProtectedSiteArgs["alarm"]>["watch"] = { plan: "free", checkRegions: ["WEU"] };
    // @ts-expect-error Somebody has to redirect http visitors.
    const nobody: ProtectedSiteArgs["httpVisitors"] = "not-redirected";
    expect([acmOnInstance, flexible, freeChecks, nobody]).toHaveLength(4);
  });
});
