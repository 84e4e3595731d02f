import { describe, expect, test } from "vitest";
import type { Properties } from "../../src/graph/value";
import { edgeRanges, goodSite, ipv4, noRules, type Site, siteWith } from "../reach/site";
import { said, step } from "./step";

const separate = noRules("group", 443, edgeRanges);
const tls: Properties = { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ipv4 };
const inline = (...ingress: readonly Properties[]): Site => siteWith({ ...separate, group: { ingress } });
const without104 = ipv4.filter((cidr) => !cidr.startsWith("104."));
const rewrites = (count: number) =>
  `Security group "group" rewrites ${count} of its inline rules that admit Cloudflare, each of which is revoked before what takes its place is authorised.`;

describe("inline rules", () => {
  test("that are described otherwise are closed meanwhile", () => {
    const described = (description: string) => inline({ ...tls, cidrBlocks: ipv4.slice(0, 2), description });
    expect(said(step(described("old"), described("new")))).toEqual([
      [
        "inline-rules-rewritten",
        "warning",
        [522],
        ["www.example.com"],
        'Security group "group" describes 2 of its inline rules otherwise, each of which is revoked before it is authorised again.',
      ],
    ]);
  });

  test.each<readonly [string, Site, number]>([
    ["get other ports", inline({ ...tls, toPort: 444 }), 15],
    ["get another protocol", inline({ ...tls, protocol: "-1", fromPort: 0, toPort: 0 }), 15],
    ["are put together", inline({ ...tls, cidrBlocks: [...without104, "104.16.0.0/12"] }), 2],
    ["give way to an empty list and separate rules", siteWith({ group: { ingress: [] } }), 15],
  ])("that %s are closed meanwhile", (_title, after, count) => {
    expect(step(inline(tls), after).map(({ what }) => what)).toContain(rewrites(count));
  });

  test.each<readonly [string, Site]>([
    ["stay as they are", inline(tls)],
    ["write the protocol as a number", inline({ ...tls, protocol: "6" })],
    ["come in another order", inline({ ...tls, cidrBlocks: ipv4.toReversed() })],
    ["get more networks", inline(tls, { ...tls, cidrBlocks: ["203.0.113.0/24"] })],
    ["lose a network for good, which the program that comes shows", inline({ ...tls, cidrBlocks: without104 })],
    ["describe the office otherwise", inline(tls, { ...tls, cidrBlocks: ["203.0.113.0/24"], description: "office" })],
  ])("that %s are never closed for the edge", (_title, after) => {
    const before = inline(tls, { ...tls, cidrBlocks: ["203.0.113.0/24"] });
    expect(step(before, after)).toEqual([]);
  });

  test("that a wider rule stands in for are never closed", () => {
    const everybody = { ...tls, cidrBlocks: ["0.0.0.0/0"] };
    expect(step(inline(everybody, tls), inline(everybody, { ...tls, toPort: 444 }))).toEqual([]);
  });

  test("that separate rules stand in for are never closed", () => {
    const mixed = (description: string) => siteWith({ group: { ingress: [{ ...tls, description }] } });
    expect(step(mixed("old"), mixed("new"))).toEqual([]);
    expect(step(goodSite, goodSite)).toEqual([]);
  });
});
