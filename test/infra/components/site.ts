import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { OriginFirewall } from "../../../infra/components/origin-firewall";
import type { SiteNetwork } from "../../../infra/components/public-network";
import type { ProtectedSiteArgs } from "../../../infra/components/site-args";

/** A network that stands already; a route of it is still to be made. */
export function standingNetwork(): SiteNetwork {
  const route = new aws.ec2.Route("way-out", {
    routeTableId: "rtb-1",
    destinationCidrBlock: "0.0.0.0/0",
    gatewayId: "igw-1",
  });
  return {
    vpcId: "vpc-1",
    subnets: [
      { key: "a", id: "subnet-a" },
      { key: "b", id: "subnet-b" },
    ],
    ready: [route],
  };
}

/** A firewall with one rule for each family. */
export function smallFirewall(name = "web"): OriginFirewall {
  const admission = { kind: "rules", ranges: ["203.0.113.0/24", "2001:db8::/32"] } as const;
  return new OriginFirewall(name, { vpcId: "vpc-1", port: 443, admission });
}

/** A site with a load balancer, in which everything fits together. */
export function albSite(change: Partial<ProtectedSiteArgs> = {}): ProtectedSiteArgs {
  return {
    zone: { kind: "known", name: "example.com", zoneId: "z1", accountId: "a1" },
    hostnames: ["www.example.com"],
    network: standingNetwork(),
    edgeRanges: ["203.0.113.0/24", "2001:db8::/32"],
    origin: {
      kind: "alb",
      certificate: { kind: "acm" },
      backend: { kind: "servers", ami: "ami-1", instanceType: "t4g.small" },
    },
    ...change,
  };
}

/** The origin of a site with one instance. */
export function instanceSite(): ProtectedSiteArgs["origin"] {
  return {
    kind: "instance",
    ami: "ami-1",
    instanceType: "t4g.small",
    certificate: { kind: "origin-ca", csr: "csr", privateKey: "key", keyType: "ecc" },
    userData: ({ certificate }) => pulumi.interpolate`serve with ${certificate}`,
  };
}
