import { expect } from "vitest";
import { type Range, snapshot } from "../../src/cloudflare/ranges";
import { engineTest } from "./engine";
import { changes, openSite, visitorsOf } from "./site";
import { gaps, openRanges, replay, steps } from "./timeline";

/** Published after the list that the site starts with. */
const added: Range = { cidr: "104.24.0.0/14", state: "active" };
const successor: Range = { cidr: "2c0f:f248::/32", state: "active" };
const leaving = "131.0.72.0/22";

const first = snapshot.ranges.filter(({ cidr }) => cidr !== added.cidr && cidr !== successor.cidr);
const staying = [...first.filter(({ cidr }) => cidr !== leaving), added];
const retiring = (removeAfter: string): readonly Range[] => [
  ...staying,
  { cidr: leaving, state: "retiring", removeAfter },
];
const cidrs = (ranges: readonly Range[]): readonly string[] => ranges.map(({ cidr }) => cidr).toSorted();

const everybody = ["http IPv4", "http IPv6", "https IPv4", "https IPv6"].map((row) => `www.example.com ${row}: ok`);

engineTest(
  "opens a new range at once and closes an old one last, after its date, on each port",
  async ({ engine }) => {
    // An origin that redirects http visitors is dialled on two ports, and has a group for each.
    const site = await openSite(engine, {
      "no521:hostnames": '["www.example.com"]',
      "no521:ipv6": "true",
      "no521:httpVisitors": "redirected-by-origin",
    });
    await site.useRanges(first);
    await site.succeed("up");
    const old = await site.state();
    expect([openRanges(old, 80), openRanges(old, 443)]).toEqual([cidrs(first), cidrs(first)]);

    await site.useRanges([...first, added]);
    const addition = await site.succeed("up");
    expect(steps(addition.events).toSorted()).toEqual([
      "begin create SecurityGroupIngressRule site-http-104-24-0-0-14",
      "begin create SecurityGroupIngressRule site-https-104-24-0-0-14",
      "done create SecurityGroupIngressRule site-http-104-24-0-0-14",
      "done create SecurityGroupIngressRule site-https-104-24-0-0-14",
    ]);

    await site.useRanges(retiring("9999-12-31"));
    const held = await site.succeed("up", "--expect-no-changes");
    expect(Object.keys(changes(held) ?? {})).toEqual(["same"]);

    const before = await site.state();
    await site.useRanges([...retiring("2000-01-01"), successor]);
    const turnover = await site.succeed("up");
    const order = steps(turnover.events);
    expect(order.slice(0, 4).toSorted()).toEqual([
      "begin create SecurityGroupIngressRule site-http-2c0f-f248-32",
      "begin create SecurityGroupIngressRule site-https-2c0f-f248-32",
      "done create SecurityGroupIngressRule site-http-2c0f-f248-32",
      "done create SecurityGroupIngressRule site-https-2c0f-f248-32",
    ]);
    expect(order.slice(4).toSorted()).toEqual([
      "begin delete SecurityGroupIngressRule site-http-131-0-72-0-22",
      "begin delete SecurityGroupIngressRule site-https-131-0-72-0-22",
      "done delete SecurityGroupIngressRule site-http-131-0-72-0-22",
      "done delete SecurityGroupIngressRule site-https-131-0-72-0-22",
    ]);

    // What is removed is needed until its successor is in: neither is missing while the other is.
    const moments = replay(before, turnover.events);
    expect(moments).toHaveLength(4);
    expect([gaps(moments, 80, cidrs(staying)), gaps(moments, 443, cidrs(staying))]).toEqual([[], []]);
    expect(moments.flatMap(({ state }) => visitorsOf(state, cidrs(staying)))).toEqual(moments.flatMap(() => everybody));
    const open = cidrs([...staying, successor]);
    const after = await site.state();
    expect([openRanges(after, 80), openRanges(after, 443)]).toEqual([open, open]);
  },
  300_000,
);
