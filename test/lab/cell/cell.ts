import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Duplex } from "node:stream";
import type { LabDial, LabObservation, LabRefusal, LabWorld } from "../world";
import type { Command } from "./agent-process";
import { Channel } from "./channel";
import { dropsIn, firstTable, hostRules, links, mostSubnets, relayed, routeBatch, routerRules } from "./ruleset";

/** Addresses of the edge's namespace that are none of Cloudflare's. */
export const strangers = { 4: "192.0.2.66", 6: "2001:db8:ffff::66" } as const;
const strangerNetworks = ["192.0.2.0/24", "2001:db8:ffff::/48"];

/**
 * Three namespaces on this machine: the edge, which owns every range of Cloudflare and one stranger; the router of a VPC;
 * and its hosts. They are made once, and each case is loaded into them. None has a way out, and they live in one tree of
 * processes that ends with whoever started it.
 */
export class Cell {
  private zone = 1;
  /** The private address behind each public one. */
  private inside: ReadonlyMap<string, string> = new Map();
  /**
   * Multiplies what the edge waits for each answer, which comes late, or after the SYN was sent again, on a machine that
   * has more to do than it can.
   */
  patience = 1;

  private constructor(
    private readonly child: ChildProcess,
    private readonly router: Channel,
    private readonly edge: Channel,
    private readonly hosts: Channel,
  ) {}

