import type { groupRefusals } from "../../../sandbox/refusals/ec2-groups";
import type { instanceRefusals } from "../../../sandbox/refusals/ec2-instances";
import type { networkRefusals } from "../../../sandbox/refusals/ec2-network";
import { network } from "../site";
import { asking, inNetwork, listOf, type Provoke, ruleFrom } from "./scenario";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const SUBNET = "aws:ec2/subnet:Subnet";
const ROUTE = "aws:ec2/route:Route";
const TABLE = "aws:ec2/routeTable:RouteTable";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const ACL = "aws:ec2/networkAcl:NetworkAcl";
const ACL_RULE = "aws:ec2/networkAclRule:NetworkAclRule";
const LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";
const EIP = "aws:ec2/eip:Eip";
const EIP_ASSOCIATION = "aws:ec2/eipAssociation:EipAssociation";
const INSTANCE = "aws:ec2/instance:Instance";
const ami = "ami-0123456789abcdef0";

const aclRule = (networkAclId: string, ruleNumber: number, inputs = {}) => ({
  ...{ networkAclId, ruleNumber, protocol: "tcp", ruleAction: "allow", cidrBlock: "0.0.0.0/0" },
  ...{ fromPort: 443, toPort: 443, ...inputs },
});

type Ec2Refusal = keyof typeof groupRefusals | keyof typeof networkRefusals | keyof typeof instanceRefusals;

