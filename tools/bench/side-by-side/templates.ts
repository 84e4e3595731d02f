import { cloudflareIpv4 } from "../../../test/corpus/programs/edge";

type Block = Readonly<Record<string, unknown>>;

/** What the defects change of the template. */
interface Parts {
  readonly cidrs: readonly string[];
  readonly httpsPort: number;
  readonly scheme: string;
  readonly publicRoute: Block;
  readonly otherRoutes: Block;
  readonly aclIn: readonly Block[];
  readonly aclOut: readonly Block[];
  readonly https: Block;
  readonly certificateName: string;
}

const ref = (name: string): Block => ({ Ref: name });
const certificates = [{ CertificateArn: ref("Certificate") }];

const good: Parts = {
  cidrs: cloudflareIpv4,
  httpsPort: 443,
  scheme: "internet-facing",
  publicRoute: { GatewayId: ref("Gateway") },
  otherRoutes: {},
  aclIn: [aclRule(100, 80, 80), aclRule(110, 443, 443), aclRule(120, 1024, 65535)],
  aclOut: [aclRule(100, 0, 65535)],
  https: { Port: 443, Protocol: "HTTPS", Certificates: certificates },
  certificateName: "shop.example.com",
};

/** The balancer of the corpus's program `inline-balancer` in CloudFormation, without defects. */
export const goodTemplate: Block = template(good);

/** The same with one defect each, by the defect's name in the corpus. */
export const badTemplates: Readonly<Record<string, Block>> = Object.fromEntries(
  Object.entries({
    "one-range-lost": { cidrs: cloudflareIpv4.filter((cidr) => cidr !== "172.64.0.0/13") },
    "list-empty": { cidrs: [] },
    "office-alone": { cidrs: ["203.0.113.0/24"] },
    "another-port": { httpsPort: 4430 },
    "route-to-172": { otherRoutes: { ToOffice: route("172.0.0.0/8", { TransitGatewayId: "tgw-0a1b2c3d4e5f60718" }) } },
    "no-gateway-route": { publicRoute: {} },
    "nat-instead-of-gateway": { publicRoute: { NatGatewayId: "nat-0a1b2c3d4e5f60718" } },
    "internal-balancer": { scheme: "internal" },
    "acl-egress-removed": { aclOut: [] },
    "acl-linux-ports": { aclOut: [aclRule(100, 32768, 60999)] },
    "no-https-listener": { https: {} },
    "listener-moved": { https: { ...good.https, Port: 8443 } },
    "http-on-443": { https: { Port: 443, Protocol: "HTTP" } },
    "another-name": { certificateName: "store.example.com" },
  } satisfies Readonly<Record<string, Partial<Parts>>>).map(([defect, change]) => [
    defect,
    template({ ...good, ...change }),
  ]),
);

function template(parts: Parts): Block {
  return { AWSTemplateFormatVersion: "2010-09-09", Resources: { ...network(parts), ...balancer(parts) } };
}

function network({ publicRoute, otherRoutes, aclIn, aclOut }: Parts): Block {
  const subnets = ["A", "B"].flatMap((zone, index) => [
    [
      `Subnet${zone}`,
      of("EC2::Subnet", {
        VpcId: ref("Vpc"),
        CidrBlock: `10.0.${index}.0/24`,
        AvailabilityZone: `us-east-1${zone.toLowerCase()}`,
      }),
    ],
    [`Table${zone}`, joined("EC2::SubnetRouteTableAssociation", zone, { RouteTableId: ref("Table") })],
    [`Acl${zone}`, joined("EC2::SubnetNetworkAclAssociation", zone, { NetworkAclId: ref("Acl") })],
  ]);
  return {
    Vpc: of("EC2::VPC", { CidrBlock: "10.0.0.0/16" }),
    Gateway: of("EC2::InternetGateway", {}),
    Attachment: of("EC2::VPCGatewayAttachment", { VpcId: ref("Vpc"), InternetGatewayId: ref("Gateway") }),
    Table: of("EC2::RouteTable", { VpcId: ref("Vpc") }),
    ...(Object.keys(publicRoute).length > 0 && { ToAll: route("0.0.0.0/0", publicRoute) }),
    ...otherRoutes,
    Acl: of("EC2::NetworkAcl", { VpcId: ref("Vpc") }),
    ...Object.fromEntries(aclIn.map((rule, index) => [`AclIn${index}`, of("EC2::NetworkAclEntry", rule)])),
    ...Object.fromEntries(
      aclOut.map((rule, index) => [`AclOut${index}`, of("EC2::NetworkAclEntry", { ...rule, Egress: true })]),
    ),
    ...Object.fromEntries(subnets),
  };
}

function balancer({ cidrs, httpsPort, scheme, https, certificateName }: Parts): Block {
  const redirect = { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" };
  const listener = (properties: Block, action: Block) =>
    of("ElasticLoadBalancingV2::Listener", {
      LoadBalancerArn: ref("Balancer"),
      ...properties,
      DefaultActions: [action],
    });
  return {
    Group: of("EC2::SecurityGroup", {
      VpcId: ref("Vpc"),
      GroupDescription: "Cloudflare to the balancer",
      SecurityGroupIngress: [80, httpsPort].flatMap((port) =>
        cidrs.map((CidrIp) => ({ IpProtocol: "tcp", FromPort: port, ToPort: port, CidrIp })),
      ),
      SecurityGroupEgress: [{ IpProtocol: "-1", CidrIp: "0.0.0.0/0" }],
    }),
    Balancer: of("ElasticLoadBalancingV2::LoadBalancer", {
      Type: "application",
      Scheme: scheme,
      SecurityGroups: [ref("Group")],
      Subnets: [ref("SubnetA"), ref("SubnetB")],
    }),
    Targets: of("ElasticLoadBalancingV2::TargetGroup", { VpcId: ref("Vpc"), Port: 8080, Protocol: "HTTP" }),
    Certificate: of("CertificateManager::Certificate", { DomainName: certificateName, ValidationMethod: "DNS" }),
    Http: listener({ Port: 80, Protocol: "HTTP" }, { Type: "redirect", RedirectConfig: redirect }),
    ...(Object.keys(https).length > 0 && {
      Https: listener(https, { Type: "forward", TargetGroupArn: ref("Targets") }),
    }),
  };
}

function of(type: string, Properties: Block): Block {
  return { Type: `AWS::${type}`, Properties };
}

function joined(type: string, zone: string, to: Block): Block {
  return of(type, { SubnetId: ref(`Subnet${zone}`), ...to });
}

function route(DestinationCidrBlock: string, target: Block): Block {
  return of("EC2::Route", { RouteTableId: ref("Table"), DestinationCidrBlock, ...target });
}

function aclRule(RuleNumber: number, From: number, To: number): Block {
  return {
    ...{ NetworkAclId: ref("Acl"), RuleNumber, Protocol: 6, RuleAction: "allow", CidrBlock: "0.0.0.0/0" },
    PortRange: { From, To },
  };
}
