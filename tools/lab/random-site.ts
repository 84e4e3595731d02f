import fc from "fast-check";
import type { Input, Inputs, Piece, Site } from "../../policies/example";
import { ipv4Ranges, ipv6Ranges, output, resource } from "../../policies/sites";
import { types } from "../../src/graph/types";

/** A random site, described so that a small one is a simple one: fast-check shrinks towards the first alternatives. */
export interface RandomSite {
  readonly mode: "strict" | "full" | "flexible" | "off";
  readonly alwaysUseHttps: boolean;
  readonly pulls: "off" | "global" | "zone" | "hostname";
  readonly hosts: readonly RandomHost[];
  readonly subnets: readonly [RandomSubnet, RandomSubnet];
  readonly acl: RandomAcl | null;
  readonly rule: RandomRule | null;
}

/** One hostname with its origin. */
export type RandomHost =
  | {
      readonly kind: "instance";
      readonly name: string;
      readonly group: RandomGroup;
      readonly listens: readonly { readonly port: number; readonly tls: boolean }[];
      readonly certificate: readonly string[];
      readonly twin: boolean;
    }
  | {
      readonly kind: "balancer";
      readonly name: string;
      readonly dualstack: boolean;
      readonly bothSubnets: boolean;
      readonly group: RandomGroup;
      readonly https: RandomHttps | null;
      readonly http: RandomAction | null;
      readonly behind: RandomBehind;
    };

/** What security groups let in. */
export interface RandomGroup {
  readonly ports: "443" | "80+443" | "80" | "all" | "8080-9000";
  readonly sources: "cloudflare" | "everybody" | "some" | "office" | "halves" | "list";
  /** Ranges that are left out. */
  readonly without: readonly number[];
  /** Whether the rules are in two groups, or each a resource of its own. */
  readonly form: "inline" | "two-groups" | "separate";
  readonly ipv6: boolean;
}

export interface RandomHttps {
  readonly port: number;
  readonly certificate: "fits" | "wildcard" | "other" | "private" | "self-signed" | "origin-ca" | "none";
  readonly demands: boolean;
  readonly action: RandomAction;
}

export type RandomAction = "forward" | "to-https" | "to-http" | "fixed-200" | "to-elsewhere" | "by-host";

/** The targets, and the way to them. */
export interface RandomBehind {
  readonly groupPort: number;
  readonly groupTls: boolean;
  readonly listens: readonly { readonly port: number; readonly tls: boolean }[] | null;
  readonly admits: "balancer" | "network" | "nobody" | "everybody";
  readonly egress: boolean;
  readonly count: "two" | "one" | "empty-fleet";
}

export interface RandomSubnet {
  readonly gateway: boolean;
  readonly gateway6: boolean;
  readonly detours: readonly string[];
}

export interface RandomAcl {
  readonly entries: readonly {
    readonly direction: "ingress" | "egress";
    readonly deny: boolean;
    readonly cidr: string;
    readonly ports: readonly [number, number] | null;
  }[];
  readonly open: boolean;
}

/** A rule of the edge, for the first hostname or for all. */
export interface RandomRule {
  readonly forAll: boolean;
  readonly does: { readonly port: number } | { readonly ssl: "flexible" | "full" | "strict" };
}

const names = ["www.example.com", "api.example.com", "example.com"] as const;

const mostly = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof(
    { weight: 3 * others.length, arbitrary: fc.constant(usual) },
    ...others.map((value) => ({ weight: 1, arbitrary: fc.constant(value) })),
  );

/** True, and now and then not. */
const rarely = fc.nat({ max: 19 }).map((number) => number > 0);

const group: fc.Arbitrary<RandomGroup> = fc.record({
  ports: mostly<RandomGroup["ports"]>("80+443", "all", "443", "80", "8080-9000"),
  // Whoever is stopped here meets nothing behind it.
  sources: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom<RandomGroup["sources"]>("cloudflare", "everybody") },
    { weight: 4, arbitrary: fc.constantFrom<RandomGroup["sources"]>("some", "office", "halves", "list") },
  ),
  without: fc.array(fc.nat({ max: ipv4Ranges.length + ipv6Ranges.length - 1 }), { maxLength: 1 }),
  form: fc.constantFrom("inline", "two-groups", "separate"),
  ipv6: rarely,
});

const speech = fc.record({ port: fc.constantFrom(443, 80, 8080, 8443), tls: fc.boolean() });
const listens = fc.uniqueArray(speech, { selector: ({ port }) => port, minLength: 1, maxLength: 3 });

