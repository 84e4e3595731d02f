import { snapshot } from "../src/cloudflare/ranges";
import { types } from "../src/graph/types";
import type { Input, Inputs, Piece, PieceOptions, Reference, Site, SiteName } from "./example";
import { offPath } from "./off-path-types";

/** How a list is written on a page, where its twenty addresses would hide the point. */
const spellings = new Map<Input, string>();

/** Gives the text that stands for an input on a page. */
export function spellingOf(input: Input): string | undefined {
  return spellings.get(input);
}

/** Declares a resource of an example. */
export function resource(type: string, inputs: Inputs, options?: PieceOptions): Piece {
  return { type, inputs, ...(options !== undefined && { options }) };
}

/** Refers to an output of another resource of the example. */
export function output(of: string, name: string): Reference {
  return { resource: of, output: name };
}

const active = snapshot.ranges.filter(({ state }) => state === "active").map(({ cidr }) => cidr);

/** Cloudflare's ranges of one family. */
export const ipv4Ranges = spelled(
  "cloudflareIpv4",
  active.filter((cidr) => !cidr.includes(":")),
);
/** See `ipv4Ranges`. */
export const ipv6Ranges = spelled(
  "cloudflareIpv6",
  active.filter((cidr) => cidr.includes(":")),
);

/** Cloudflare's IPv4 ranges but one. */
export function ipv4RangesWithout(left: string): readonly string[] {
  return spelled(
    `cloudflareIpv4.filter((range) => range !== "${left}")`,
    ipv4Ranges.filter((cidr) => cidr !== left),
  );
}

/** Has an input written on pages as a text. */
export function spelled<T extends Input>(text: string, input: T): T {
  spellings.set(input, text);
  return input;
}

/** An inline rule that admits the edge on a port. */
export function admit(port: number): Inputs {
  return { protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: ipv4Ranges, ipv6CidrBlocks: ipv6Ranges };
}

/** An inline rule for everything and everybody. */
export const everywhere: Inputs = {
  protocol: "-1",
  fromPort: 0,
  toPort: 0,
  cidrBlocks: ["0.0.0.0/0"],
  ipv6CidrBlocks: ["::/0"],
};

/** Hands a request to the targets. */
export const forward: Inputs = { type: "forward", targetGroupArn: output("app", "arn") };

/** A listener of the balancer for plain HTTP. */
export const plainListener: Piece = resource(types.listener, {
  loadBalancerArn: output("balancer", "arn"),
  port: 80,
  protocol: "HTTP",
  defaultActions: [forward],
});

const zone: Site = {
  zone: resource(types.zone, { account: { id: "0123456789abcdef0123456789abcdef" }, name: "example.com" }),
  ssl: resource(types.zoneSetting, { zoneId: output("zone", "id"), settingId: "ssl", value: "strict" }),
  https: resource(types.zoneSetting, { zoneId: output("zone", "id"), settingId: "always_use_https", value: "on" }),
  alarm: resource(offPath.notificationPolicy, {
    accountId: "0123456789abcdef0123456789abcdef",
    name: "origin refuses connections",
    alertType: "real_origin_monitoring",
    enabled: true,
    mechanisms: { emails: [{ id: "oncall@example.com" }] },
  }),
};

const network: Site = {
  vpc: resource(types.vpc, { cidrBlock: "10.0.0.0/16", assignGeneratedIpv6CidrBlock: true }),
  gateway: resource(types.internetGateway, { vpcId: output("vpc", "id") }),
  subnet: resource(types.subnet, {
    vpcId: output("vpc", "id"),
    cidrBlock: "10.0.0.0/20",
    availabilityZone: "us-east-1a",
  }),
  routes: resource(types.routeTable, {
    vpcId: output("vpc", "id"),
    routes: [
      { cidrBlock: "0.0.0.0/0", gatewayId: output("gateway", "id") },
      { ipv6CidrBlock: "::/0", gatewayId: output("gateway", "id") },
    ],
  }),
  association: resource(types.routeTableAssociation, {
    subnetId: output("subnet", "id"),
    routeTableId: output("routes", "id"),
  }),
  firewall: resource(types.securityGroup, { vpcId: output("vpc", "id"), ingress: [admit(443)], egress: [everywhere] }),
};

