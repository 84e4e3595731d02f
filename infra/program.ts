import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { desiredRanges } from "../src/ranges/desired";
import { ProtectedSite } from "./components/protected-site";
import { PublicNetwork } from "./components/public-network";
import { readSettings } from "./config";
import { planSite } from "./site-plan";

/** Declares the site of a stack and returns what a person asks of it. */
export async function program(): Promise<Record<string, unknown>> {
  const settings = readSettings(new pulumi.Config("no521"), Object.keys(pulumi.runtime.allConfig()));
  const { cidrBlock, ipv6, liveRanges } = settings;
  // Awaited before anything is registered: how many rules there are must be known in a preview.
  const ranges = await desiredRanges({
    now: new Date(),
    projectFolder: __dirname,
    configPath: process.env.NO521_CONFIG,
    ownNetworks: [cidrBlock],
    ...(!liveRanges && { live: null }),
  });
  for (const note of ranges.notes) await pulumi.log.warn(note);
  const { region } = await aws.getRegion();
  const { names } = await aws.getAvailabilityZones({ state: "available" });
  const checkers = await aws.ec2.getManagedPrefixList({ name: `com.amazonaws.${region}.route53-healthchecks` });
  const edgeRanges = ranges.allowed;

  const network = new PublicNetwork("net", { cidrBlock, zones: names.slice(0, 2), ipv6, edgeRanges });
  const site = new ProtectedSite("site", planSite(settings, { network, edgeRanges, checkerListId: checkers.id }));

  return {
    hostnames: site.hostnames,
    origin: site.origin,
    zoneId: site.zoneId,
    vpcId: network.vpcId,
    securityGroupIds: site.securityGroupIds,
    edgeRanges,
  };
}