const instance = (name: string): fc.Arbitrary<RandomHost> =>
  fc.record({
    kind: fc.constant("instance" as const),
    name: fc.constant(name),
    group,
    listens: fc.oneof(
      fc.constant([
        { port: 443, tls: true },
        { port: 80, tls: false },
      ]),
      fc.constant([{ port: 443, tls: true }]),
      // Each speaks what the edge does not expect there: 525 and 520.
      {
        weight: 5,
        arbitrary: fc.constant([
          { port: 443, tls: false },
          { port: 80, tls: true },
        ]),
      },
      listens,
    ),
    certificate: fc.constantFrom([name], ["*.example.com", "example.com"], ["other.example.net"]),
    twin: mostly(false, true),
  });

const action = fc.constantFrom<RandomAction>(
  "forward",
  "forward",
  "forward",
  "forward",
  "to-https",
  "to-http",
  "to-https",
  "fixed-200",
  "to-elsewhere",
  "by-host",
);

const https: fc.Arbitrary<RandomHttps> = fc.record({
  port: mostly(443, 8443, 80),
  certificate: fc.constantFrom<RandomHttps["certificate"]>(
    "fits",
    "wildcard",
    "other",
    "private",
    "self-signed",
    "origin-ca",
  ),
  demands: mostly(false, true),
  action,
});
const behind: fc.Arbitrary<RandomBehind> = fc.record({
  groupPort: fc.constantFrom(8080, 9090),
  groupTls: mostly(false, true),
  listens: fc.option(fc.oneof(fc.constant([{ port: 8080, tls: false }]), listens, listens, listens), { freq: 9 }),
  admits: fc.constantFrom<RandomBehind["admits"]>(
    "balancer",
    "network",
    "balancer",
    "everybody",
    "balancer",
    "everybody",
    "balancer",
    "nobody",
  ),
  egress: rarely,
  count: mostly<RandomBehind["count"]>("two", "one", "empty-fleet"),
});

const maybeHttps: fc.Arbitrary<RandomHttps | null> = fc.option(https, { freq: 6 });
const maybeAction: fc.Arbitrary<RandomAction | null> = fc.option(action);

const balancer = (name: string): fc.Arbitrary<RandomHost> =>
  fc.record({
    kind: fc.constant("balancer" as const),
    name: fc.constant(name),
    dualstack: fc.boolean(),
    bothSubnets: mostly(true, false),
    group,
    https: maybeHttps,
    http: maybeAction,
    behind,
  });

const detours = ["172.0.0.0/8", "104.16.0.0/12", "162.158.0.0/16", "2606:4700::/32", "10.9.0.0/16", "198.41.128.0/17"];
const subnet: fc.Arbitrary<RandomSubnet> = fc.record({
  gateway: rarely,
  gateway6: rarely,
  detours: fc.oneof({ weight: 14, arbitrary: fc.constant([]) }, fc.subarray(detours, { maxLength: 2 })),
});

const acl: fc.Arbitrary<RandomAcl> = fc.record({
  entries: fc.array(
    fc.record({
      direction: fc.constantFrom("ingress", "egress"),
      deny: fc.boolean(),
      cidr: fc.constantFrom(
        "0.0.0.0/0",
        "::/0",
        "162.158.0.0/15",
        "104.16.0.0/12",
        "104.16.0.0/14",
        "2400:cb00::/31",
        "10.0.0.0/16",
      ),
      ports: fc.constantFrom<readonly [number, number] | null>(
        null,
        [443, 443],
        [80, 80],
        [1024, 65535],
        [0, 65535],
        [32768, 65535],
      ),
    }),
    { maxLength: 4 },
  ),
  open: mostly(true, false),
});

const rule: fc.Arbitrary<RandomRule> = fc.record({
  forAll: fc.boolean(),
  does: fc.oneof(
    fc.record({ port: fc.constantFrom(443, 8443, 80, 8080) }),
    fc.record({ ssl: fc.constantFrom("flexible" as const, "full" as const, "strict" as const) }),
  ),
});

/** Random sites of one to three hostnames. */
export const randomSite: fc.Arbitrary<RandomSite> = fc.record({
  mode: fc.constantFrom("strict", "full", "flexible", "strict", "strict", "off"),
  alwaysUseHttps: mostly(false, true),
  pulls: mostly("off", "global", "zone", "hostname"),
  hosts: fc
    .subarray([...names], { minLength: 1, maxLength: 2 })
    .chain((chosen) => fc.tuple(...chosen.map((name) => fc.oneof(instance(name), balancer(name), balancer(name)))))
    .map((hosts) => [...hosts]),
  subnets: fc.tuple(subnet, subnet),
  acl: fc.oneof({ weight: 14, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: acl }),
  rule: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: rule }),
});

