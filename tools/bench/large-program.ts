import * as aws from "@pulumi/aws";
import { cloudflareIpv4, proxiedName, strictZone } from "../../test/corpus/programs/edge";
import { publicNetwork, servers } from "../../test/corpus/programs/network";

/** Each site is 35 resources, and the zone has three. */
const sites = ["blog", "cart", "docs", "game", "help", "mail", "news", "shop"];

/** Declares eight sites of one zone, each with a network, a balancer and one rule for each of Cloudflare's ranges. */
export function program(): void {
  const zone = strictZone();
  for (const name of sites) {
    const network = publicNetwork(name);
    const group = new aws.ec2.SecurityGroup(name, { vpcId: network.vpc.id });
    const ports = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    for (const cidrIpv4 of cloudflareIpv4) {
      new aws.vpc.SecurityGroupIngressRule(`${name}-${cidrIpv4}`, { securityGroupId: group.id, ...ports, cidrIpv4 });
    }
    new aws.vpc.SecurityGroupEgressRule(name, { securityGroupId: group.id, ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" });
    const balancer = new aws.lb.LoadBalancer(name, { securityGroups: [group.id], subnets: network.subnetIds });
    const domainName = `${name}.example.com`;
    const certificate = new aws.acm.Certificate(name, { domainName, validationMethod: "DNS" });
    const validation = new aws.acm.CertificateValidation(name, { certificateArn: certificate.arn });
    new aws.lb.Listener(name, {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      certificateArn: validation.certificateArn,
      defaultActions: [{ type: "forward", targetGroupArn: servers(name, network, group).arn }],
    });
    proxiedName(zone.id, domainName, balancer.dnsName);
  }
  // With these there are three hundred.
  for (let index = 0; index < 17; index += 1) new aws.s3.Bucket(`spare-${index}`);
}
