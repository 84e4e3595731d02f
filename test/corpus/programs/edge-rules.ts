import * as aws from "@pulumi/aws";
import * as cloudflare from "@pulumi/cloudflare";
import type { Archetype } from "../archetype";
import { cloudflareIpv4, proxiedName, strictZone } from "./edge";
import { everywhere, publicNetwork, servers } from "./network";

/** A balancer with a group that admits the edge on these ports, TLS on all of them. */
function balancerOn(name: string, domainName: string, ports: readonly number[]) {
  const network = publicNetwork(name);
  const group = new aws.ec2.SecurityGroup(name, {
    vpcId: network.vpc.id,
    ingress: ports.map((port) => ({ protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: cloudflareIpv4 })),
    egress: [everywhere],
  });
  const balancer = new aws.lb.LoadBalancer(name, { securityGroups: [group.id], subnets: network.subnetIds });
  const certificate = new aws.acm.Certificate(name, { domainName, validationMethod: "DNS" });
  const validation = new aws.acm.CertificateValidation(name, { certificateArn: certificate.arn });
  const targets = servers(name, network, group);
  const listen = (port: number, secured: boolean) =>
    new aws.lb.Listener(`${name}-${port}`, {
      loadBalancerArn: balancer.arn,
      port,
      ...(secured ? { protocol: "HTTPS", certificateArn: validation.certificateArn } : { protocol: "HTTP" }),
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
    });
  return { balancer, listen };
}

/** One hostname goes to another port of the balancer. */
export const originPort: Archetype = {
  id: "origin-port",
  title: "an origin rule that changes the port",
  hostnames: ["admin.example.com"],
  families: [4],
  traits: ["balancer", "acm", "network", "strict", "edge-redirects", "named-record"],
  program() {
    const { balancer, listen } = balancerOn("admin", "*.example.com", [8443]);
    listen(8443, true);
    const zone = strictZone();
    new cloudflare.Ruleset("admin", {
      zoneId: zone.id,
      kind: "zone",
      name: "ports",
      phase: "http_request_origin",
      rules: [
        {
          ref: "admin",
          expression: 'http.host eq "admin.example.com"',
          action: "route",
          actionParameters: { origin: { port: 8443 } },
        },
      ],
    });
    proxiedName(zone.id, "admin.example.com", balancer.dnsName);
  },
};

/** A zone that is strict, with one hostname that still speaks plain HTTP to its origin. */
export const configurationRule: Archetype = {
  id: "configuration-rule",
  title: "a configuration rule for one hostname",
  hostnames: ["legacy.example.com"],
  families: [4],
  traits: ["inline-rules", "balancer", "network", "named-record"],
  program() {
    const { balancer, listen } = balancerOn("legacy", "*.example.com", [80]);
    listen(80, false);
    const zone = strictZone();
    new cloudflare.Ruleset("legacy", {
      zoneId: zone.id,
      kind: "zone",
      name: "modes",
      phase: "http_config_settings",
      rules: [
        {
          ref: "legacy",
          expression: '(http.host in {"legacy.example.com"})',
          action: "set_config",
          actionParameters: { ssl: "flexible" },
        },
      ],
    });
    proxiedName(zone.id, "legacy.example.com", balancer.dnsName);
  },
};
