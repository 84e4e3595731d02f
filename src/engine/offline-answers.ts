import { createHash } from "node:crypto";
import { recordedListId } from "../graph/aws-lists";
import { answerOf, type Fixtures, noFixtures } from "../graph/fixtures";
import { isProperties, notKnown, type Properties } from "../graph/value";
import type { AnswerInvoke } from "./record-monitor";

/** What a recording knows of the world outside of the program; plain data, which another process can be sent. */
export interface OfflineFacts {
  /** Cloudflare's CIDRs, for a program that asks for them. */
  readonly ranges: readonly string[];
  readonly fixtures: Fixtures;
  /** The stack's configuration, under full keys such as `aws:region`. */
  readonly config: Readonly<Record<string, string>>;
}

/** What a recording that is told nothing knows. */
const nothing: OfflineFacts = { ranges: [], fixtures: noFixtures, config: {} };

/**
 * Answers the provider functions whose answers decide no verdict, with values of the documentation ranges: a recording
 * asks no cloud. Two ids that the same question would get are equal, so that resources still fit together.
 */
export const answerOffline: AnswerInvoke = (token, args) => answers[token]?.(args, nothing);

/**
 * Answers what a program asks of the world: first as `no521.yaml` says, then from the stack's configuration and the range
 * list. What nobody has said stays unanswered, and so unknown.
 */
export function answerFrom(facts: OfflineFacts): AnswerInvoke {
  return (token, args) =>
    answerOf(facts.fixtures, token, args) ?? answers[token]?.(args, facts) ?? stackOf(token, args, facts);
}

/** Another stack is read under its full name, as it is written in the program. */
function stackOf(token: string, { name }: Properties, { fixtures }: OfflineFacts): Properties | undefined {
  if (token !== stackReference || typeof name !== "string") return undefined;
  const outputs = Object.hasOwn(fixtures.stacks, name) ? fixtures.stacks[name] : undefined;
  return outputs === undefined ? undefined : { outputs, secretOutputNames: [] };
}

/** Type of the resource by which a program reads another stack's outputs. */
export const stackReference = "pulumi:pulumi:StackReference";

type Answer = (args: Properties, facts: OfflineFacts) => Properties | undefined;

const answers: Readonly<Record<string, Answer>> = {
  "cloudflare:index/getIpRanges:getIpRanges": (_, { ranges }) =>
    ranges.length === 0 ? undefined : rangesAnswer(ranges),
  "aws:index/getAvailabilityZones:getAvailabilityZones": (_, facts) => {
    const region = regionOf(facts);
    const letters = ["a", "b", "c"];
    return {
      id: region,
      names: letters.map((letter) => `${region}${letter}`),
      zoneIds: letters.map((_letter, index) => `${shortRegion(region)}-az${index + 1}`),
    };
  },
  "aws:index/getRegion:getRegion": ({ region: asked }, facts) => {
    const region = typeof asked === "string" ? asked : regionOf(facts);
    return { id: region, region, name: region, description: "", endpoint: "" };
  },
  "aws:index/getCallerIdentity:getCallerIdentity": (_, facts) => {
    const account = accountOf(facts);
    return { id: account, accountId: account, arn: `arn:aws:iam::${account}:root`, userId: account };
  },
  "aws:index/getPartition:getPartition": () => ({ id: "aws", partition: "aws", dnsSuffix: "amazonaws.com" }),
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": ({ name }) => ({
    id: recordedListId(typeof name === "string" ? name : undefined),
    name: name ?? null,
    addressFamily: "IPv4",
    // An empty list would be an answer, and one that no list gives.
    entries: notKnown,
  }),
  "aws:ec2/getAmi:getAmi": () => ({ id: "ami-0123456789abcdef0", architecture: "arm64" }),
  "cloudflare:index/getZone:getZone": zoneAnswer,
};

/** Under the names of majors 6 and 5. */
function rangesAnswer(cidrs: readonly string[]): Properties {
  const ipv4 = cidrs.filter((cidr) => !cidr.includes(":"));
  const ipv6 = cidrs.filter((cidr) => cidr.includes(":"));
  const ranges = { ipv4Cidrs: ipv4, ipv6Cidrs: ipv6, ipv4CidrBlocks: ipv4, ipv6CidrBlocks: ipv6, cidrBlocks: cidrs };
  const china = { jdcloudCidrs: [], chinaIpv4CidrBlocks: [], chinaIpv6CidrBlocks: [] };
  return { id: "ranges", etag: "", ...ranges, ...china };
}

/**
 * A zone is asked for by its id or by its name, which in major 5 stands beside the id. Each name has an id of its own, so
 * that what is declared for one zone is not taken for the other's.
 */
function zoneAnswer({ filter, name: given, zoneId }: Properties): Properties | undefined {
  const asked = isProperties(filter) ? filter.name : given;
  const name = typeof asked === "string" ? asked : undefined;
  const id = typeof zoneId === "string" ? zoneId : name === undefined ? undefined : idOf(name);
  if (id === undefined) return undefined;
  return {
    ...{ id, zoneId: id, name: name ?? notKnown, status: "active", paused: false, type: "full" },
    account: { id: "01a7362d577a6c3019a474fd6f485823", name: "example" },
  };
}

/** Thirty-two hexadecimal digits, as Cloudflare's ids have them. */
function idOf(text: string): string {
  return createHash("sha256").update(text.toLowerCase()).digest("hex").slice(0, 32);
}

function regionOf({ config }: OfflineFacts): string {
  return config["aws:region"] ?? "us-east-1";
}

/**
 * `use1` of `us-east-1`, `apse2` of `ap-southeast-2`: what ids of zones begin with.
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html
 */
function shortRegion(region: string): string {
  return region.replace(/north|south|east|west|central|gov|iso/g, (word) => word.charAt(0)).replaceAll("-", "");
}

/** A stack that allows one account names it; a list is in the configuration as JSON. */
function accountOf({ config }: OfflineFacts): string {
  const [account = "000000000000", ...others] = config["aws:allowedAccountIds"]?.match(/\d{12}/g) ?? [];
  return others.length === 0 ? account : "000000000000";
}
