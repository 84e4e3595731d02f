import { describe, expect, test } from "vitest";
import { reach } from "../../src/reach/reach";
import type { ReachRow } from "../../src/reach/reach-types";
import { edgeRanges, goodSite, graphOf, type Mode, modes, type Site, urnOf } from "./site";

/** A row in one line: `www.example.com https 4 ok`. */
function lines(site: Site, mode: Mode): readonly string[] {
  return reach(graphOf(site, mode), { edgeRanges }).rows.map(lineOf);
}

function lineOf({ hostname, visitor, family, outcome }: ReachRow): string {
  return `${hostname} ${visitor.scheme} ${family} ${outcome}`;
}

describe.each(modes)("on a %s", (mode) => {
  test("a site whose parts agree reaches its origin over both schemes and families", () => {
    expect(lines(goodSite, mode)).toEqual([
      "www.example.com http 4 redirected",
      "www.example.com http 6 redirected",
      "www.example.com https 4 ok",
      "www.example.com https 6 ok",
    ]);
  });

  test("a dial names its target, its port and that the certificate is verified", () => {
    const rows = reach(graphOf(goodSite, mode), { edgeRanges }).rows;
    expect(rows.at(2)?.dials).toEqual([
      {
        target: 'load balancer "alb"',
        resource: urnOf(goodSite, "alb"),
        port: 443,
        tls: "verified",
        outcome: "ok",
        failures: [],
        doubts: [],
      },
    ]);
  });
});

test("a program without a proxied hostname has no rows", () => {
  expect(reach(graphOf({}), { edgeRanges })).toEqual({ rows: [] });
});