const balancer: Site = {
  ...zone,
  ...network,
  otherSubnet: resource(types.subnet, {
    vpcId: output("vpc", "id"),
    cidrBlock: "10.0.16.0/20",
    availabilityZone: "us-east-1b",
  }),
  otherAssociation: resource(types.routeTableAssociation, {
    subnetId: output("otherSubnet", "id"),
    routeTableId: output("routes", "id"),
  }),
  certificate: resource(types.certificate, {
    domainName: "example.com",
    subjectAlternativeNames: ["*.example.com"],
    validationMethod: "DNS",
  }),
  validation: resource(types.certificateValidation, { certificateArn: output("certificate", "arn") }),
  balancer: resource(types.loadBalancer, {
    loadBalancerType: "application",
    internal: false,
    ipAddressType: "dualstack",
    idleTimeout: 960,
    securityGroups: [output("firewall", "id")],
    subnets: [output("subnet", "id"), output("otherSubnet", "id")],
  }),
  app: resource(types.targetGroup, {
    vpcId: output("vpc", "id"),
    port: 8080,
    protocol: "HTTP",
    targetType: "instance",
  }),
  inner: resource(types.securityGroup, {
    vpcId: output("vpc", "id"),
    ingress: [{ protocol: "tcp", fromPort: 8080, toPort: 8080, securityGroups: [output("firewall", "id")] }],
    egress: [everywhere],
  }),
  server: resource(types.instance, {
    ami: "ami-0123456789abcdef0",
    instanceType: "t3.small",
    subnetId: output("subnet", "id"),
    vpcSecurityGroupIds: [output("inner", "id")],
  }),
  attachment: resource(types.targetGroupAttachment, {
    targetGroupArn: output("app", "arn"),
    targetId: output("server", "id"),
  }),
  otherServer: resource(types.instance, {
    ami: "ami-0123456789abcdef0",
    instanceType: "t3.small",
    subnetId: output("otherSubnet", "id"),
    vpcSecurityGroupIds: [output("inner", "id")],
  }),
  otherAttachment: resource(types.targetGroupAttachment, {
    targetGroupArn: output("app", "arn"),
    targetId: output("otherServer", "id"),
  }),
  listener: resource(types.listener, {
    loadBalancerArn: output("balancer", "arn"),
    port: 443,
    protocol: "HTTPS",
    certificateArn: output("validation", "certificateArn"),
    defaultActions: [forward],
  }),
  www: resource(
    types.dnsRecord,
    {
      zoneId: output("zone", "id"),
      name: "www.example.com",
      type: "CNAME",
      content: output("balancer", "dnsName"),
      proxied: true,
      ttl: 1,
    },
    { dependsOn: ["listener"] },
  ),
};

const instance: Site = {
  ...zone,
  ...network,
  server: resource(types.instance, {
    ami: "ami-0123456789abcdef0",
    instanceType: "t3.small",
    subnetId: output("subnet", "id"),
    vpcSecurityGroupIds: [output("firewall", "id")],
    tags: { "no521:listens": "443/https" },
  }),
  address: resource(types.eip, { domain: "vpc", instance: output("server", "id") }),
  www: resource(types.dnsRecord, {
    zoneId: output("zone", "id"),
    name: "www.example.com",
    type: "A",
    content: output("address", "publicIp"),
    proxied: true,
    ttl: 1,
  }),
};

/** A site behind a balancer with addresses of both families, and one on an instance with an elastic address. */
export const sites: Readonly<Record<SiteName, Site>> = { balancer, instance };
