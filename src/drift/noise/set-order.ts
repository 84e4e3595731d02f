import { sameMembers } from "../compare";
import type { Noise } from "./noise";

/** Lists that are sets to their service; of any other list the order may matter. */
const sets: ReadonlySet<string> = new Set([
  ...["ingress", "egress", "cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "securityGroups", "vpcSecurityGroupIds"],
  ...["subnets", "subnetIds", "subnetMappings", "availabilityZones", "zones", "entries", "routes", "targetGroups"],
  ...["subjectAlternativeNames", "domainValidationOptions", "hostnames", "regions", "checkRegions", "alarmActions"],
  ...["okActions", "insufficientDataActions", "tags", "expectedCodes", "origins", "values", "nameServers"],
]);

/** Members of a set in another order. */
export const setOrder: Noise = {
  id: "set-order",
  why: "The list is a set to its service, which gives it in an order of its own.",
  sources: [
    "https://github.com/pulumi/pulumi-terraform-bridge/issues/1904",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/6140",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/7179",
  ],
  isNoise: ({ path, before, after }) => sets.has(lastName(path)) && sameMembers(before, after),
};

function lastName(path: string): string {
  return (
    path
      .replace(/\[\d+\]/g, "")
      .split(".")
      .at(-1) ?? ""
  );
}