/** How each refusal of EC2 is provoked. */
export const ec2Scenarios: Record<Ec2Refusal, Provoke> = {
  cidrNotCanonical: asking(RULE, ruleFrom("sg-1", "203.0.113.9/24")),
  oneSource: asking(RULE, { securityGroupId: "sg-1", ipProtocol: "-1" }),
  duplicateRule: inNetwork(async (aws, { group }) => {
    await aws.create(RULE, "one", ruleFrom(group.id, "192.0.2.0/24"));
    await aws.create("aws:ec2/securityGroupRule:SecurityGroupRule", "two", {
      ...{ type: "ingress", securityGroupId: group.id, protocol: "6", fromPort: 443, toPort: 443 },
      cidrBlocks: ["198.51.100.0/24", "192.0.2.0/24"],
    });
  }),
  tooManyRules: inNetwork(async (aws, { group }) => {
    const list = await aws.create(LIST, "edge", listOf(1, 60));
    const inputs = { securityGroupId: group.id, ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    await aws.create(RULE, "list", { ...inputs, prefixListId: list.id });
    await aws.create(RULE, "one-more", { ...inputs, cidrIpv4: "192.0.2.0/24" });
  }),
  duplicateGroup: inNetwork(async (aws, { vpc }) => {
    await aws.create(GROUP, "one", { vpcId: vpc.id, name: "edge" });
    await aws.create(GROUP, "two", { vpcId: vpc.id, name: "edge" });
  }),
  noSuchGroup: asking(RULE, ruleFrom("sg-1", "192.0.2.0/24")),
  dependencyViolation: inNetwork(async (aws, { vpc, group }) => {
    const other = await aws.create(GROUP, "app", { vpcId: vpc.id });
    const inputs = { securityGroupId: other.id, ipProtocol: "tcp", fromPort: 80, toPort: 80 };
    await aws.create(RULE, "from-alb", { ...inputs, referencedSecurityGroupId: group.id });
    await aws.remove(group);
  }),
  mappedAddresses: inNetwork(async (aws, { subnets, gateway }) => {
    await aws.create(INSTANCE, "web", { ami, subnetId: subnets[0].id, associatePublicIpAddress: true });
    await aws.remove(gateway);
  }),
  noSuchVpc: asking(SUBNET, { vpcId: "vpc-1", cidrBlock: "10.0.1.0/24" }),
  noSuchSubnet: asking(INSTANCE, { ami, subnetId: "subnet-1" }),
  subnetOutside: inNetwork((aws, { vpc }) => aws.create(SUBNET, "c", { vpcId: vpc.id, cidrBlock: "10.1.0.0/24" })),
  subnetOverlaps: inNetwork((aws, { vpc }) => aws.create(SUBNET, "c", { vpcId: vpc.id, cidrBlock: "10.0.1.128/25" })),
  vpcSize: asking("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/8" }),
  gatewayTaken: inNetwork((aws, { vpc }) =>
    aws.create("aws:ec2/internetGateway:InternetGateway", "second", { vpcId: vpc.id }),
  ),
  noSuchGateway: inNetwork((aws, { vpc }) =>
    aws.create(ROUTE, "out", {
      routeTableId: vpc.properties.mainRouteTableId,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: "igw-1",
    }),
  ),
  noSuchRouteTable: asking(ROUTE, { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" }),
  duplicateRoute: inNetwork(async (aws, { vpc, gateway }) => {
    const routes = [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }];
    const table = await aws.create(TABLE, "public", { vpcId: vpc.id, routes });
    const inputs = { routeTableId: table.id, gatewayId: gateway.id };
    await aws.create(ROUTE, "out", { ...inputs, destinationCidrBlock: "0.0.0.0/0" });
  }),
  oneDestination: asking(ROUTE, { routeTableId: "rtb-1", gatewayId: "igw-1" }),
  alreadyAssociated: inNetwork(async (aws, { vpc, subnets }) => {
    const routeTableId = vpc.properties.mainRouteTableId;
    await aws.create(ASSOCIATION, "one", { routeTableId, subnetId: subnets[0].id });
    await aws.create(ASSOCIATION, "two", { routeTableId, subnetId: subnets[0].id });
  }),
  noSuchNetworkAcl: asking(ACL_RULE, aclRule("acl-1", 100)),
  duplicateAclEntry: inNetwork(async (aws, { vpc }) => {
    const acl = await aws.create(ACL, "public", { vpcId: vpc.id });
    await aws.create(ACL_RULE, "one", aclRule(acl.id, 100));
    await aws.create(ACL_RULE, "two", aclRule(acl.id, 100, { fromPort: 80, toPort: 80 }));
  }),
  tooManyAclEntries: inNetwork((aws, { vpc }) => {
    const ingress = Array.from({ length: 20 }, (_, index) => ({
      ...{ protocol: "tcp", action: "allow", ruleNo: index + 1, fromPort: 443, toPort: 443 },
      cidrBlock: `203.0.113.${index}/32`,
    }));
    return aws.create(ACL, "public", { vpcId: vpc.id, ingress });
  }),
  noSuchPrefixList: inNetwork((aws, { group }) =>
    aws.create(RULE, "list", { securityGroupId: group.id, ipProtocol: "-1", prefixListId: "pl-1" }),
  ),
  entriesAndSize: async ({ aws }) => aws.update(await aws.create(LIST, "edge", listOf(1, 5)), listOf(2, 6)),
  tooManyEntries: asking(LIST, listOf(3, 2)),
  prefixListSize: asking(LIST, listOf(0, 1001)),
  tooManyEntriesAtOnce: asking(LIST, listOf(101, 200)),
  prefixListGrowth: inNetwork(async (aws, { group }) => {
    const list = await aws.create(LIST, "edge", listOf(1, 30));
    await aws.create(RULE, "list", { securityGroupId: group.id, ipProtocol: "-1", prefixListId: list.id });
    await aws.update(list, listOf(1, 61));
  }),
  tooManyAddresses: async ({ aws }) => {
    for (let index = 0; index < 6; index++) await aws.create(EIP, `ip${index}`, {});
  },
  noSuchAllocation: asking(EIP_ASSOCIATION, { allocationId: "eipalloc-1", instanceId: "i-1" }),
  addressTaken: inNetwork(async (aws, { subnets }) => {
    const web = await aws.create(INSTANCE, "web", { ami, subnetId: subnets[0].id });
    const address = await aws.create(EIP, "web", { instance: web.id });
    const inputs = { allocationId: address.id, instanceId: web.id, allowReassociation: false };
    await aws.create(EIP_ASSOCIATION, "web", inputs);
  }),
  addressInUse: inNetwork(async (aws, { subnets }) => {
    const web = await aws.create(INSTANCE, "web", { ami, subnetId: subnets[0].id });
    const address = await aws.create(EIP, "web", {});
    await aws.create(EIP_ASSOCIATION, "web", { allocationId: address.id, instanceId: web.id });
    await aws.remove(address);
  }),
  noSuchInstance: asking(EIP, { instance: "i-1" }),
  terminationProtected: inNetwork(async (aws, { subnets }) => {
    const inputs = { ami, subnetId: subnets[0].id, disableApiTermination: true };
    await aws.remove(await aws.create(INSTANCE, "web", inputs));
  }),
  malformedAmi: inNetwork((aws, { subnets }) =>
    aws.create(INSTANCE, "web", { ami: "ubuntu", subnetId: subnets[0].id }),
  ),
  missingAmi: asking(INSTANCE, { subnetId: "subnet-1" }),
  foreignGroup: async ({ aws }) => {
    const here = await network(aws);
    const elsewhere = await aws.create("aws:ec2/vpc:Vpc", "other", { cidrBlock: "10.9.0.0/16" });
    const group = await aws.create(GROUP, "other", { vpcId: elsewhere.id });
    await aws.create(INSTANCE, "web", { ami, subnetId: here.subnets[0].id, vpcSecurityGroupIds: [group.id] });
  },
};
