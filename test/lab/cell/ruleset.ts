import { merge, parseCidr } from "../../../src/net/cidr";
import type { LabAclEntry, LabInterface, LabMatch, LabRule, LabSubnet, LabTarget, LabWorld } from "../world";

/** The first of the routing tables that stand for those of subnets; as many as a cell can hold follow it. */
export const firstTable = 1001;
/** How many subnets a cell can hold. */
export const mostSubnets = 16;

/** Marks what belongs to a connection that a network balancer has handed on under the client's address. */
export const relayed = 900;

/** The addresses of the links between the namespaces of a cell. */
export const links = {
  edge: { router4: "169.254.0.1", peer4: "169.254.0.2", router6: "fe80::1:1", peer6: "fe80::1:2" },
  hosts: { router4: "169.254.1.1", peer4: "169.254.1.2", router6: "fe80::2:1", peer6: "fe80::2:2" },
} as const;

/**
 * Writes the rules of the router: the internet gateway, which exchanges public and private addresses without state, and
 * the network ACLs, which keep none either.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html read 2026-11-23
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html read 2026-11-23
 */
export function routerRules(world: LabWorld): string {
  const { subnets, interfaces } = world;
  const relays = relaysIn(world);
  const published = interfaces.flatMap(({ ipv4, public4 }) => (public4 === undefined ? [] : [{ ipv4, public4 }]));
  const arrivals = published.map(({ ipv4, public4 }) => `${public4} : ${ipv4}`);
  const departures = published.map(({ ipv4, public4 }) => `${ipv4} : ${public4}`);
  return [
    "flush ruleset",
    "table inet lab {",
    ...chain("arrive", "type filter hook prerouting priority raw; policy accept;", [
      ...(arrivals.length > 0 ? [`iifname edge ip daddr set ip daddr map { ${arrivals.join(", ")} }`] : []),
      ...subnets.flatMap(({ networks }, index) =>
        networks.map((cidr) => `iifname hosts ${source(cidr)} meta mark set ${index + 1}`),
      ),
    ]),
    ...(relays.length === 0 ? [] : relayChain(world, relays)),
    ...chain("depart", "type filter hook postrouting priority srcnat; policy accept;", [
      ...(departures.length > 0
        ? [
            `oifname edge ip saddr { ${published.map(({ ipv4 }) => ipv4).join(", ")} } ip saddr set ip saddr map { ${departures.join(", ")} } accept`,
          ]
        : []),
      // What has no public address gets no further than the gateway.
      `oifname edge meta nfproto ipv4 ${dropAs("the internet gateway, since it has no public address")}`,
    ]),
    ...subnets.flatMap((subnet, index) =>
      (["ingress", "egress"] as const).flatMap((direction) => aclChain(subnet, direction, index)),
    ),
    ...chain("pass", "type filter hook forward priority filter; policy accept;", [
      ...relays.flatMap((relay) => relayCrossings(world, relay)),
      ...subnets.flatMap((subnet, index) => crossings(subnet, "egress", index)),
      ...subnets.flatMap((subnet, index) => crossings(subnet, "ingress", index)),
    ]),
    "}",
  ].join("\n");
}

/** A network balancer's interface that hands connections on under the client's IPv4 address. */
interface Relay {
  /** Its interface, and that one's subnet. */
  readonly index: number;
  readonly subnet: number;
  readonly label: string;
  readonly targets: readonly LabTarget[];
}

/**
 * The packets of such a connection come from a client's address: that they are a balancer's is written into their DSCP,
 * which no group and no ACL looks at, as the number of its interface and one.
 */
function relaysIn({ interfaces, listeners }: LabWorld): readonly Relay[] {
  return interfaces.flatMap(({ ipv4, subnet, label }, index) => {
    const targets = listeners.flatMap(({ address, answer }) =>
      address === ipv4 && answer.kind === "relay" && answer.keepsClient ? answer.targets : [],
    );
    return targets.length === 0 ? [] : [{ index, subnet, label, targets }];
  });
}

/** Matches what comes from none of the interfaces. */
function underClient(interfaces: readonly LabInterface[]): string {
  return `ip saddr != { ${interfaces.map(({ ipv4 }) => ipv4).join(", ")} }`;
}