const ranges = [...ipv4Ranges, ...ipv6Ranges];
const account = "0123456789abcdef0123456789abcdef";

/** Writes a random site as a program would declare it. */
export function programOf(site: RandomSite): Site {
  return Object.assign(
    {},
    zoneOf(site),
    networkOf(site),
    ...site.hosts.map((host, index) => hostOf(host, index)),
  ) as Site;
}

function zoneOf({ mode, alwaysUseHttps, pulls, rule: edgeRule, hosts }: RandomSite): Site {
  const zoneId = output("zone", "id");
  const setting = (settingId: string, value: string) => resource(types.zoneSetting, { zoneId, settingId, value });
  const first = hosts[0]?.name ?? "";
  return {
    zone: resource(types.zone, { account: { id: account }, name: "example.com" }),
    ssl: setting("ssl", mode),
    https: setting("always_use_https", alwaysUseHttps ? "on" : "off"),
    ...(pulls === "global" && { pulls: setting("tls_client_auth", "on") }),
    ...(pulls === "zone" && { pulls: resource(types.originPullsSettings, { zoneId, enabled: true }) }),
    ...(pulls === "hostname" && {
      pulls: resource(types.originPulls, { zoneId, configs: [{ hostname: first, certId: "0a1b2c3d", enabled: true }] }),
    }),
    ...(edgeRule !== null && { rules: rulesetOf(edgeRule, first) }),
  };
}

function rulesetOf({ forAll, does }: RandomRule, first: string): Piece {
  const expression = forAll ? "true" : `http.host eq "${first}"`;
  const common = { zoneId: output("zone", "id"), kind: "zone", name: "rules" };
  return "port" in does
    ? resource(types.ruleset, {
        ...common,
        phase: "http_request_origin",
        rules: [{ expression, action: "route", actionParameters: { origin: { port: does.port } } }],
      })
    : resource(types.ruleset, {
        ...common,
        phase: "http_config_settings",
        rules: [{ expression, action: "set_config", actionParameters: { ssl: does.ssl } }],
      });
}

function networkOf({ subnets, acl: filter }: RandomSite): Site {
  const vpcId = output("vpc", "id");
  const perSubnet = subnets.map(({ gateway, gateway6, detours: others }, index): Site => {
    const out = output("gateway", "id");
    return {
      [`subnet${index}`]: resource(types.subnet, {
        vpcId,
        cidrBlock: `10.0.${index}.0/24`,
        availabilityZone: `us-east-1${index === 0 ? "a" : "b"}`,
      }),
      [`routes${index}`]: resource(types.routeTable, {
        vpcId,
        routes: [
          ...(gateway ? [{ cidrBlock: "0.0.0.0/0", gatewayId: out }] : []),
          ...(gateway6 ? [{ ipv6CidrBlock: "::/0", gatewayId: out }] : []),
          ...others.map((cidr) => ({
            ...(cidr.includes(":") ? { ipv6CidrBlock: cidr } : { cidrBlock: cidr }),
            transitGatewayId: "tgw-0a1b2c3d4e5f60718",
          })),
        ],
      }),
      [`association${index}`]: resource(types.routeTableAssociation, {
        subnetId: output(`subnet${index}`, "id"),
        routeTableId: output(`routes${index}`, "id"),
      }),
    };
  });
  return Object.assign(
    {
      vpc: resource(types.vpc, { cidrBlock: "10.0.0.0/16", assignGeneratedIpv6CidrBlock: true }),
      gateway: resource(types.internetGateway, { vpcId }),
      ...(filter !== null && { acl: aclOf(filter) }),
    },
    ...perSubnet,
  ) as Site;
}

function aclOf({ entries, open }: RandomAcl): Piece {
  const of = (direction: "ingress" | "egress"): Inputs[] => [
    ...entries
      .map((entry, index) => ({ entry, index }))
      .filter(({ entry }) => entry.direction === direction)
      .map(({ entry: { deny, cidr, ports }, index }) => ({
        ruleNo: 100 + 10 * index,
        action: deny ? "deny" : "allow",
        protocol: ports === null ? "-1" : "tcp",
        fromPort: ports?.[0] ?? 0,
        toPort: ports?.[1] ?? 0,
        ...(cidr.includes(":") ? { ipv6CidrBlock: cidr } : { cidrBlock: cidr }),
      })),
    ...(open ? [everything(900, { cidrBlock: "0.0.0.0/0" }), everything(901, { ipv6CidrBlock: "::/0" })] : []),
  ];
  return resource(types.networkAcl, {
    vpcId: output("vpc", "id"),
    subnetIds: [output("subnet0", "id"), output("subnet1", "id")],
    ingress: of("ingress"),
    egress: of("egress"),
  });
}

