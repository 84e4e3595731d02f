import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Archetype } from "../corpus/archetype";
import { cloudflareIpv4, proxiedName, strictZone } from "../corpus/programs/edge";
import { everywhere, publicNetwork, servers } from "../corpus/programs/network";

function hidden(id: string, title: string, program: () => unknown): Archetype {
  return { id, title, hostnames: [], families: [], traits: [], program };
}

function serve(name: string, balancer: aws.lb.LoadBalancer, targets: aws.lb.TargetGroup, opts: pulumi.ResourceOptions) {
  const domain = { domainName: "*.example.com", validationMethod: "DNS" };
  const listener = {
    loadBalancerArn: balancer.arn,
    port: 443,
    protocol: "HTTPS",
    certificateArn: new aws.acm.Certificate(name, domain, opts).arn,
    defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
  };
  return new aws.lb.Listener(name, listener, opts);
}

/** A balancer whose only group is another team's, so that its rules are in the cloud alone. */
export const readGroup = hidden("read-group", "a group that is only read", () => {
  const network = publicNetwork("guest");
  const group = aws.ec2.SecurityGroup.get("shared", "sg-0a1b2c3d4e5f60718");
  const balancer = new aws.lb.LoadBalancer("guest", { securityGroups: [group.id], subnets: network.subnetIds });
  serve("guest", balancer, servers("guest", network, group), {});
  proxiedName(strictZone().id, "guest.example.com", balancer.dnsName);
});

/** A component that its own provider makes, as packages for several languages are; a recording sees no child of it. */
class PackagedService extends pulumi.ComponentResource {
  declare readonly address: pulumi.Output<string>;

  constructor(name: string, isRemote: boolean) {
    super("platform:web:Service", name, isRemote ? { address: undefined } : {}, {}, isRemote);
    if (isRemote) return;
    const network = publicNetwork(name);
    const group = new aws.ec2.SecurityGroup(
      name,
      {
        vpcId: network.vpc.id,
        ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: cloudflareIpv4 }],
        egress: [everywhere],
      },
      { parent: this },
    );
    const balancer = new aws.lb.LoadBalancer(
      name,
      { securityGroups: [group.id], subnets: network.subnetIds },
      { parent: this },
    );
    serve(name, balancer, servers(name, network, group), { parent: this });
    this.address = balancer.dnsName;
    this.registerOutputs({ address: this.address });
  }
}

/** What the program declares of a packaged component, and what the engine sees once its provider has run. */
export const packaged = {
  declared: hidden("packaged", "a packaged component", () => publishPackaged(true)),
  made: hidden("packaged", "a packaged component", () => publishPackaged(false)),
};

function publishPackaged(isRemote: boolean): void {
  proxiedName(strictZone().id, "team.example.com", new PackagedService("team", isRemote).address);
}

/** A name that is published from within `apply`, which runs only once the value is there. */
export const publishedLater = hidden("published-later", "a name published within apply", () => {
  const network = publicNetwork("late");
  const group = new aws.ec2.SecurityGroup("late", {
    vpcId: network.vpc.id,
    ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: cloudflareIpv4 }],
    egress: [everywhere],
  });
  const balancer = new aws.lb.LoadBalancer("late", { securityGroups: [group.id], subnets: network.subnetIds });
  serve("late", balancer, servers("late", network, group), {});
  const zone = strictZone();
  proxiedName(zone.id, "early.example.com", balancer.dnsName);
  balancer.dnsName.apply((name) => {
    proxiedName(zone.id, "late.example.com", name);
  });
});

/** What a program may leave to functions that wait for an id, since it has it as an output. */
type Part = "rules" | "listener" | "associations";

/** A site of which one part is declared within `apply`, as it is not to be, and as many programs do it. */
export function completedLater(later: Part): Archetype {
  return hidden(`completed-later-${later}`, `${later} made within apply`, () => {
    const network = publicNetwork("slow");
    const group = new aws.ec2.SecurityGroup("slow", { vpcId: network.vpc.id, egress: [everywhere] });
    const open = (make: (cidrIpv4: string) => unknown) => cloudflareIpv4.map(make);
    const ports = { fromPort: 443, toPort: 443, ipProtocol: "tcp" };
    if (later === "rules") {
      group.id.apply((securityGroupId) =>
        open((cidr) => new aws.vpc.SecurityGroupIngressRule(cidr, { securityGroupId, cidrIpv4: cidr, ...ports })),
      );
    } else {
      open(
        (cidr) => new aws.vpc.SecurityGroupIngressRule(cidr, { securityGroupId: group.id, cidrIpv4: cidr, ...ports }),
      );
    }
    const subnetIds = later === "associations" ? lateSubnets(network) : network.subnetIds;
    const balancer = new aws.lb.LoadBalancer("slow", { securityGroups: [group.id], subnets: subnetIds });
    const targets = servers("slow", network, group);
    const certificateArn = new aws.acm.Certificate("slow", { domainName: "*.example.com", validationMethod: "DNS" })
      .arn;
    const listener = {
      port: 443,
      protocol: "HTTPS",
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
    };
    if (later === "listener") {
      balancer.arn.apply(
        (loadBalancerArn) => new aws.lb.Listener("slow", { loadBalancerArn, certificateArn, ...listener }),
      );
    } else new aws.lb.Listener("slow", { loadBalancerArn: balancer.arn, certificateArn, ...listener });
    proxiedName(strictZone().id, "slow.example.com", balancer.dnsName);
  });
}

function lateSubnets({ vpc, routes }: ReturnType<typeof publicNetwork>) {
  const subnets = ["us-east-1a", "us-east-1b"].map((availabilityZone, index) => {
    const place = { vpcId: vpc.id, availabilityZone, cidrBlock: `10.30.${10 + index}.0/24` };
    return new aws.ec2.Subnet(`late-${availabilityZone}`, place);
  });
  const ids = subnets.map(({ id }) => id);
  pulumi.all([routes.id, ...ids]).apply(([routeTableId = "", ...known]) => {
    for (const subnetId of known) new aws.ec2.RouteTableAssociation(`late-${subnetId}`, { subnetId, routeTableId });
  });
  return ids;
}
