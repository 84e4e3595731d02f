import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { expiredPem, issuedPem, issuingPem, originCaPem } from "../../../policies/certificates";
import type { Example, Inputs, Piece, Site } from "../../../policies/example";
import { graphOf, graphOfSite, siteOf } from "../../../policies/example-graph";
import { output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { Issuer } from "../../lab/certificates";
import { type LabCase, readCase } from "../../lab/read/case";

let issuer: Issuer;
beforeAll(async () => {
  issuer = await Issuer.create(new Date());
});

const read = (example: Omit<Example, "title"> = {}): Promise<LabCase> =>
  readCase(graphOf({ title: "to be built", ...example }), issuer);

/** What listens, without the certificates. */
const spoken = ({ world }: LabCase) =>
  world.listeners.map(({ address, port, tls, answer }) => `${address} ${port} ${tls ? "TLS" : "plain"} ${answer.kind}`);

describe("a site behind a balancer", () => {
  test("stands with an interface of the balancer in each subnet, and its targets inside alone", async () => {
    const { world } = await read();
    expect(world.interfaces.map(({ label, subnet, ipv4, public4 }) => [label, subnet, ipv4, public4])).toEqual([
      ['load balancer "balancer"', 0, "10.0.0.10", "198.51.100.10"],
      ['load balancer "balancer"', 1, "10.0.16.11", "198.51.100.11"],
      ['instance "server"', 0, "10.0.0.12", undefined],
      ['instance "otherServer"', 1, "10.0.16.13", undefined],
    ]);
  });

  test("has its targets admit the interfaces that wear the group which a rule names", async () => {
    const { world } = await read();
    expect(world.interfaces[2]?.ingress).toEqual([
      {
        match: { kind: "tcp", from: 8080, to: 8080 },
        peers: ["10.0.0.10/32", "2001:db8:0:1::a/128", "10.0.16.11/32", "2001:db8:0:2::b/128"],
        wearers: [0, 1],
      },
    ]);
  });

  test("listens at every address of both families, and forwards from the interface that was asked", async () => {
    const built = await read();
    expect(spoken(built)).toEqual([
      ...["10.0.0.12", "2001:db8:0:1::c", "10.0.16.13", "2001:db8:0:2::d"].map(
        (address) => `${address} 8080 plain serve`,
      ),
      ...["10.0.0.10", "2001:db8:0:1::a", "10.0.16.11", "2001:db8:0:2::b"].map(
        (address) => `${address} 443 TLS balance`,
      ),
    ]);
    const targets = ["10.0.0.12", "10.0.16.13"].map((address) => ({ address, port: 8080, tls: false }));
    expect(built.world.listeners.at(-1)?.answer).toEqual({
      kind: "balance",
      from: "10.0.16.11",
      rules: [{ hosts: undefined, action: { kind: "forward", targets } }],
    });
  });

  test("has IPv6 addresses where the balancer is dualstack, and only there", async () => {
    const addresses = async (ipAddressType: string) =>
      (await read({ set: { balancer: { ipAddressType } } })).hostnames[0]?.origins[0]?.origin.addresses;
    const v4 = ["198.51.100.10", "198.51.100.11"];
    expect(await addresses("dualstack")).toEqual({ 4: v4, 6: ["2001:db8:0:1::a", "2001:db8:0:2::b"] });
    expect(await addresses("ipv4")).toEqual({ 4: v4, 6: [] });
  });

  test("routes to the gateway what its table says, and lets what another one takes vanish", async () => {
    const routes = [
      { cidrBlock: "0.0.0.0/0", gatewayId: output("gateway", "id") },
      { cidrBlock: "172.64.0.0/13", natGatewayId: "nat-0a1b2c3d4e5f60718" },
    ];
    const { world } = await read({ set: { routes: { routes } } });
    expect(world.subnets.map(({ routes: own }) => own)).toEqual(
      Array.from({ length: 2 }, () => [
        { destination: "0.0.0.0/0", to: "internet" },
        { destination: "172.64.0.0/13", to: "nowhere" },
      ]),
    );
  });

  test("guards with an ACL the subnets that it names, and no others", async () => {
    const entry = { ruleNo: 100, action: "allow", cidrBlock: "0.0.0.0/0" };
    const acl = resource(types.networkAcl, {
      vpcId: output("vpc", "id"),
      subnetIds: [output("subnet", "id")],
      ingress: [{ ...entry, protocol: "tcp", fromPort: 443, toPort: 443 }],
      egress: [{ ...entry, protocol: "-1", fromPort: 0, toPort: 0 }],
    });
    const { world } = await read({ add: { acl } });
    const common = { ruleNumber: 100, action: "allow", cidr: "0.0.0.0/0" };
    expect(world.subnets.map(({ acl: own }) => own)).toEqual([
      [
        { ...common, direction: "ingress", match: { kind: "tcp", from: 443, to: 443 } },
        { ...common, direction: "egress", match: { kind: "all" } },
      ],
      undefined,
    ]);
  });

  test.each([
    ["internal", { internal: true }, "the edge dials no internal balancer: it answers 1002 itself"],
    ["a gateway", { loadBalancerType: "gateway" }, "a gateway balancer is beyond the lab"],
  ])("is not shown where the balancer is %s", async (_, set, reason) => {
    const built = await read({ set: { balancer: set } });
    expect(built.hostnames).toEqual([]);
    expect(built.notShown).toEqual([{ hostname: "www.example.com", reason }]);
  });
});

describe("a site behind a network balancer", () => {
  const handingOn = (set: Readonly<Record<string, Inputs>> = {}, add: Site = {}): Promise<LabCase> =>
    read({
      add,
      set: {
        balancer: { loadBalancerType: "network", ...set.balancer },
        listener: { protocol: "TCP", ...set.listener },
        app: { port: 443, protocol: "TCP", ...set.app },
        server: { tags: { "no521:listens": "443/https" }, ...set.server },
        otherServer: { tags: { "no521:listens": "443/https" }, ...set.otherServer },
      },
    });
  const relays = ({ world }: LabCase) =>
    world.listeners.flatMap(({ address, answer }) =>
      answer.kind === "relay"
        ? [[address, answer.keepsClient, answer.targets.map((target) => target.address)] as const]
        : [],
    );

  test("hands on to the targets of its zone, under the client's address over IPv4 alone", async () => {
    const built = await handingOn();
    expect(relays(built)).toEqual([
      ["10.0.0.10", true, ["10.0.0.12"]],
      ["2001:db8:0:1::a", false, ["10.0.0.12"]],
      ["10.0.16.11", true, ["10.0.16.13"]],
      ["2001:db8:0:2::b", false, ["10.0.16.13"]],
    ]);
  });

  test("shows its own address where the group says so", async () => {
    const kept = relays(await handingOn({ app: { preserveClientIp: "false" } })).map(([, keeps]) => keeps);
    expect(kept).toEqual([false, false, false, false]);
  });

  test("is resolved to the addresses in zones that have targets", async () => {
    const inFirst = { subnetId: output("subnet", "id") };
    const built = await handingOn({ otherServer: inFirst });
    expect(built.hostnames[0]?.origins[0]?.origin.addresses[4]).toEqual(["198.51.100.10"]);
    expect(relays(built)[0]).toEqual(["10.0.0.10", true, ["10.0.0.12", "10.0.0.13"]]);
  });

  test("has no guard where it names no group", async () => {
    const built = await handingOn({ balancer: { securityGroups: [] } });
    expect(built.world.interfaces[0]?.ingress).toBeUndefined();
  });

  test("leaves open what its targets do where nothing tells it", async () => {
    const built = await handingOn({ server: { tags: {} } });
    expect(built.hostnames[0]?.origins[0]?.origin.unheard).toBe('nothing tells what listens on target "server"');
  });

  test.each([
    ["ends TLS", { listener: { protocol: "TLS" } }, "a listener that speaks TLS is beyond the lab"],
    [
      "balances across zones",
      { balancer: { enableCrossZoneLoadBalancing: true } },
      "a network balancer across zones is beyond the lab",
    ],
    ["sends the Proxy Protocol", { app: { proxyProtocolV2: true } }, "the Proxy Protocol is beyond the lab"],
    ["asks over IPv6", { app: { ipAddressType: "ipv6" } }, "targets that are reached over IPv6 are beyond the lab"],
  ])("is not shown where it %s", async (_, set, reason) => {
    expect((await handingOn(set)).notShown).toEqual([{ hostname: "www.example.com", reason }]);
  });
});

describe("a site on an instance", () => {
  test("listens on what its tag promises, under its elastic address", async () => {
    const built = await read({ site: "instance", set: { server: { tags: { "no521:listens": "443/https 80/http" } } } });
    expect(spoken(built)).toEqual([
      "10.0.0.10 443 TLS serve",
      "2001:db8:0:1::a 443 TLS serve",
      "10.0.0.10 80 plain serve",
      "2001:db8:0:1::a 80 plain serve",
    ]);
    const [destination] = built.hostnames[0]?.origins ?? [];
    expect(destination?.families).toEqual([4]);
    expect(destination?.origin.addresses[4]).toEqual(["198.51.100.10"]);
  });

  test("leaves open what certificate is shown where no user data tells it", async () => {
    const built = await read({ site: "instance" });
    expect(built.hostnames[0]?.origins[0]?.origin.untold.certificates).toEqual(new Set([443]));
  });

  test("stands where nothing tells what listens, and says so of whoever gets so far", async () => {
    const built = await read({ site: "instance", set: { server: { tags: {} } } });
    expect(spoken(built)).toEqual([]);
    expect(built.hostnames[0]?.origins[0]?.origin.unheard).toBe('nothing tells what listens on instance "server"');
  });
});

describe("a certificate whose text the program holds", () => {
  const shownFor = async (certificateBody: string, certificateChain?: string) => {
    const imported = {
      privateKey: "a key",
      certificateBody,
      ...(certificateChain !== undefined && { certificateChain }),
    };
    const { world, hostnames } = await read({
      add: { certificate: resource(types.certificate, imported) },
      set: { listener: { certificateArn: output("certificate", "arn") } },
    });
    const shown = world.listeners.find(({ port }) => port === 443)?.tls?.certificates[0];
    const blocks = shown?.chain.match(/BEGIN CERTIFICATE/g) ?? [];
    const { validTo, issuer } = new X509Certificate(shown?.chain ?? "");
    const isUntold = hostnames[0]?.origins[0]?.origin.untold.certificates.has(443);
    return { isUntold, names: shown?.names, issuer, isOver: new Date(validTo) < new Date(), length: blocks.length };
  };
  const names = ["example.com", "*.example.com"];

  test("is shown out of date where it is, with its chain", async () => {
    const between = "CN=no521 lab between";
    const expected = { isUntold: false, names, issuer: between, isOver: true, length: 2 };
    expect(await shownFor(expiredPem, issuingPem)).toEqual(expected);
  });

  test("is shown without its chain where the program gives none", async () => {
    const between = "CN=no521 lab between";
    expect(await shownFor(issuedPem)).toEqual({ isUntold: false, names, issuer: between, isOver: false, length: 1 });
  });

  test("is one of the Origin CA where that issued it", async () => {
    const shown = await shownFor(originCaPem);
    expect(shown).toMatchObject({ isUntold: false, issuer: "CN=no521 lab origin-ca", isOver: false });
  });

  test("is not told where nobody says whether its issuer is a public one", async () => {
    expect((await shownFor(issuedPem, issuingPem)).isUntold).toBe(true);
    expect((await shownFor("no certificate")).isUntold).toBe(true);
  });
});

describe("a site behind a balancer of the first generation", () => {
  const classic = (listener: Inputs): Omit<Example, "title"> => ({
    add: {
      balancer: resource(types.classicBalancer, {
        subnets: [output("subnet", "id")],
        securityGroups: [output("firewall", "id")],
        listeners: [{ lbPort: 443, instancePort: 8080, ...listener }],
        instances: [output("server", "id")],
      }),
      ...Object.fromEntries(["listener", "app", "validation"].map((name) => [name, spare])),
    },
  });
  const spare = resource(types.eip, { domain: "vpc" });

  test("listens on the ports of its own list, and forwards to its instances", async () => {
    const built = await read(classic({ lbProtocol: "http", instanceProtocol: "http" }));
    expect(spoken(built)).toContain("10.0.0.10 443 plain balance");
    expect(built.world.listeners.find(({ port }) => port === 443)?.answer).toEqual({
      kind: "balance",
      from: "10.0.0.10",
      rules: [
        {
          hosts: undefined,
          action: { kind: "forward", targets: [{ address: "10.0.0.11", port: 8080, tls: false }] },
        },
      ],
    });
  });

  test("says that the program does not tell its certificate", async () => {
    const built = await read(classic({ lbProtocol: "https", instanceProtocol: "http" }));
    expect(built.hostnames[0]?.origins[0]?.origin.untold.certificates).toEqual(new Set([443]));
  });

  test("is not shown where it hands bytes on", async () => {
    const built = await read(classic({ lbProtocol: "tcp", instanceProtocol: "tcp" }));
    expect(built.notShown[0]?.reason).toBe("a classic load balancer that speaks TCP is beyond the lab");
  });
});

describe("the edge", () => {
  const planOf = async (set: Example["set"], visitor: { readonly scheme: "http" | "https"; readonly port: number }) =>
    (await read(set === undefined ? {} : { set })).hostnames[0]?.plan(visitor);
  const https = { scheme: "https", port: 443 } as const;
  const http = { scheme: "http", port: 80 } as const;
  const named = { kind: "dial", host: "www.example.com", serverName: "www.example.com" };

  test.each([
    ["strict", { ...named, port: 443, tls: "verified", sendsCertificate: false }],
    ["full", { ...named, port: 443, tls: "unverified", sendsCertificate: false }],
    ["flexible", { ...named, port: 80, tls: "none", sendsCertificate: false }],
    ["off", { kind: "redirect", location: "http://www.example.com/" }],
  ])("dials for https in the mode %s", async (mode, plan) => {
    expect(await planOf({ ssl: { value: mode } }, https)).toEqual(plan);
  });

  test("sends http to https where the zone says so", async () => {
    expect(await planOf(undefined, http)).toEqual({ kind: "redirect", location: "https://www.example.com/" });
    expect(await planOf({ https: { value: "off" } }, http)).toEqual({
      ...named,
      port: 80,
      tls: "none",
      sendsCertificate: false,
    });
  });

  test("takes another port where a rule for the hostname says so, and leaves others alone", async () => {
    const portFor = async (host: string) => {
      const rules = resource(types.ruleset, {
        ...{ zoneId: output("zone", "id"), kind: "zone", name: "rules", phase: "http_request_origin" },
        rules: [
          {
            expression: `http.host eq "${host}"`,
            action: "route",
            actionParameters: { origin: { port: 8443 } },
          },
        ],
      });
      const plan = (await read({ add: { rules } })).hostnames[0]?.plan(https);
      return plan?.kind === "dial" ? plan.port : undefined;
    };
    expect(await portFor("www.example.com")).toBe(8443);
    expect(await portFor("api.example.com")).toBe(443);
  });

  const ruleset = (phase: string, expression: string, actionParameters: Inputs): Site => ({
    rules: resource(types.ruleset, {
      ...{ zoneId: output("zone", "id"), kind: "zone", name: "rules", phase },
      rules: [{ expression, action: "a", actionParameters }],
    }),
  });
  const pageRule = (target: string, priority: number, actions: Inputs): Piece =>
    resource(types.pageRule, { zoneId: output("zone", "id"), target, priority, actions });

  test.each([
    ['http.host eq "www.example.com"', { value: "https://new.example.com/" }, "https://new.example.com/"],
    [
      'http.host eq "www.example.com"',
      { expression: 'concat("http://", http.host, "/a")' },
      "http://www.example.com/a",
    ],
    ["not ssl", { value: "https://new.example.com/" }, undefined],
  ])("follows a redirect rule for %s", async (expression, targetUrl, location) => {
    const add = ruleset("http_request_dynamic_redirect", expression, { fromValue: { targetUrl } });
    const plan = (await read({ add })).hostnames[0]?.plan(https);
    expect(plan?.kind === "redirect" ? plan.location : undefined).toBe(location);
  });

  test("obeys the page rule of the highest priority that matches, and a ruleset before it", async () => {
    const pages = {
      low: pageRule("*example.com/*", 1, { ssl: "off" }),
      high: pageRule("www.example.com/*", 2, { ssl: "full" }),
      other: pageRule("api.example.com/*", 3, { ssl: "off" }),
      elsewhere: pageRule("www.example.com/a", 4, { ssl: "off" }),
    };
    const tlsOf = async (add: Site) => {
      const plan = (await read({ add })).hostnames[0]?.plan(https);
      return plan?.kind === "dial" ? plan.tls : plan;
    };
    expect(await tlsOf(pages)).toBe("unverified");
    const above = ruleset("http_config_settings", 'ends_with(http.host, ".example.com")', { ssl: "strict" });
    expect(await tlsOf({ ...pages, ...above })).toBe("verified");
  });

  test("sends on whom a page rule forwards, and to https whom it sends there", async () => {
    const forwarding = { page: pageRule("www.example.com/*", 1, { forwardingUrl: { url: "https://b.example.com/" } }) };
    expect((await read({ add: forwarding })).hostnames[0]?.plan(https)).toEqual({
      kind: "redirect",
      location: "https://b.example.com/",
    });
    const secure = { page: pageRule("www.example.com/*", 1, { alwaysUseHttps: true }) };
    const built = await read({ add: secure, set: { https: { value: "off" } } });
    expect(built.hostnames[0]?.plan(http)).toEqual({ kind: "redirect", location: "https://www.example.com/" });
  });

  test("reads the settings that the provider's older versions keep in one resource", async () => {
    const { ssl: _ssl, https: _https, ...rest } = siteOf({ title: "to be built" });
    const override = resource(types.zoneSettingsOverride, {
      zoneId: output("zone", "id"),
      settings: { ssl: "full", alwaysUseHttps: "on" },
    });
    const built = await readCase(graphOfSite({ ...rest, override }), issuer);
    expect(built.hostnames[0]?.plan(http)).toEqual({ kind: "redirect", location: "https://www.example.com/" });
    expect(built.hostnames[0]?.plan(https)).toMatchObject({ tls: "unverified" });
  });
});
