import fc from "fast-check";
import { ipv4Ranges, ipv6Ranges } from "../../../policies/sites";
import type {
  RandomAcl,
  RandomAction,
  RandomBehind,
  RandomCertificate,
  RandomGroup,
  RandomHost,
  RandomHttps,
  RandomNetworkHost,
  RandomRule,
  RandomSite,
  RandomSubnet,
} from "./site";

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
  "to-http",
  "to-https",
  "fixed-200",
  "to-elsewhere",
  "by-host",
);

const certificate: fc.Arbitrary<RandomCertificate> = fc.constantFrom<RandomCertificate>(
  "fits",
  "wildcard",
  "origin-ca",
  "other",
  "fits",
  "wildcard",
  "origin-ca",
  "private",
  "self-signed",
  "origin-ca-text",
  "expired-text",
  "later-text",
  "bare-text",
);

const https: fc.Arbitrary<RandomHttps> = fc.record({
  port: mostly(443, 8443, 80),
  certificate,
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
    classic: mostly(false, false, false, true),
  });

const network = (name: string): fc.Arbitrary<RandomNetworkHost> =>
  fc.record({
    kind: fc.constant("network" as const),
    name: fc.constant(name),
    dualstack: fc.boolean(),
    bothSubnets: mostly(true, false),
    group: fc.option(group, { freq: 2 }),
    egress: rarely,
    ports: fc.oneof(
      fc.constant([
        { port: 443, targetPort: 443 },
        { port: 80, targetPort: 80 },
      ]),
      fc.constant([{ port: 443, targetPort: 8443 }]),
      fc.constant([
        { port: 443, targetPort: 8443 },
        { port: 80, targetPort: 8080 },
      ]),
    ),
    keeps: fc.constantFrom(null, true, false),
    admits: fc.constantFrom<RandomNetworkHost["admits"]>(
      "balancer",
      "everybody",
      "cloudflare",
      "balancer",
      "everybody",
      "cloudflare",
      "network",
      "some",
      "nobody",
    ),
    listens: fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constant([
          { port: 443, tls: true },
          { port: 80, tls: false },
          { port: 8443, tls: true },
          { port: 8080, tls: false },
        ]),
      },
      { weight: 1, arbitrary: listens },
    ),
    certificate: fc.constantFrom([name], ["*.example.com", "example.com"], ["other.example.net"]),
    count: mostly<RandomNetworkHost["count"]>("two", "one", "far"),
  });

const host = (name: string): fc.Arbitrary<RandomHost> =>
  fc.oneof(
    { weight: 3, arbitrary: instance(name) },
    { weight: 6, arbitrary: balancer(name) },
    { weight: 1, arbitrary: network(name) },
  );

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

const ruledMode = fc.constantFrom("flexible" as const, "full" as const, "strict" as const);

const rule: fc.Arbitrary<RandomRule> = fc.record({
  whom: fc.constantFrom<RandomRule["whom"]>("all", "first", "others", "suffix", "list", "wildcard", "plain"),
  does: fc.oneof(
    fc.record({ port: fc.constantFrom(443, 8443, 80, 8080) }),
    fc.record({ ssl: ruledMode }),
    fc.record({ page: ruledMode }),
    fc.record({ redirect: fc.constantFrom("https" as const, "http" as const, "elsewhere" as const, "path" as const) }),
  ),
});

/** Random sites of one to three hostnames. */
export const randomSite: fc.Arbitrary<RandomSite> = fc.record({
  mode: fc.constantFrom("strict", "full", "flexible", "strict", "strict", "off"),
  alwaysUseHttps: mostly(false, true),
  pulls: mostly("off", "global", "zone", "hostname"),
  hosts: fc
    .subarray([...names], { minLength: 1, maxLength: 2 })
    .chain((chosen) => fc.tuple(...chosen.map(host)))
    .map((hosts) => [...hosts]),
  subnets: fc.tuple(subnet, subnet),
  acl: fc.oneof({ weight: 14, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: acl }),
  rule: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: rule }),
});
