import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Properties } from "../../src/graph/value";
import { classesOf, rank } from "./classes";
import { acl as aclOf, edgeRanges, goodSite, graphOf, modes, rules, type Site, type Spec, siteWith } from "./site";

const network = fc.constantFrom(...edgeRanges, "0.0.0.0/0", "::/0", "10.0.0.0/8");
const action = fc.constantFrom("allow", "deny");
const entry = fc
  .record({ action, network, ports: fc.constantFrom([443, 443], [1024, 65_535], [0, 65_535], [8080, 8080]) })
  .map(({ action: does, network: cidr, ports: [fromPort = 0, toPort = 0] }): Properties => {
    const source = cidr.includes(":") ? { ipv6CidrBlock: cidr } : { cidrBlock: cidr };
    return { ...source, action: does, protocol: "tcp", fromPort, toPort };
  });
const everything: readonly Properties[] = [{ cidrBlock: "0.0.0.0/0" }, { ipv6CidrBlock: "::/0" }].map((source) => ({
  ...{ ...source, action: "allow", protocol: "-1", fromPort: 0, toPort: 0 },
}));
/** Of which some let through at the end whatever they did not stop. */
const entries = fc
  .tuple(fc.array(entry, { maxLength: 3 }), fc.boolean())
  .map(([some, isOpen]) => (isOpen ? [...some, ...everything] : some));

const numbered = (list: readonly Properties[], from: number): readonly Properties[] =>
  list.map((each, index) => ({ ...each, ruleNo: from + index }));
const acl = (ingress: readonly Properties[], egress: readonly Properties[]): Spec => aclOf(["a", "b"], ingress, egress);

const { out4, out6, listener, certificate } = goodSite;
const parts = [
  "out4",
  "out6",
  "listener",
  "group-out",
  "inner-8080",
  "table-a",
  "gateway",
  ...Object.keys(rulesOfEdge()),
];

function rulesOfEdge(): Site {
  return rules("group", 443, edgeRanges);
}

/** Sites of which many are broken: parts are missing, and a network ACL lets some through and stops others. */
const sites = fc
  .record({
    missing: fc.uniqueArray(fc.constantFrom(...parts), { maxLength: 3 }),
    guard: fc.option(fc.tuple(entries, entries), { nil: undefined }),
    name: fc.constantFrom("example.com", "www.example.com", "other.example.com", "*.example.com"),
  })
  .map(({ missing, guard, name }): { site: Site; guard: readonly [readonly Properties[], readonly Properties[]] } => {
    const named = siteWith({ certificate: { domainName: name, subjectAlternativeNames: null } });
    const site = Object.fromEntries(Object.entries(named).filter(([part]) => !missing.includes(part)));
    const [ingress, egress] = guard ?? [[], []];
    const before = { ...site, ...(guard !== undefined && { acl: acl(numbered(ingress, 100), numbered(egress, 100)) }) };
    return { site: before, guard: [ingress, egress] };
  });

/** The hostname, or another one. */
function extraName({ action: does }: Properties): string {
  return does === "allow" ? "www.example.com" : "other.example.net";
}

/** What allows more than before, and how it is added to a site. */
const additions: Readonly<
  Record<
    string,
    (site: Site, guard: readonly [readonly Properties[], readonly Properties[]], extra: Properties) => Site
  >
> = {
  "a rule": (site, _guard, { cidrBlock, ipv6CidrBlock }) => {
    const cidrs = [cidrBlock, ipv6CidrBlock].filter((cidr) => typeof cidr === "string");
    return { ...site, ...rules("group", 443, cidrs) };
  },
  "an entry of a network ACL that no deny precedes": (site, [ingress, egress], extra) => {
    if (site.acl === undefined) return site;
    const first = numbered([{ ...extra, action: "allow" }], 1);
    return {
      ...site,
      acl: acl([...first, ...numbered(ingress, 100)], [...first, ...numbered(egress, 100)]),
    };
  },
  "a route to the gateway": (site) => ({ ...site, ...(out4 && { out4 }), ...(out6 && { out6 }) }),
  "a listener on the port that is dialled": (site) => ({ ...site, ...(listener && { listener }) }),
  "a name on the certificate": (site, _guard, extra) => ({
    ...site,
    ...(certificate !== undefined && {
      certificate: {
        ...certificate,
        inputs: { ...site.certificate?.inputs, subjectAlternativeNames: [extraName(extra)] },
      },
    }),
  }),
};

const each = Object.entries(additions).flatMap(([title, add]) => modes.map((mode) => [title, mode, add] as const));

describe.each(each)("%s, on a %s,", (_title, mode, add) => {
  test("makes no row worse when it is added, and none better when it is taken away", () => {
    fc.assert(
      fc.property(sites, entry, ({ site, guard }, extra) => {
        const without = classesOf(graphOf(site, mode));
        const having = classesOf(graphOf(add(site, guard, extra), mode));
        for (const [row, before] of without) expect(having.get(row) ?? before).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 60 },
    );
  });
});

test("the sites are of every class, so that the laws are tried on all", () => {
  const met = new Set(
    fc
      .sample(sites, { numRuns: 200, seed: 521 })
      .flatMap(({ site }) => [...classesOf(graphOf(site, "state")).values()]),
  );
  expect([...met]).toEqual(expect.arrayContaining([rank.fails, rank.ok]));
});