function everything(ruleNo: number, whom: Inputs): Inputs {
  return { ruleNo, action: "allow", protocol: "-1", fromPort: 0, toPort: 0, ...whom };
}

function hostOf(host: RandomHost, index: number): Site {
  return host.kind === "instance" ? instanceOf(host, index) : balancerOf(host, index);
}

function instanceOf(host: Extract<RandomHost, { kind: "instance" }>, index: number): Site {
  const id = (name: string) => `${name}${index}`;
  const { groups, site } = groupOf(host.group, id("door"));
  const server = (subnetIndex: number) =>
    resource(types.instance, {
      ami: "ami-0123456789abcdef0",
      instanceType: "t3.small",
      subnetId: output(`subnet${subnetIndex}`, "id"),
      vpcSecurityGroupIds: groups,
      userData: output(id("issued"), "certificate"),
      tags: { "no521:listens": tagOf(host.listens) },
    });
  const record = (address: string) =>
    resource(types.dnsRecord, {
      zoneId: output("zone", "id"),
      name: host.name,
      type: "A",
      content: output(address, "publicIp"),
      proxied: true,
      ttl: 1,
    });
  return {
    ...site,
    [id("issued")]: resource(types.originCaCertificate, {
      csr: "a request",
      hostnames: host.certificate,
      requestType: "origin-ecc",
      requestedValidity: 5475,
    }),
    [id("server")]: server(0),
    [id("address")]: resource(types.eip, { domain: "vpc", instance: output(id("server"), "id") }),
    [id("record")]: record(id("address")),
    ...(host.twin && {
      [id("twin")]: server(1),
      [id("twinAddress")]: resource(types.eip, { domain: "vpc", instance: output(id("twin"), "id") }),
      [id("twinRecord")]: record(id("twinAddress")),
    }),
  };
}

function tagOf(promised: readonly { readonly port: number; readonly tls: boolean }[]): string {
  return promised.map(({ port, tls }) => `${port}/${tls ? "https" : "http"}`).join(" ");
}

function balancerOf(host: Extract<RandomHost, { kind: "balancer" }>, index: number): Site {
  const id = (name: string) => `${name}${index}`;
  const { groups, site } = groupOf(host.group, id("door"), host.behind.egress);
  const arn = output(id("balancer"), "arn");
  const subnets = host.bothSubnets ? [output("subnet0", "id"), output("subnet1", "id")] : [output("subnet0", "id")];
  const { https, http } = host;
  const actions = (chosen: RandomAction) => [actionOf(chosen, id("targets"))];
  return {
    ...site,
    ...behindOf(host, groups, id),
    [id("balancer")]: resource(types.loadBalancer, {
      loadBalancerType: "application",
      internal: false,
      ipAddressType: host.dualstack ? "dualstack" : "ipv4",
      securityGroups: groups,
      subnets,
    }),
    ...(https !== null && {
      ...certificateOf(https.certificate, host.name, id),
      [id("https")]: resource(types.listener, {
        loadBalancerArn: arn,
        port: https.port,
        ...(https.certificate === "none"
          ? { protocol: "HTTP" }
          : { protocol: "HTTPS", certificateArn: output(id("certificate"), "arn") }),
        ...(https.demands &&
          https.certificate !== "none" && {
            mutualAuthentication: {
              mode: "verify",
              trustStoreArn: "arn:aws:elasticloadbalancing:us-east-1:000000000000:truststore/pulls/0a1b2c3d4e5f6071",
            },
          }),
        defaultActions: actions(elsewhere(https.action, "to-https", "to-http")),
      }),
    }),
    ...(http !== null &&
      https?.port !== 80 && {
        [id("http")]: resource(types.listener, {
          loadBalancerArn: arn,
          port: 80,
          protocol: "HTTP",
          defaultActions:
            http === "by-host"
              ? [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } }]
              : actions(elsewhere(http, "to-http", "to-https")),
        }),
        ...(http === "by-host" && {
          [id("rule")]: resource(types.listenerRule, {
            listenerArn: output(id("http"), "arn"),
            priority: 10,
            conditions: [{ hostHeader: { values: ["api.example.com", "*.example.net"] } }],
            actions: actions("forward"),
          }),
        }),
      }),
    [id("record")]: resource(types.dnsRecord, {
      zoneId: output("zone", "id"),
      name: host.name,
      type: "CNAME",
      content: output(id("balancer"), "dnsName"),
      proxied: true,
      ttl: 1,
    }),
  };
}