  /** Starts the processes and joins the namespaces. */
  static async start(edgeRanges: readonly string[], unprivileged = process.getuid?.() !== 0): Promise<Cell> {
    const agent = [
      process.execPath,
      "--import",
      require.resolve("tsx"),
      resolve(__dirname, "agent-process.ts"),
      "router",
    ];
    const own = ["--net", "--pid", "--mount", "--mount-proc", "--fork", "--kill-child"];
    const child = spawn("unshare", [...(unprivileged ? ["--user", "--map-root-user"] : []), ...own, ...agent], {
      stdio: ["pipe", "pipe", "inherit", "pipe", "pipe"],
      env: { PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` },
    });
    if (child.stdin === null || child.stdout === null) throw new Error("The lab's first process has no pipes.");
    const [edge, hosts] = [child.stdio[3] as Duplex, child.stdio[4] as Duplex];
    const cell = new Cell(
      child,
      new Channel(child.stdout, child.stdin, "router"),
      new Channel(edge, edge, "edge"),
      new Channel(hosts, hosts, "hosts"),
    );
    await cell.join(edgeRanges);
    return cell;
  }

  /** Process ids in the namespaces, as this machine counts them: for `nsenter`. */
  async processIds(): Promise<{ readonly router: number; readonly edge: number; readonly hosts: number }> {
    const [router] = await childrenOf(this.child.pid ?? 0);
    const [edge, hosts] = await childrenOf(router ?? 0);
    return { router: router ?? 0, edge: edge ?? 0, hosts: hosts ?? 0 };
  }

  /** Puts a case in the place of the one before. */
  async load(world: LabWorld): Promise<void> {
    if (world.subnets.length > mostSubnets) throw new Error(`A cell holds ${mostSubnets} subnets.`);
    const { length } = world.interfaces;
    const zone = this.zone + length > mostZones ? 1 : this.zone;
    this.zone = zone + length;
    this.inside = new Map(world.interfaces.map(({ public4, ipv4 }) => [public4 ?? ipv4, ipv4]));
    // Listeners bind addresses, which all are local here; what reaches them the rules decide.
    await Promise.all([
      this.hosts.ask("listen", world.listeners),
      this.hosts.ask("run", nft(hostRules(world, zone))),
      this.router.ask("run", nft(routerRules(world))),
      this.router.ask("run", ip("-4", routeBatch(world, 4))),
      this.router.ask("run", ip("-6", routeBatch(world, 6))),
    ]);
  }

  /** Makes connections as the edge does, many at once. */
  async dial(dials: readonly LabDial[]): Promise<readonly LabObservation[]> {
    const { results, clients } = (await this.edge.ask("dial", { dials, patience: this.patience })) as {
      readonly results: readonly LabObservation[];
      readonly clients: readonly string[];
    };
    const refusals = (await this.hosts.ask("refusals")) as readonly LabRefusal[];
    const errors = new Map(refusals.map(({ client, server, error }) => [`${client} to ${server}`, error]));
    return results.map((result, index) => {
      const { target = "", port = 0 } = dials[index] ?? {};
      const error = errors.get(`${clients[index]} to ${this.inside.get(target) ?? target} ${port}`);
      return error === undefined ? result : { stage: "connect", error };
    });
  }

  /** Runs a program in a namespace of the cell. */
  async run(where: "router" | "edge" | "hosts", command: Command): Promise<string> {
    return String(await this[where].ask("run", command));
  }

  /** Who has dropped how many packets since the case was loaded; what a route takes elsewhere nobody counts. */
  async drops(): Promise<ReadonlyMap<string, number>> {
    const list: Command = { program: "nft", args: ["list", "ruleset"], input: "" };
    const [router, hosts] = await Promise.all([this.run("router", list), this.run("hosts", list)]);
    return dropsIn(`${router}\n${hosts}`);
  }

  /** Ends all processes of the cell; the kernel takes the namespaces away with them. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((done) => this.child.once("exit", done));
    this.child.stdin?.end();
    await ended;
  }

  private async join(edgeRanges: readonly string[]): Promise<void> {
    // Once they answer, they are in their namespaces.
    const nothing: Command = { program: "true", args: [], input: "" };
    await Promise.all([this.edge.ask("run", nothing), this.hosts.ask("run", nothing)]);
    const [edge, hosts] = (await this.router.ask("children")) as readonly number[];
    await this.router.ask("run", {
      ...ip("-4", `${wire("edge", "wan", edge)}\n${wire("hosts", "lan", hosts)}`),
      settings: { ...quiet, "ipv4/ip_forward": "1", "ipv6/conf/all/forwarding": "1" },
    });
    await Promise.all([
      this.router.ask("run", ip("-4", routerLinks(4))).then(() => this.router.ask("run", ip("-6", routerLinks(6)))),
      this.endpoint(
        "edge",
        "wan",
        [4, 6].map((family) => edgeRoutes(family, edgeRanges)),
      ),
      this.endpoint("hosts", "lan", [4, 6].map(hostRoutes)),
    ]);
  }

  private async endpoint(name: "edge" | "hosts", device: string, routes: readonly string[]): Promise<void> {
    const { router4, peer4, router6, peer6 } = links[name];
    const batches = [
      [
        "link set lo up",
        `link set ${device} up`,
        `address add ${peer4}/30 dev ${device}`,
        `neigh replace ${router4} lladdr ${mac(name, 1)} dev ${device} nud permanent`,
      ],
      [
        `address add ${peer6}/64 dev ${device} nodad`,
        `neigh replace ${router6} lladdr ${mac(name, 1)} dev ${device} nud permanent`,
      ],
    ];
    for (const [index, lines] of batches.entries()) {
      const text = [...lines, routes[index] ?? ""].join("\n");
      await this[name].ask("run", { ...ip(index === 0 ? "-4" : "-6", text), settings: quiet });
    }
  }
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return listed.trim().split(" ").map(Number);
}

/** The kernel tells this many zones of remembered connections apart. */
const mostZones = 65_535;

/** No packet is dropped for its source, and every address may be bound. */
const quiet = {
  "ipv4/conf/all/rp_filter": "0",
  "ipv4/conf/default/rp_filter": "0",
  "ipv4/conf/all/accept_local": "1",
  "ipv4/conf/default/accept_local": "1",
  "ipv4/ip_nonlocal_bind": "1",
  "ipv6/ip_nonlocal_bind": "1",
  "ipv6/conf/default/accept_dad": "0",
  "ipv4/tcp_tw_reuse": "1",
};

function mac(link: "edge" | "hosts", end: 1 | 2): string {
  return `02:00:00:00:0${link === "edge" ? 1 : 2}:0${end}`;
}

function wire(name: "edge" | "hosts", device: string, pid: number | undefined): string {
  const peer = `peer name ${device} address ${mac(name, 2)} netns ${String(pid)}`;
  return `link add ${name} address ${mac(name, 1)} type veth ${peer}`;
}

function routerLinks(family: number): string {
  const perLink = (["edge", "hosts"] as const).flatMap((name) => {
    const { router4, peer4, router6, peer6 } = links[name];
    return family === 4
      ? [
          `link set ${name} up`,
          `address add ${router4}/30 dev ${name}`,
          `neigh replace ${peer4} lladdr ${mac(name, 2)} dev ${name} nud permanent`,
        ]
      : [
          `address add ${router6}/64 dev ${name} nodad`,
          `neigh replace ${peer6} lladdr ${mac(name, 2)} dev ${name} nud permanent`,
        ];
  });
  const hosts = family === 4 ? links.hosts.peer4 : links.hosts.peer6;
  const perSubnet = Array.from({ length: mostSubnets }, (_, index) => index + 1).map(
    (mark) => `rule add pref ${100 + mark} fwmark ${mark} lookup ${firstTable + mark - 1}`,
  );
  return [
    ...perLink,
    // What a network balancer sends under a client's address stays in the network, and so do the replies.
    `rule add pref 95 fwmark ${relayed} lookup 1000`,
    // What comes in goes to the hosts, whose firewall drops what none of them is.
    `route add default via ${hosts} dev hosts onlink table 1000`,
    "rule add pref 90 iif edge lookup 1000",
    ...perSubnet,
    "route add blackhole default",
  ].join("\n");
}

function edgeRoutes(family: number, ranges: readonly string[]): string {
  const { router4, router6 } = links.edge;
  const own = [...ranges, ...strangerNetworks].filter((cidr) => cidr.includes(":") === (family === 6));
  return [
    ...own.map((cidr) => `route add local ${cidr} dev lo`),
    `route add default via ${family === 4 ? router4 : router6} dev wan onlink`,
  ].join("\n");
}

/** Every address is one of the hosts', and what one of them sends to another goes through the router. */
function hostRoutes(family: number): string {
  const { router4, router6 } = links.hosts;
  return [
    `route add default via ${family === 4 ? router4 : router6} dev lan onlink table 100`,
    "rule add pref 10 iif lo lookup 100",
    "rule add pref 20 lookup local",
    "rule del pref 0",
    `route add local ${family === 4 ? "0.0.0.0/0" : "::/0"} dev lo table local`,
  ].join("\n");
}

function nft(input: string): Command {
  return { program: "nft", args: ["-f", "-"], input };
}

function ip(family: "-4" | "-6", input: string): Command {
  return { program: "ip", args: [family, "-batch", "-"], input };
}
