import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { snapshot } from "../../../src/cloudflare/ranges";
import { Issuer, type Wanted } from "../certificates";
import { seenOf } from "../codes";
import { missing } from "../requirements";
import type { LabAnswer, LabDial, LabHandshake, LabListener, LabTls, LabWorld } from "../world";
import { Cell, strangers } from "./cell";

const lack = missing();
const host = "www.example.com";
const edge4 = "172.64.0.1";
const edge6 = "2606:4700::1";
const everybody = [{ match: { kind: "all" }, peers: ["0.0.0.0/0", "::/0"] }] as const;

describe.skipIf(lack !== undefined)(`a cell${lack === undefined ? "" : ` (skipped: ${lack.what})`}`, () => {
  let cell: Cell;
  let issuer: Issuer;
  beforeAll(async () => {
    [cell, issuer] = await Promise.all([
      Cell.start(snapshot.ranges.map(({ cidr }) => cidr)),
      Issuer.create(new Date()),
    ]);
  });
  afterAll(() => cell.stop());

  const world = (
    listeners: readonly LabListener[],
    changes: Partial<LabWorld["interfaces"][number]> = {},
  ): LabWorld => ({
    subnets: [
      {
        label: "a",
        networks: ["10.0.0.0/24", "2001:db8:0:1::/64"],
        local: ["10.0.0.0/16", "2001:db8::/48"],
        routes: [
          { destination: "0.0.0.0/0", to: "internet" },
          { destination: "::/0", to: "internet" },
        ],
        acl: undefined,
      },
    ],
    interfaces: [
      {
        ...{ label: "web", subnet: 0, ipv4: "10.0.0.10", ipv6: "2001:db8:0:1::a", public4: "198.51.100.10" },
        ingress: everybody,
        egress: [],
        ...changes,
      },
    ],
    listeners,
  });
  const listener = (answer: LabAnswer, tls?: LabTls): LabListener => ({ address: "10.0.0.10", port: 443, tls, answer });
  const dialFrom = (source: string, tls?: LabHandshake): LabDial => ({
    ...{ source, target: source.includes(":") ? "2001:db8:0:1::a" : "198.51.100.10" },
    ...{ port: 443, host, path: "/", tls },
  });
  const serve: LabAnswer = { kind: "serve" };

  async function seen(spec: LabListener, tls?: LabHandshake): Promise<unknown> {
    await cell.load(world([spec]));
    const [observation] = await cell.dial([dialFrom(edge4, tls)]);
    const said = observation && seenOf(observation);
    return said?.kind === "code" ? said.code : said?.kind;
  }
  const full = (): LabHandshake => ({ serverName: host, names: undefined, authorities: [] });
  const strict = (): LabHandshake => ({
    serverName: host,
    names: [host],
    authorities: [issuer.root("public"), issuer.root("origin-ca")],
  });

  test.each<readonly [string, Wanted, "page" | 525 | 526]>([
    ["a valid one", { names: [host], by: "public" }, "page"],
    ["one of the Origin CA", { names: [host], by: "origin-ca" }, "page"],
    ["a wildcard", { names: ["*.example.com"], by: "public" }, "page"],
    ["a wildcard for more labels than one", { names: ["*.com"], by: "public" }, 526],
    ["one for another name", { names: ["example.net"], by: "public" }, 526],
    ["an expired one", { names: [host], by: "public", validity: "expired" }, 526],
    ["one that is not valid yet", { names: [host], by: "public", validity: "not-yet" }, 526],
    ["a self-signed one", { names: [host], by: "itself" }, 526],
    ["one of a private authority", { names: [host], by: "private" }, 526],
    ["a complete chain", { names: [host], by: "public", isComplete: true }, "page"],
    ["a chain without its middle", { names: [host], by: "public", isComplete: false }, 526],
  ])("accepts any certificate in full mode and judges it in strict mode: %s", async (_, wanted, inStrict) => {
    const tls: LabTls = { certificates: [await issuer.issue(wanted)] };
    expect(await seen(listener(serve, tls), full())).toBe("page");
    expect(await seen(listener(serve, tls), strict())).toBe(inStrict);
  });

  test("shows the certificate whose name fits, else the first", async () => {
    const certificates = [
      await issuer.issue({ names: ["example.net"], by: "public" }),
      await issuer.issue({ names: [host], by: "public" }),
    ];
    expect(await seen(listener(serve, { certificates }), strict())).toBe("page");
    expect(await seen(listener(serve, { certificates: certificates.slice(0, 1) }), strict())).toBe(526);
  });

  test("fails the handshake where nothing of its ciphers is offered", async () => {
    const certificates = [await issuer.issue({ names: [host], by: "public" })];
    expect(await seen(listener(serve, { certificates, ciphers: "ECDHE-ECDSA-CHACHA20-POLY1305" }), full())).toBe(525);
    expect(await seen(listener(serve, { certificates, ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" }), full())).toBe(
      "page",
    );
  });

  test("lets in whoever has the certificate that is demanded", async () => {
    const tls: LabTls = {
      certificates: [await issuer.issue({ names: [host], by: "public" })],
      clientAuthority: issuer.root("origin-pull"),
    };
    const own = await issuer.issue({ names: ["origin-pull.example.net"], by: "origin-pull" });
    expect(await seen(listener(serve, tls), { ...strict(), clientCertificate: own })).toBe("page");
    expect([520, 525]).toContain(await seen(listener(serve, tls), strict()));
  });

  test("sees what plain HTTP and TLS make of each other", async () => {
    const certificates = [await issuer.issue({ names: [host], by: "public" })];
    expect(await seen(listener(serve), full())).toBe(525);
    expect(await seen(listener(serve, { certificates }))).toBe(520);
  });

  test.each<readonly [string, LabAnswer, number]>([
    ["resets", { kind: "reset" }, 520],
    ["closes without a word", { kind: "close" }, 520],
    ["stays silent", { kind: "silent" }, 524],
    [
      "balances to nobody",
      { kind: "balance", from: "10.0.0.10", rules: [{ hosts: undefined, action: { kind: "forward", targets: [] } }] },
      503,
    ],
  ])("tells what a process does that accepts and %s", async (_, answer, code) => {
    expect(await seen(listener(answer))).toBe(code);
  });

  describe("behind a network balancer", () => {
    const target = { address: "10.0.1.20", port: 8443, tls: false };
    /** A balancer in one subnet and its target in another. */
    const relayed = (
      keepsClient: boolean,
      ingress: LabWorld["interfaces"][number]["ingress"],
      more: { readonly acl?: LabWorld["subnets"][number]["acl"]; readonly listens?: boolean } = {},
    ): LabWorld => {
      const near = world([listener({ kind: "relay", from: "10.0.0.10", keepsClient, targets: [target] })], {
        egress: everybody,
      });
      const far = {
        label: "b",
        networks: ["10.0.1.0/24", "2001:db8:0:2::/64"],
        local: ["10.0.0.0/16", "2001:db8::/48"],
        routes: [],
        acl: more.acl,
      };
      return {
        subnets: [...near.subnets, far],
        interfaces: [
          ...near.interfaces,
          {
            ...{ label: "server", subnet: 1, ipv4: "10.0.1.20", ipv6: "2001:db8:0:2::14", public4: undefined },
            ...{ ingress, egress: [] },
          },
        ],
        listeners: [
          ...near.listeners,
          ...(more.listens === false
            ? []
            : [{ address: target.address, port: target.port, tls: undefined, answer: serve }]),
        ],
      };
    };
    const from = (peers: readonly string[], wearers: readonly number[] = []) => [
      { match: { kind: "tcp", from: 8443, to: 8443 } as const, peers, wearers },
    ];
    const entry = (direction: "ingress" | "egress", cidr: string) =>
      ({ direction, ruleNumber: 100, action: "allow", match: { kind: "all" }, cidr }) as const;
    const wall = (...cidrs: readonly string[]) =>
      cidrs.flatMap((cidr) => [entry("ingress", cidr), entry("egress", cidr)]);

    test.each<readonly [string, LabWorld, readonly unknown[]]>([
      ["its own address, where the client's is not kept", relayed(false, from(["10.0.0.10/32"])), ["page", "page"]],
      ["the client's address, where that is kept", relayed(true, from(["172.64.0.0/13"])), ["page", 522]],
      ["nothing of its own address, where the client's is kept", relayed(true, from(["10.0.0.0/16"])), [522, 522]],
      ["its groups, whatever the address", relayed(true, from([], [0])), ["page", "page"]],
      [
        "at the ACL the client's address, where that is kept",
        relayed(true, everybody, { acl: wall("172.64.0.0/13") }),
        ["page", 522],
      ],
      [
        "at the ACL its own address, where it is not",
        relayed(false, everybody, { acl: wall("10.0.0.0/24") }),
        ["page", "page"],
      ],
      ["a request to nobody, who refuses it", relayed(true, everybody, { listens: false }), [521, 521]],
    ])("a target sees %s", async (_, each, wanted) => {
      await cell.load(each);
      const observations = await cell.dial([dialFrom(edge4), dialFrom("104.16.0.1")]);
      const kinds = observations.map(seenOf).map((said) => (said.kind === "code" ? said.code : said.kind));
      expect(kinds).toEqual(wanted);
    });
  });

  test("refuses where nothing listens, and drops what no rule is for, from each range for itself", async () => {
    const ingress = [
      { match: { kind: "tcp", from: 443, to: 443 }, peers: ["172.64.0.0/13", "2606:4700::/32"] },
    ] as const;
    await cell.load(world([], { ingress }));
    const sources = [edge4, "104.16.0.1", strangers[4], edge6, "2400:cb00::1", strangers[6]];
    const observations = await cell.dial(sources.map((source) => dialFrom(source)));
    const refused = { stage: "connect", error: "ECONNREFUSED" };
    const dropped = { stage: "connect", error: "ETIMEDOUT" };
    expect(observations).toEqual([refused, dropped, dropped, refused, dropped, dropped]);
  });

  test("owns an address of every range of Cloudflare", async () => {
    await cell.load(world([], { ingress: everybody }));
    const first = (cidr: string) =>
      cidr
        .replace(/\/\d+$/, "")
        .replace(/\.0$/, ".1")
        .replace(/::$/, "::1");
    const observations = await cell.dial(snapshot.ranges.map(({ cidr }) => dialFrom(first(cidr))));
    expect(observations.filter((each) => !("error" in each) || each.error !== "ECONNREFUSED")).toEqual([]);
  });

  test("has no way out of its namespaces", async () => {
    const devices = await cell.run("edge", { program: "ip", args: ["-o", "link"], input: "" });
    expect(devices.match(/^\d+: ([a-z]+)/gm)).toEqual(["1: lo", expect.stringMatching(/: wan$/)]);
    const routes = await cell.run("router", { program: "ip", args: ["-4", "route", "show", "default"], input: "" });
    expect(routes.trim()).toBe("blackhole default");
  });

  test("leaves nothing behind when whoever started it is killed", async () => {
    const program = resolve(__dirname, "cell-process.ts");
    const child = spawn(process.execPath, ["--import", require.resolve("tsx"), program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pids = await new Promise<readonly number[]>((done) =>
      child.stdout.once("data", (text) => done(JSON.parse(String(text)))),
    );
    expect(pids.map((pid) => existsSync(`/proc/${pid}`))).toEqual([true, true, true]);
    child.kill("SIGKILL");
    await vi.waitFor(() => expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]), { timeout: 10_000 });
  });
});
