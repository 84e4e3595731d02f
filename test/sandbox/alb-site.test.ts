import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { balancer, bothProviders, network, targets } from "./site";

const ZONE = "05210521052105210521052105210521";

test("carries a whole site with a load balancer, and takes it down again", async () => {
  const { aws, cloudflare } = await bothProviders({ patienceMs: 2000 });
  const zone = await cloudflare.invoke("cloudflare:index/getZone:getZone", { filter: { name: "example.com" } });
  expect(zone).toMatchObject({ zoneId: ZONE, status: "active" });

  const net = await network(aws);
  const rule = await aws.create("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "cf", {
    securityGroupId: net.group.id,
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
    cidrIpv4: "173.245.48.0/20",
  });
  const certificate = await aws.create("aws:acm/certificate:Certificate", "site", {
    domainName: "www.example.com",
    validationMethod: "DNS",
  });
  const [option] = certificate.properties.domainValidationOptions as Record<string, string>[];
  const proof = await cloudflare.create("cloudflare:index/dnsRecord:DnsRecord", "proof", {
    zoneId: ZONE,
    name: option?.resourceRecordName?.replace(/\.$/, ""),
    type: option?.resourceRecordType,
    content: option?.resourceRecordValue?.replace(/\.$/, ""),
    ttl: 60,
  });
  const validation = await aws.create("aws:acm/certificateValidation:CertificateValidation", "site", {
    certificateArn: certificate.properties.arn,
  });
  const alb = await balancer(aws, net);
  const group = await targets(aws, net);
  const listener = await aws.create("aws:lb/listener:Listener", "https", {
    loadBalancerArn: alb.properties.arn,
    port: 443,
    protocol: "HTTPS",
    certificateArn: certificate.properties.arn,
    defaultActions: [{ type: "forward", targetGroupArn: group.properties.arn }],
  });
  const record = await cloudflare.create("cloudflare:index/dnsRecord:DnsRecord", "www", {
    zoneId: ZONE,
    name: "www.example.com",
    type: "CNAME",
    content: alb.properties.dnsName,
    proxied: true,
    ttl: 1,
  });
  expect((await aws.read(certificate)).properties.status).toBe("ISSUED");

  await cloudflare.remove(record);
  for (const made of [listener, alb, group, validation]) await aws.remove(made);
  await cloudflare.remove(proof);
  for (const made of [certificate, rule, net.group, ...net.subnets, net.gateway, net.vpc]) await aws.remove(made);
  const left = readdirSync(join(aws.folder, "aws")).flatMap((folder) => readdirSync(join(aws.folder, "aws", folder)));
  expect(left).toEqual([]);
  expect(existsSync(join(aws.folder, "cloudflare", "zone", `${ZONE}.json`))).toBe(true);
});