/** AWS refuses a redirect of a listener to itself; what is by host is so on port 80 alone. */
function elsewhere(chosen: RandomAction, itself: RandomAction, other: RandomAction): RandomAction {
  if (chosen === "by-host") return "forward";
  return chosen === itself ? other : chosen;
}

function actionOf(chosen: RandomAction, group_: string): Inputs {
  switch (chosen) {
    case "to-https":
      return { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
    case "to-http":
      return { type: "redirect", redirect: { protocol: "HTTP", port: "80", statusCode: "HTTP_302" } };
    case "to-elsewhere":
      return { type: "redirect", redirect: { host: "www.example.org", statusCode: "HTTP_301" } };
    case "fixed-200":
      return { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "200" } };
    case "forward":
    case "by-host":
      return { type: "forward", targetGroupArn: output(group_, "arn") };
  }
}

function certificateOf(kind: RandomHttps["certificate"], name: string, id: (name: string) => string): Site {
  const issued = (inputs: Inputs): Site => ({ [id("certificate")]: resource(types.certificate, inputs) });
  switch (kind) {
    case "fits":
      return issued({ domainName: name, validationMethod: "DNS" });
    case "wildcard":
      return issued({ domainName: "*.example.com", validationMethod: "DNS" });
    case "other":
      return issued({ domainName: "example.net", subjectAlternativeNames: ["*.example.net"], validationMethod: "DNS" });
    case "private":
      return issued({
        domainName: name,
        certificateAuthorityArn:
          "arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
      });
    case "self-signed":
      return {
        [id("signed")]: resource("tls:index/selfSignedCert:SelfSignedCert", {
          dnsNames: [name],
          allowedUses: ["server_auth"],
          validityPeriodHours: 8760,
          privateKeyPem: "a key",
        }),
        ...issued({ privateKey: "a key", certificateBody: output(id("signed"), "certPem") }),
      };
    case "none":
      return {};
    case "origin-ca":
      return {
        [id("issued")]: resource(types.originCaCertificate, {
          csr: "a request",
          hostnames: [name],
          requestType: "origin-ecc",
          requestedValidity: 5475,
        }),
        ...issued({ privateKey: "a key", certificateBody: output(id("issued"), "certificate") }),
      };
  }
}

function behindOf(
  { behind }: Extract<RandomHost, { kind: "balancer" }>,
  groups: readonly Input[],
  id: (name: string) => string,
): Site {
  const vpcId = output("vpc", "id");
  const port = { protocol: "tcp", fromPort: behind.groupPort, toPort: behind.groupPort };
  const admitted: Record<RandomBehind["admits"], readonly Inputs[]> = {
    balancer: [{ ...port, securityGroups: groups.slice(0, 1) }],
    network: [{ ...port, cidrBlocks: ["10.0.0.0/16"] }],
    nobody: [],
    everybody: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
  };
  const server = (index: number) =>
    resource(types.instance, {
      ami: "ami-0123456789abcdef0",
      instanceType: "t3.small",
      subnetId: output(`subnet${index}`, "id"),
      vpcSecurityGroupIds: [output(id("inner"), "id")],
      ...(behind.listens !== null && { tags: { "no521:listens": tagOf(behind.listens) } }),
    });
  const attachment = (name: string) =>
    resource(types.targetGroupAttachment, {
      targetGroupArn: output(id("targets"), "arn"),
      targetId: output(name, "id"),
    });
  const targets: Site = {
    [id("targets")]: resource(types.targetGroup, {
      vpcId,
      port: behind.groupPort,
      protocol: behind.groupTls ? "HTTPS" : "HTTP",
      targetType: "instance",
    }),
    [id("inner")]: resource(types.securityGroup, { vpcId, ingress: admitted[behind.admits], egress: [] }),
  };
  if (behind.count === "empty-fleet") {
    return {
      ...targets,
      [id("template")]: resource(types.launchTemplate, { vpcSecurityGroupIds: [output(id("inner"), "id")] }),
      [id("fleet")]: resource(types.autoscalingGroup, {
        minSize: 0,
        maxSize: 0,
        vpcZoneIdentifiers: [output("subnet0", "id")],
        launchTemplate: { id: output(id("template"), "id") },
        targetGroupArns: [output(id("targets"), "arn")],
      }),
    };
  }
  return {
    ...targets,
    [id("first")]: server(0),
    [id("firstAttachment")]: attachment(id("first")),
    ...(behind.count === "two" && { [id("second")]: server(1), [id("secondAttachment")]: attachment(id("second")) }),
  };
}

/** The groups of a door and the resources that make them. */
function groupOf(
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
    some: listed.filter((_, index) => index % 3 !== 0),
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
