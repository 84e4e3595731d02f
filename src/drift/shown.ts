import { types } from "../graph/types";
import { notKnown, type Value } from "../graph/value";
import type { ShownDifference } from "./change";
import { type Difference, topOf } from "./compare";

/**
 * Properties whose values are printed: names, addresses, ports and switches, which hold no secret. Any other property,
 * user data and header values among them, is named without its value.
 */
const shown: ReadonlySet<string> = new Set([
  ...["name", "type", "proxied", "ttl", "priority", "settingId", "status", "paused", "zoneId"],
  ...[
    "cidrIpv4",
    "cidrIpv6",
    "cidrBlock",
    "cidrBlocks",
    "ipv6CidrBlock",
    "ipv6CidrBlocks",
    "cidr",
    "destinationCidrBlock",
  ],
  ...[
    "destinationIpv6CidrBlock",
    "ipProtocol",
    "protocol",
    "fromPort",
    "toPort",
    "port",
    "securityGroupId",
    "prefixListId",
  ],
  ...[
    "referencedSecurityGroupId",
    "securityGroups",
    "vpcSecurityGroupIds",
    "subnets",
    "subnetId",
    "subnetIds",
    "vpcId",
  ],
  ...["routeTableId", "gatewayId", "natGatewayId", "ruleNo", "ruleNumber", "ruleAction", "action", "egress"],
  ...[
    "loadBalancerArn",
    "targetGroupArn",
    "certificateArn",
    "sslPolicy",
    "internal",
    "ipAddressType",
    "dnsName",
    "scheme",
  ],
  ...["publicIp", "privateIp", "publicDns", "instanceState", "instanceType", "ami", "availabilityZone", "instance"],
  ...[
    "targetId",
    "targetType",
    "protocolVersion",
    "matcher",
    "path",
    "idleTimeout",
    "entries",
    "maxEntries",
    "addressFamily",
  ],
  ...[
    "domainName",
    "subjectAlternativeNames",
    "notAfter",
    "notBefore",
    "expiresOn",
    "validationMethod",
    "renewalEligibility",
  ],
  ...[
    "fqdn",
    "resourcePath",
    "failureThreshold",
    "requestInterval",
    "checkRegions",
    "suspended",
    "interval",
    "retries",
  ],
  ...["address", "expectedCodes", "method", "timeout", "enabled", "alertType", "threshold", "comparisonOperator"],
  ...[
    "defaultPools",
    "fallbackPool",
    "origins",
    "weight",
    "monitor",
    "steeringPolicy",
    "minimumOrigins",
    "expression",
    "phase",
  ],
  ...["kind", "service", "hostname", "region", "state", "editable", "modifiedOn", "createdOn"],
  ...[
    "mapPublicIpOnLaunch",
    "enableDnsSupport",
    "enableDnsHostnames",
    "desiredCapacity",
    "minSize",
    "maxSize",
    "desiredCount",
  ],
]);

/** Properties that hold anything elsewhere, and of these types only what everybody may know. */
const shownOf: Readonly<Record<string, readonly string[]>> = {
  [types.dnsRecord]: ["content"],
  [types.zoneSetting]: ["value"],
};

const longest = 120;

/** Gives a difference of a resource of this type as a report has it. */
export function shownDifference(type: string, { path, before, after }: Difference): ShownDifference {
  if (!isShown(type, path)) return notShown(path);
  return { path, shown: true, before: textOf(before), after: textOf(after) };
}

/** Names a property that differs without its values. */
export function notShown(path: string): ShownDifference {
  return { path, shown: false, before: null, after: null };
}

/** Writes differences for a sentence, such as `fromPort 443 → 8443, content`; no more than a few. */
export function listDifferences(differences: readonly ShownDifference[]): string {
  const few = 4;
  const listed = differences.slice(0, few).map(({ path, before, after }) => {
    if (before === null && after === null) return path;
    return `${path} ${before ?? "(none)"} → ${after ?? "(none)"}`;
  });
  const more = differences.length - few;
  return [...listed, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

function textOf(value: Value | undefined): string | null {
  if (value === undefined || value === null) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value, hidden);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** Inside of a value that is shown, the names decide again. */
function hidden(key: string, value: unknown): unknown {
  if (value === notKnown) return "?";
  const isNamed = key !== "" && !/^\d+$/.test(key);
  return isNamed && !shown.has(key) ? "…" : value;
}

/** The last name of the path that is no index decides. */
function isShown(type: string, path: string): boolean {
  if (shownOf[type]?.includes(topOf(path)) === true) return true;
  const name =
    path
      .replaceAll(/\["[^"]*"\]|\[\d+\]/g, "")
      .split(".")
      .at(-1) ?? "";
  return shown.has(name) && !path.endsWith('"]');
}