/** Remembers whose connection it is: the first packet alone is written on. */
function relayChain({ interfaces }: LabWorld, relays: readonly Relay[]): readonly string[] {
  return chain("relay", "type filter hook prerouting priority mangle; policy accept;", [
    // What the edge sends itself is none, even where the case before had such a connection.
    "iifname edge ct direction original ct mark set 0",
    ...relays.map(
      ({ index }) => `iifname hosts ${underClient(interfaces)} ip dscp ${index + 1} ct mark set ${relayed + index}`,
    ),
    `iifname hosts ct mark >= ${relayed} meta mark set ${relayed}`,
  ]);
}

/** The ACLs between the subnet of a balancer and those of its targets, each way; within one subnet there is none. */
function relayCrossings({ subnets }: LabWorld, { index, subnet: own }: Relay): readonly string[] {
  const mark = `ct mark ${relayed + index}`;
  const lines = subnets.flatMap(({ networks: [cidr] }, subnet) => {
    if (subnet === own || cidr === undefined) return [];
    const jump = (way: string, direction: LabAclEntry["direction"], which: number) =>
      subnets[which]?.acl === undefined ? [] : [`${mark} ${way} jump ${direction}_${which}`];
    return [
      ...jump(`ip daddr ${cidr}`, "egress", own),
      ...jump(`ip daddr ${cidr}`, "ingress", subnet),
      ...jump(`ct direction reply ip saddr ${cidr}`, "egress", subnet),
      ...jump(`ct direction reply ip saddr ${cidr}`, "ingress", own),
    ];
  });
  return [...lines, `${mark} accept`];
}

/** What goes from one address of a subnet to another does not meet its ACL. */
function crossings(
  { networks, acl }: LabSubnet,
  direction: LabAclEntry["direction"],
  index: number,
): readonly string[] {
  if (acl === undefined) return [];
  return networks.map((cidr) => {
    const [own, other] = direction === "egress" ? ["saddr", "daddr"] : ["daddr", "saddr"];
    const family = familyWord(cidr);
    return `${family} ${own} ${cidr} ${family} ${other} != ${cidr} jump ${direction}_${index}`;
  });
}

function aclChain({ acl, label }: LabSubnet, direction: LabAclEntry["direction"], index: number): readonly string[] {
  if (acl === undefined) return [];
  const drop = dropAs(`the network ACL of subnet ${label}, ${direction}`);
  const ordered = acl
    .filter((entry) => entry.direction === direction)
    .toSorted((a, b) => a.ruleNumber - b.ruleNumber)
    .flatMap(({ match, cidr, action }) => {
      const other = direction === "ingress" ? source(cidr) : destination(cidr);
      const what = matchWords(match);
      return what === undefined ? [] : [`${other} ${what} ${action === "allow" ? "return" : drop}`];
    });
  return chain(`${direction}_${index}`, "", [...ordered, drop]);
}

/** Drops a packet, counts it, and says who does. */
function dropAs(who: string): string {
  return `counter drop comment "${who.replaceAll('"', "").slice(0, 120)}"`;
}

/** Reads from a listed ruleset who has dropped how many packets. */
export function dropsIn(listed: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [, packets, who = ""] of listed.matchAll(/counter packets (\d+) bytes \d+ drop comment "([^"]*)"/g)) {
    found.set(who, (found.get(who) ?? 0) + Number(packets));
  }
  return found;
}

/**
 * Writes the rules of the hosts: security groups, which remember connections, drop what no rule lets pass, and stand at
 * each interface. Each interface remembers for itself, in zones that start at a number, and no two cases share one.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-connection-tracking.html read 2026-11-23
 */
export function hostRules(world: LabWorld, firstZone: number): string {
  const { interfaces } = world;
  const relays = relaysIn(world);
  const zones = (field: "saddr" | "daddr") =>
    interfaces.flatMap(({ ipv4, ipv6 }, index) => [
      `ip ${field} ${ipv4} ct zone set ${firstZone + index}`,
      `ip6 ${field} ${ipv6} ct zone set ${firstZone + index}`,
    ]);
  return [
    "flush ruleset",
    "table inet lab {",
    ...chain("zone_in", "type filter hook prerouting priority raw; policy accept;", zones("daddr")),
    ...chain("zone_out", "type filter hook output priority raw; policy accept;", zones("saddr")),
    ...interfaces.flatMap(({ ingress, egress }, index) => [
      ...groupChain(`in_${index}`, ingress, source, relays),
      ...groupChain(`out_${index}`, egress, destination),
    ]),
    ...guard("input", "daddr", "in", interfaces),
    ...guard("output", "saddr", "out", interfaces, relays),
    "}",
  ].join("\n");
}

