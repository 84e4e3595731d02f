import { expect } from "vitest";
import { snapshot } from "../../src/cloudflare/ranges";
import type { StackRun } from "../../src/engine/stack";
import type { Value } from "../../src/graph/value";
import { engineTest } from "./engine";
import { openSite, visitorsOf } from "./site";
import { openRanges, replay, steps } from "./timeline";

const needed = snapshot.ranges.map(({ cidr }) => cidr).toSorted();

/** Hostnames as the configuration has them. */
const hostnames = (...names: readonly string[]) => ({ "no521:hostnames": JSON.stringify(names), "no521:ipv6": "true" });

const rowsOf = (hostname: string, state: Value) => visitorsOf(state).filter((row) => row.startsWith(`${hostname} `));

const well = (hostname: string) => [
  `${hostname} http IPv4: redirected`,
  `${hostname} http IPv6: redirected`,
  `${hostname} https IPv4: ok`,
  `${hostname} https IPv6: ok`,
];

engineTest(
  "replaces certificate, listener and balancer without a moment in which a visitor of a kept hostname is lost",
  async ({ engine }) => {
    const site = await openSite(engine, hostnames("www.example.com", "old.example.com"));
    await site.succeed("up");

    // Another set of names is another certificate.
    const before = await site.state();
    await site.configure(hostnames("www.example.com", "new.example.com"));
    const renamed = await site.succeed("up");
    expect(stepsOn(renamed, /^(Certificate|Listener|SecurityGroup\w*) /)).toEqual([
      "begin create-replacement Certificate site-certificate",
      "done create-replacement Certificate site-certificate",
      "begin replace Certificate site-certificate",
      "done replace Certificate site-certificate",
      "begin update Listener site-alb-https",
      "done update Listener site-alb-https",
      "begin delete-replaced Certificate site-certificate",
      "done delete-replaced Certificate site-certificate",
    ]);
    for (const { after, state } of replay(before, renamed.events)) {
      expect(openRanges(state, 443), after).toEqual(needed);
      // A listener whose certificate is not there any more would be unknown, and one without the name 526.
      expect(rowsOf("www.example.com", state), after).toEqual(well("www.example.com"));
      // A hostname comes when all of it can be served, so that its first visitor meets no error.
      expect([[], well("new.example.com")], after).toContainEqual(rowsOf("new.example.com", state));
    }

    // What a change does that AWS cannot make in place, such as another name.
    const standing = await site.state();
    const replaced = await site.succeed("up", "--replace", urnOf(standing, "LoadBalancer::site-alb"));
    expect(stepsOn(replaced, /^(LoadBalancer|Listener|SecurityGroup\w*|DnsRecord site-www-example-com)/)).toEqual([
      "begin create-replacement LoadBalancer site-alb",
      "done create-replacement LoadBalancer site-alb",
      "begin replace LoadBalancer site-alb",
      "done replace LoadBalancer site-alb",
      "begin create-replacement Listener site-alb-https",
      "done create-replacement Listener site-alb-https",
      "begin replace Listener site-alb-https",
      "done replace Listener site-alb-https",
      "begin update DnsRecord site-www-example-com",
      "done update DnsRecord site-www-example-com",
      "begin delete-replaced Listener site-alb-https",
      "done delete-replaced Listener site-alb-https",
      "begin delete-replaced LoadBalancer site-alb",
      "done delete-replaced LoadBalancer site-alb",
    ]);
    for (const { after, state } of replay(standing, replaced.events)) {
      expect(openRanges(state, 443), after).toEqual(needed);
      expect(visitorsOf(state), after).toEqual([...well("new.example.com"), ...well("www.example.com")]);
    }
  },
  300_000,
);

/** Steps on what the pattern finds as type and name. */
function stepsOn({ events }: StackRun, pattern: RegExp): readonly string[] {
  return steps(events).filter((step) => pattern.test(step.split(" ").slice(2).join(" ")));
}

function urnOf(state: Value, end: string): string {
  const urn = new RegExp(`"urn":"([^"]*${end})"`).exec(JSON.stringify(state))?.[1];
  if (urn === undefined) throw new Error(`The state has no resource whose URN ends with "${end}".`);
  return urn;
}
