/**
 * A shop on AWS behind Cloudflare, written without no521's components and deployed for years. Two defects have crept in,
 * as they do: the zone went to strict and the balancer still listens on port 80 only, and the pasted list of Cloudflare's
 * ranges is older than the day when 104.16.0.0/12 became 104.16.0.0/13 and 104.24.0.0/14.
 */
import * as aws from "@pulumi/aws";
import * as cloudflare from "@pulumi/cloudflare";

// Copied from https://www.cloudflare.com/ips-v4
const cloudflareRanges = [
  "173.245.48.0/20",
  "103.21.244.0/22",
  "103.22.200.0/22",
  "103.31.4.0/22",
  "141.101.64.0/18",
  "108.162.192.0/18",
  "190.93.240.0/20",
  "188.114.96.0/20",
  "197.234.240.0/22",
  "198.41.128.0/17",
  "162.158.0.0/15",
  "104.16.0.0/13",
  "172.64.0.0/13",
  "131.0.72.0/22",
];

const vpc = new aws.ec2.Vpc("shop", { cidrBlock: "10.30.0.0/16", enableDnsHostnames: true });
const gateway = new aws.ec2.InternetGateway("shop", { vpcId: vpc.id });
const routes = new aws.ec2.RouteTable("shop", {
  vpcId: vpc.id,
  routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }],
});
const subnets = ["us-east-1a", "us-east-1b"].map((availabilityZone, index) => {
  const subnet = new aws.ec2.Subnet(`shop-${availabilityZone}`, {
    vpcId: vpc.id,
    availabilityZone,
    cidrBlock: `10.30.${index}.0/24`,
  });
  new aws.ec2.RouteTableAssociation(`shop-${availabilityZone}`, { subnetId: subnet.id, routeTableId: routes.id });
  return subnet;
});

const balancerGroup = new aws.ec2.SecurityGroup("shop-balancer", {
  vpcId: vpc.id,
  description: "Cloudflare to the balancer",
  ingress: [80, 443].map((port) => ({
    protocol: "tcp",
    fromPort: port,
    toPort: port,
    cidrBlocks: cloudflareRanges,
  })),
  egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
});
const serverGroup = new aws.ec2.SecurityGroup("shop-server", {
  vpcId: vpc.id,
  description: "Balancer to the servers",
  ingress: [{ protocol: "tcp", fromPort: 8080, toPort: 8080, securityGroups: [balancerGroup.id] }],
  egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
});

const balancer = new aws.lb.LoadBalancer("shop", {
  loadBalancerType: "application",
  securityGroups: [balancerGroup.id],
  subnets: subnets.map((subnet) => subnet.id),
  idleTimeout: 960,
});
const servers = new aws.lb.TargetGroup("shop", {
  vpcId: vpc.id,
  port: 8080,
  protocol: "HTTP",
  targetType: "instance",
  healthCheck: { path: "/health" },
});
subnets.forEach((subnet, index) => {
  const server = new aws.ec2.Instance(`shop-${index}`, {
    ami: "ami-0123456789abcdef0",
    instanceType: "t4g.small",
    subnetId: subnet.id,
    vpcSecurityGroupIds: [serverGroup.id],
    associatePublicIpAddress: true,
  });
  new aws.lb.TargetGroupAttachment(`shop-${index}`, { targetGroupArn: servers.arn, targetId: server.id, port: 8080 });
});
new aws.lb.Listener("shop-http", {
  loadBalancerArn: balancer.arn,
  port: 80,
  protocol: "HTTP",
  defaultActions: [{ type: "forward", targetGroupArn: servers.arn }],
});

const zone = cloudflare.getZoneOutput({ filter: { name: "example.com" } });
new cloudflare.ZoneSetting("ssl", { zoneId: zone.zoneId, settingId: "ssl", value: "strict" });
new cloudflare.ZoneSetting("https", { zoneId: zone.zoneId, settingId: "always_use_https", value: "on" });
new cloudflare.DnsRecord("shop", {
  zoneId: zone.zoneId,
  name: "shop.example.com",
  type: "CNAME",
  content: balancer.dnsName,
  proxied: true,
  ttl: 1,
});
new cloudflare.NotificationPolicy("refused", {
  accountId: zone.account.id,
  name: "shop: origin refuses connections",
  alertType: "real_origin_monitoring",
  enabled: true,
  mechanisms: { emails: [{ id: "oncall@example.com" }] },
});

export const url: string = "https://shop.example.com";