function guard(
  hook: string,
  field: string,
  prefix: string,
  interfaces: readonly LabInterface[],
  relays: readonly Relay[] = [],
): readonly string[] {
  return chain(hook, `type filter hook ${hook} priority filter; policy drop;`, [
    "ct state established,related accept",
    ...relays.flatMap(({ index, label, targets }) =>
      targets.flatMap(({ address, port }) => {
        const away = `${underClient(interfaces)} ip daddr ${address} tcp dport ${port}`;
        return [
          `${away} ip dscp set ${index + 1} jump ${prefix}_${index}`,
          `${away} ${dropAs(`the security groups of ${label}, egress`)}`,
        ];
      }),
    ),
    ...interfaces.flatMap(({ ipv4, ipv6, label }, index) => {
      const drop = dropAs(`the security groups of ${label}, ${prefix === "in" ? "ingress" : "egress"}`);
      return [`ip ${field} ${ipv4}`, `ip6 ${field} ${ipv6}`].flatMap((own) => [
        `${own} jump ${prefix}_${index}`,
        `${own} ${drop}`,
      ]);
    }),
  ]);
}

function groupChain(
  name: string,
  rules: readonly LabRule[] | undefined,
  peer: typeof source,
  relays: readonly Relay[] = [],
): readonly string[] {
  if (rules === undefined) return chain(name, "", ["accept"]);
  const lines = rules.flatMap(({ match, peers, wearers = [] }) => {
    const what = matchWords(match);
    if (what === undefined) return [];
    const networks = merge(peers.map(parseCidr).filter((cidr) => cidr !== undefined));
    return [
      ...networks.map(({ text }) => `${peer(text)} ${what} accept`),
      ...relays
        .filter(({ index }) => wearers.includes(index))
        .map(({ index }) => `ip dscp ${index + 1} ${what} accept`),
    ];
  });
  return chain(name, "", lines);
}

/** Undefined for a rule that no TCP packet matches. */
function matchWords(match: LabMatch): string | undefined {
  if (match.kind === "never") return undefined;
  return match.kind === "all" ? "" : `tcp dport ${match.from}-${match.to}`;
}

function source(cidr: string): string {
  return `${familyWord(cidr)} saddr ${cidr}`;
}

function destination(cidr: string): string {
  return `${familyWord(cidr)} daddr ${cidr}`;
}

function familyWord(cidr: string): "ip" | "ip6" {
  return cidr.includes(":") ? "ip6" : "ip";
}

function chain(name: string, hook: string, lines: readonly string[]): readonly string[] {
  return [`chain ${name} {`, ...(hook === "" ? [] : [hook]), ...lines, "}"];
}

/**
 * Writes the routes of one family for `ip -batch`: a table for each subnet, in which the most specific route wins and
 * what no route takes vanishes.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html read 2026-11-23
 */
export function routeBatch({ subnets }: LabWorld, family: 4 | 6): string {
  const hosts = family === 4 ? links.hosts.peer4 : links.hosts.peer6;
  const edge = family === 4 ? links.edge.peer4 : links.edge.peer6;
  const isOfFamily = (cidr: string) => cidr.includes(":") === (family === 6);
  return Array.from({ length: mostSubnets }, (_, index) => index)
    .flatMap((index) => {
      const table = `table ${firstTable + index}`;
      const subnet = subnets[index];
      if (subnet === undefined) return [`route flush ${table}`];
      return [
        `route flush ${table}`,
        `route add blackhole default metric 9999 ${table}`,
        ...subnet.routes
          .filter(({ destination: cidr }) => isOfFamily(cidr))
          .map(({ destination: cidr, to }) =>
            to === "internet"
              ? `route replace ${cidr} via ${edge} dev edge onlink ${table}`
              : `route replace blackhole ${cidr} ${table}`,
          ),
        // Last, since nothing takes the place of the local route.
        ...subnet.local
          .filter(isOfFamily)
          .map((cidr) => `route replace ${cidr} via ${hosts} dev hosts onlink ${table}`),
      ];
    })
    .join("\n");
}
