import type { PlantedFile } from "../mutant";

/** Mistakes about what packets meet on their way: routes, network ACLs, security groups. */
export const network: readonly PlantedFile[] = [
  {
    file: "src/reach/hops/route.ts",
    mutants: [
      {
        right: "ways.toSorted((a, b) => b.cidr.prefixBits - a.cidr.prefixBits)",
        wrong: "ways.toSorted((a, b) => a.cidr.prefixBits - b.cidr.prefixBits)",
        means: "the widest route wins, not the most specific one",
      },
      {
        right: "homeless = subtract(homeless, [way.cidr]);",
        wrong: "homeless = subtract(homeless, []);",
        means: "a wider route still takes what a more specific one has taken",
      },
      {
        right: 'if (way.target.kind === "unknown") doubtful = true;',
        wrong: 'if (way.target.kind === "unknown") used.push(way);',
        means: "a route to nobody knows what leads to the internet",
      },
      {
        right: "return way !== undefined && way.cidr.prefixBits > 0;",
        wrong: "return way !== undefined;",
        means: "a default route to a NAT gateway is a detour, not a private subnet",
      },
      {
        right: "...localWays(world.graph, subnet),",
        wrong: "",
        means: "the VPC's own network is not routed locally",
      },
      {
        right: "if (doubtful || (lost.length > 0 && isOpen)) {",
        wrong: "if (doubtful) {",
        means: "a table with an unknown route has no other routes than the known ones",
      },
      {
        right: "codes: [522, 523, 521],",
        wrong: "codes: [521],",
        means: "who gets no reply was refused",
      },
      {
        right: "return foreign === undefined ? pass : fail(refused(dial, subnet, foreign));",
        wrong: "return pass;",
        means: "a gateway of another VPC serves as well",
      },
    ],
  },
  {
    file: "src/reach/hops/network-acl.ts",
    mutants: [
      {
        right: ".toSorted((a, b) => Number(a.ruleNumber) - Number(b.ruleNumber))",
        wrong: "",
        means: "entries count in the order in which they are declared, not by their numbers",
      },
      {
        right: "undecided = subtract(undecided, [cidr]);",
        wrong: 'if (entry.action === "deny") undecided = subtract(undecided, [cidr]);',
        means: "what an entry allows still meets the entries after it",
      },
      {
        right: "return [...blocked, ...undecided];",
        wrong: "return blocked;",
        means: "what no entry matches is allowed",
      },
      {
        right: 'if (entry.action === "deny") blocked.push(...intersect(undecided, [cidr]));',
        wrong: 'if (entry.action === "allow") blocked.push(...intersect(undecided, [cidr]));',
        means: "allow denies, and deny allows",
      },
      {
        right: "export const ephemeralPorts = { from: 1024, to: 65535 };",
        wrong: "export const ephemeralPorts = { from: 32768, to: 60999 };",
        means: "replies go to the ephemeral ports of Linux alone",
      },
      {
        right: "if (inbound.length === 0 && outbound.length === 0) return pass;",
        wrong: "if (inbound.length === 0) return pass;",
        means: "network ACLs keep state, so replies need no entry",
      },
      {
        right: "port < range.from || port > range.to) continue;",
        wrong: "port <= range.from || port > range.to) continue;",
        means: "an entry does not include its first port",
      },
      {
        right: 'const inbound = denied(family, "ingress", edge, { from: dial.port, to: dial.port });',
        wrong: 'const inbound = denied(family, "ingress", edge, { from: 443, to: 443 });',
        means: "the edge dials port 443 alone",
      },
      {
        right: "if (guard.open || family.some(isOpen)) {",
        wrong: "if (guard.open) {",
        means: "an entry with an unknown part can be read",
      },
      {
        right: 'return how === "on some" ? perPort.flat() : perPort.reduce(intersect, addresses);',
        wrong: "return perPort.flat();",
        means: "who is denied on some of its ports never gets through",
      },
    ],
  },
  {
    file: "src/reach/hops/between-subnets.ts",
    mutants: [
      {
        right: "if (from === to) return undefined;",
        wrong: "",
        means: "what stays in one subnet meets its network ACL",
      },
      {
        right: '(stopAt(graph, to, "ingress", from, ports, "requests") ??',
        wrong: "(",
        means: "the network ACL of the target's subnet lets everything in",
      },
      {
        right: 'stopAt(graph, to, "egress", from, ephemeralPorts, "replies"));',
        wrong: "undefined);",
        means: "the network ACL of the target's subnet keeps state, so that replies pass",
      },
      {
        right: "const atTarget = showsOthers",
        wrong: "const atTarget = false",
        means: "the network ACL of the target's subnet sees the balancer's addresses where the edge's are kept",
      },
      {
        right: "return stops.length === crossings.length",
        wrong: "return stops.length > 0",
        means: "one closed way closes all ways between a balancer and its target",
      },
      {
        right: "if (entries.some(isOpen)) return undefined;",
        wrong: "",
        means: "an entry with an unknown part denies",
      },
    ],
  },
  {
    file: "src/reach/hops/subnets.ts",
    mutants: [
      {
        right: "if (first === undefined || total.length === verdicts.length)",
        wrong: "if (first === undefined || total.length > 0)",
        means: "one broken subnet stops everybody, also those who are sent to the others",
      },
      {
        right: "if (subnets.open || subnets.foreign.length > 0 || subnets.nodes.length === 0) {",
        wrong: "if (subnets.open || subnets.foreign.length > 0) {",
        means: "who names no subnet stands in one where all is well",
      },
      {
        right: "if (subnets.open || subnets.foreign.length > 0 || ",
        wrong: "if (subnets.open || ",
        means: "a subnet of another program is fine",
      },
      {
        right: 'return verdicts.find((verdict) => verdict.kind === "unknown") ?? pass;',
        wrong: 'return verdicts.every((verdict) => verdict.kind === "unknown") ? (verdicts[0] ?? pass) : pass;',
        means: "one subnet that is known to be fine makes up for one of which nobody knows",
      },
      {
        right: "if (failure !== undefined) return failure;",
        wrong: "if (failure !== undefined && !subnets.open) return failure;",
        means: "a failure that is known waits until all subnets are",
      },
    ],
  },
  {
    file: "src/reach/hops/edge-ranges.ts",
    mutants: [
      {
        right: "edge.filter((range) => intersect([range], stopped).length > 0);",
        wrong: "edge.filter((range) => subtract([range], stopped).length === 0);",
        means: "a range of which a part is stopped is not touched",
      },
      {
        right: "return touched.length === edge.length ? undefined : touched.map(({ text }) => text);",
        wrong: "return touched.map(({ text }) => text);",
        means: "who stops all ranges stops only some",
      },
      {
        right: "return subtract(edge, stopped).length > 0 ? { letsSomePass: true } : {};",
        wrong: "return {};",
        means: "what touches every range lets nobody pass, though half of each does",
      },
    ],
  },
  {
    file: "src/reach/hops/security-group.ts",
    mutants: [
      {
        right: "admissions.flatMap(({ allowed }) => allowed),",
        wrong: "admissions.slice(0, 1).flatMap(({ allowed }) => allowed),",
        means: "only the first of several groups counts",
      },
      {
        right: "if (blocked.length === 0) return pass;",
        wrong: "if (blocked.length < edge.length) return pass;",
        means: "some of the ranges are enough",
      },
      {
        right: "const edge = world.edge[dial.family];",
        wrong: "const edge = world.edge[4];",
        means: "the edge dials from IPv4 addresses alone",
      },
      {
        right: 'if (open?.why !== undefined) return doubt("security-group", open.group.urn, open.why);',
        wrong: "if (open?.why !== undefined) return pass;",
        means: "a rule that is not known lets the edge in",
      },
      {
        right: '(type === "network" || type === "gateway");',
        wrong: 'type !== "application";',
        means: "a balancer without type and group lets everybody in",
      },
      {
        right: "    codes: [522],",
        wrong: "    codes: [521],",
        means: "a security group refuses, where it drops",
      },
      {
        right: "const groups = dial.place.namesGroups ? dial.place.groups : defaultGroups(world.graph, dial);",
        wrong: "const groups = dial.place.groups;",
        means: "who names no group wears none",
      },
      {
        right: "if (foreign !== undefined) {",
        wrong: "if (foreign !== undefined && admissions.length === 0) {",
        means: "a group of another program allows nothing beside one of this program",
      },
      {
        right: "const closed = admitsNone ? closedBehindFirewall(world, dial) : undefined;",
        wrong: "const closed = undefined;",
        means: "a port that nobody opens and nobody serves is the firewall's mistake",
      },
    ],
  },
  {
    file: "src/reach/hops/admission.ts",
    mutants: [
      {
        right: '(typeof from === "number" && from > port)',
        wrong: '(typeof from === "number" && from >= port)',
        means: "a rule does not include its first port",
      },
      {
        right: '(typeof to === "number" && to < port)',
        wrong: '(typeof to === "number" && to <= port)',
        means: "a rule does not include its last port",
      },
      {
        right: 'if (!tcpProtocols.includes(protocol)) return "no";',
        wrong: 'if (protocol === "icmp") return "no";',
        means: "a rule for UDP is for TCP as well",
      },
      {
        right: 'if (match === "yes") allowed.push(...sources.cidrs);',
        wrong: "allowed.push(...sources.cidrs);",
        means: "a rule whose port is not known is for this port",
      },
      {
        right: 'return from === notKnown || to === notKnown ? "maybe" : "yes";',
        wrong: 'return from === notKnown || to === notKnown ? "no" : "yes";',
        means: "a rule whose port is not known is for another port",
      },
      {
        right: "return { cidrs: [], open: true };",
        wrong: "return { cidrs: [], open: false };",
        means: "a source that is not known names nobody",
      },
      {
        right: "return prefixListEntries(graph, source.list);",
        wrong: "return { cidrs: [], open: false };",
        means: "a prefix list of this program names nobody",
      },
    ],
  },
  {
    file: "src/reach/hops/passage.ts",
    mutants: [
      {
        right: 'if (met.some(({ byGroup }) => byGroup)) return { kind: "open" };',
        wrong: 'if (met.every(({ byGroup }) => byGroup)) return { kind: "open" };',
        means: "every group has to name the peer, not one of them",
      },
      {
        right: "return cidrs.some(({ prefixBits, family }) => prefixBits === 0 && family === 4);",
        wrong: "return cidrs.some(({ prefixBits }) => prefixBits === 0);",
        means: "a rule for all of IPv6 lets IPv4 in, which balancers speak to their targets",
      },
      {
        right: "subtract(addresses.cidrs, cidrs).length === 0",
        wrong: "subtract(addresses.cidrs, cidrs).length < addresses.cidrs.length",
        means: "a rule for one of the balancer's subnets is enough",
      },
      {
        right: 'if (why !== undefined) return { kind: "unknown", ...why };',
        wrong: "",
        means: "a rule that nobody can read yet lets nobody in",
      },
      {
        right: "const { rules, adrift, open } = accessRules(graph, group, direction);",
        wrong: 'const { rules, adrift, open } = accessRules(graph, group, "ingress");',
        means: "the rules for the way in are those for the way out",
      },
      {
        right: "if (first === undefined || groups.open || groups.foreign.length > 0) {",
        wrong: "if (first === undefined || groups.open) {",
        means: "a group of another program beside one of this program allows nothing",
      },
    ],
  },
];
