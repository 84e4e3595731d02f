import type { Properties } from "../graph/value";
import type { AnswerInvoke } from "./record-monitor";

/**
 * Answers the provider functions whose answers decide no verdict, with values of the documentation ranges: a recording
 * asks no cloud. Two ids that the same question would get are equal, so that resources still fit together.
 */
export const answerOffline: AnswerInvoke = (token, args) => answers[token]?.(args);

/** Answers as `answerOffline` does, and gives these CIDRs where a program asks Cloudflare for its ranges. */
export function answerWithRanges(cidrs: readonly string[]): AnswerInvoke {
  const ipv4 = cidrs.filter((cidr) => !cidr.includes(":"));
  const ipv6 = cidrs.filter((cidr) => cidr.includes(":"));
  // The names of majors 6 and 5.
  const ranges = { ipv4Cidrs: ipv4, ipv6Cidrs: ipv6, ipv4CidrBlocks: ipv4, ipv6CidrBlocks: ipv6, cidrBlocks: cidrs };
  const china = { jdcloudCidrs: [], chinaIpv4CidrBlocks: [], chinaIpv6CidrBlocks: [] };
  return (token, args) => {
    const isRanges = token === "cloudflare:index/getIpRanges:getIpRanges";
    return isRanges ? { id: "ranges", etag: "", ...ranges, ...china } : answerOffline(token, args);
  };
}

const region = "us-east-1";

const answers: Readonly<Record<string, (args: Properties) => Properties>> = {
  "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
    id: region,
    names: ["a", "b", "c"].map((zone) => `${region}${zone}`),
    zoneIds: [1, 2, 3].map((zone) => `use1-az${zone}`),
  }),
  "aws:index/getRegion:getRegion": () => ({ id: region, region, name: region, description: "", endpoint: "" }),
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    id: "000000000000",
    accountId: "000000000000",
    arn: "arn:aws:iam::000000000000:root",
    userId: "000000000000",
  }),
  "aws:index/getPartition:getPartition": () => ({ id: "aws", partition: "aws", dnsSuffix: "amazonaws.com" }),
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": ({ name }) => ({
    id: `pl-${typeof name === "string" ? name.replaceAll(/[^a-z0-9]/g, "") : "list"}`,
    name: name ?? null,
    addressFamily: "IPv4",
    entries: [],
  }),
  "aws:ec2/getAmi:getAmi": () => ({ id: "ami-0123456789abcdef0", architecture: "arm64" }),
  "cloudflare:index/getZone:getZone": ({ filter, zoneId = "023e105f4ecef8ad9ca31a8372d0c353" }) => ({
    id: zoneId,
    zoneId,
    name: nameOf(filter),
    status: "active",
    paused: false,
    type: "full",
    account: { id: "01a7362d577a6c3019a474fd6f485823", name: "example" },
  }),
};

function nameOf(filter: Properties[string] | undefined): string {
  const name = typeof filter === "object" && filter !== null && "name" in filter ? filter.name : undefined;
  return typeof name === "string" ? name : "example.com";
}
