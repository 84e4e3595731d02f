import { types } from "../graph/types";
import { isList, type Properties, type Value } from "../graph/value";
import { parseCidr } from "../net/cidr";

/** What a rule lets through: who owns it, what it says of ports, and where the other side is. */
export interface Shape {
  readonly owner: string;
  readonly ports: readonly string[];
  readonly sources: readonly string[];
}

const rulePorts = ["ipProtocol", "fromPort", "toPort"];
const ruleSources = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];

/**
 * Resources that only ever let something in or out, each of them alone: to make one opens and closes nothing else. A group
 * with inline rules is not among them, since the provider revokes the rules of a group before it authorises the new ones.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_security_group.go
 */
export const shapes: Readonly<Record<string, Shape>> = {
  [types.ingressRule]: { owner: "securityGroupId", ports: rulePorts, sources: ruleSources },
  [types.egressRule]: { owner: "securityGroupId", ports: rulePorts, sources: ruleSources },
  [types.securityGroupRule]: {
    owner: "securityGroupId",
    ports: ["type", "protocol", "fromPort", "toPort"],
    sources: ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "sourceSecurityGroupId", "self"],
  },
  [types.managedPrefixListEntry]: { owner: "prefixListId", ports: [], sources: ["cidr"] },
};

/** Gives the CIDR of a rule that has nothing else as its other side, in its canonical form. */
export function onlyCidr({ sources }: Shape, inputs: Properties): string | undefined {
  const [given, ...others] = sources.map((name) => wordOf(inputs[name])).filter((word) => word !== "");
  return given === undefined || others.length > 0 ? undefined : parseCidr(given)?.text;
}

/** Two rules of one place differ in their other side alone; undefined where the place is not known yet. */
export function placeOf({ owner, ports }: Shape, inputs: Properties): string | undefined {
  const words = [owner, ...ports].map((name) => wordOf(inputs[name]));
  return words.includes(undefined) ? undefined : words.join(" ");
}

/** Writes all that a rule says, so that two rules that say the same are equal; undefined where some of it is not known. */
export function saysAll(shape: Shape, inputs: Properties): string | undefined {
  // Where everything is let through AWS knows no ports, whatever a program names.
  const place = placeOf(shape, inputs.ipProtocol === "-1" ? { ...inputs, fromPort: null, toPort: null } : inputs);
  const sources = shape.sources.map((name) => wordOf(inputs[name]));
  return place === undefined || sources.includes(undefined) ? undefined : [place, ...sources].join(" ");
}

/** Writes what a rule lets through, such as `tcp 443 for 192.0.2.0/24`. */
export function wordsOf({ ports, sources }: Shape, inputs: Properties): string {
  const [protocol, from, to] = ports.filter((name) => name !== "type").map((name) => wordOf(inputs[name]) ?? "?");
  const range = from === to ? from : `${from}–${to}`;
  const other = sources.map((name) => wordOf(inputs[name]) ?? "?").filter((word) => word !== "");
  return [protocol === "-1" ? "everything" : protocol, protocol === "-1" ? "" : range, "for", other.join(", ")]
    .filter((word) => word !== undefined && word !== "")
    .join(" ");
}

/** Undefined where it is not known yet; empty where it is absent. */
function wordOf(value: Value | undefined): string | undefined {
  if (value === undefined || value === null || value === false) return "";
  if (isList(value)) {
    const words = value.map(wordOf);
    return words.includes(undefined) ? undefined : words.join(", ");
  }
  if (value === true) return "itself";
  return typeof value === "string" || typeof value === "number" ? `${value}` : undefined;
}
