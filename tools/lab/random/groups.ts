import type { Input, Inputs, Piece, Site } from "../../../policies/example";
import { ipv4Ranges, ipv6Ranges, output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import type { RandomGroup } from "./site";

const ranges = [...ipv4Ranges, ...ipv6Ranges];

/** Every third range is left out. */
export function someOf(listed: readonly string[]): readonly string[] {
  return listed.filter((_, index) => index % 3 !== 0);
}

/** The groups of a door and the resources that make them. */
export function groupOf(
  door: RandomGroup,
  name: string,
  egress = true,
): { readonly groups: readonly Input[]; readonly site: Site } {
  const vpcId = output("vpc", "id");
  const listed = ranges.filter((_, index) => !door.without.includes(index));
  const cidrs = sourcesOf(door, listed);
  const ports = portsOf(door.ports);
  const out = egress ? [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }] : [];
  const inline = (from: number, to: number): Inputs =>
    door.sources === "list"
      ? {
          protocol: "tcp",
          fromPort: from,
          toPort: to,
          prefixListIds: [output(`${name}List`, "id"), ...(door.ipv6 ? [output(`${name}List6`, "id")] : [])],
        }
      : { protocol: from === 0 ? "-1" : "tcp", fromPort: from, toPort: from === 0 ? 0 : to, ...byFamily(cidrs) };
  const lists: Site =
    door.sources === "list"
      ? { [`${name}List`]: listOf("IPv4", listed), ...(door.ipv6 && { [`${name}List6`]: listOf("IPv6", listed) }) }
      : {};
  const plain = (ingress: readonly Inputs[]) => resource(types.securityGroup, { vpcId, ingress, egress: out });
  if (door.form === "two-groups") {
    const [first, second] = [`${name}First`, `${name}Second`];
    const all = ports.map(([from, to]) => inline(from, to));
    return {
      groups: [output(first, "id"), output(second, "id")],
      site: { ...lists, [first]: plain(all.slice(0, 1)), [second]: plain(all.slice(1)) },
    };
  }
  if (door.form === "separate" && door.sources !== "list") {
    const bare = resource(types.securityGroup, { vpcId, egress: out });
    const rules = ports.flatMap(([from, to]) =>
      cidrs.map((cidr): readonly [string, Piece] => [
        `${name}-${from}-${cidr}`,
        resource(types.ingressRule, {
          securityGroupId: output(name, "id"),
          ipProtocol: from === 0 ? "-1" : "tcp",
          ...(from !== 0 && { fromPort: from, toPort: to }),
          ...(cidr.includes(":") ? { cidrIpv6: cidr } : { cidrIpv4: cidr }),
        }),
      ]),
    );
    return { groups: [output(name, "id")], site: { [name]: bare, ...Object.fromEntries(rules) } };
  }
  return {
    groups: [output(name, "id")],
    site: { ...lists, [name]: plain(ports.map(([from, to]) => inline(from, to))) },
  };
}

function listOf(family: "IPv4" | "IPv6", listed: readonly string[]): Piece {
  const own = listed.filter((cidr) => cidr.includes(":") === (family === "IPv6"));
  return resource(types.managedPrefixList, {
    name: family,
    addressFamily: family,
    maxEntries: 20,
    entries: own.map((cidr) => ({ cidr })),
  });
}

function sourcesOf({ sources, ipv6 }: RandomGroup, listed: readonly string[]): readonly string[] {
  const all: Record<RandomGroup["sources"], readonly string[]> = {
    cloudflare: listed,
    list: listed,
    everybody: ["0.0.0.0/0", "::/0"],
    some: someOf(listed),
    office: ["203.0.113.0/24"],
    // Half of a range is not the range.
    halves: listed.map((cidr) =>
      cidr.replace("104.16.0.0/13", "104.16.0.0/14").replace("2606:4700::/32", "2606:4700::/33"),
    ),
  };
  return all[sources].filter((cidr) => ipv6 || !cidr.includes(":"));
}

function byFamily(cidrs: readonly string[]): Inputs {
  return {
    cidrBlocks: cidrs.filter((cidr) => !cidr.includes(":")),
    ipv6CidrBlocks: cidrs.filter((cidr) => cidr.includes(":")),
  };
}

function portsOf(ports: RandomGroup["ports"]): readonly (readonly [number, number])[] {
  switch (ports) {
    case "443":
      return [[443, 443]];
    case "80":
      return [[80, 80]];
    case "80+443":
      return [
        [443, 443],
        [80, 80],
      ];
    case "all":
      return [[0, 65535]];
    case "8080-9000":
      return [
        [8080, 9000],
        [443, 443],
      ];
  }
}
