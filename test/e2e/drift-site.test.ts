import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { snapshot } from "../../src/cloudflare/ranges";
import { packageRoot } from "../../src/engine/package-root";
import { driftOf, type Hand, handAt, runDrift } from "./drift";
import { type EngineFixture, engineTest } from "./engine";
import { findFile, openSite, readTree } from "./site";

/** One or more edits by hand, and what is to be said of them. */
interface Case {
  readonly title: string;
  readonly by: (hand: Hand, about: { readonly group: string; readonly zone: string }) => Promise<void>;
  readonly status: 0 | 1 | 2;
  readonly changes: readonly string[];
}

const rule = "security-group-ingress-rule";
const range = '"104.16.0.0/13"';
const site = "site-https-104-16-0-0-13";
const www = '"name": "www.example.com"';

function addRule(hand: Hand, group: string, cidrIpv4: string): Promise<void> {
  return hand.add(`aws/${rule}`, {
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    id: "sgr-0byhand",
    properties: { securityGroupId: group, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4 },
  });
}

const firewall: readonly Case[] = [
  { title: "nothing", by: async () => undefined, status: 0, changes: [] },
  {
    title: "a rule's ports",
    by: (hand) => hand.edit(rule, range, (old) => ({ ...old, fromPort: 8443, toPort: 8443 })),
    status: 1,
    changes: [`visitors-now edited-in-aws ${site} 522`],
  },
  {
    title: "a rule's network",
    by: (hand) => hand.edit(rule, range, (old) => ({ ...old, cidrIpv4: "104.16.0.0/14" })),
    status: 1,
    changes: [`visitors-now edited-in-aws ${site} 522`],
  },
  {
    title: "a rule's protocol",
    by: (hand) => hand.edit(rule, range, (old) => ({ ...old, ipProtocol: "udp" })),
    status: 1,
    changes: [`visitors-now edited-in-aws ${site} 522`],
  },
  {
    title: "a rule's description",
    by: (hand) => hand.edit(rule, range, (old) => ({ ...old, description: "who was here" })),
    status: 1,
    changes: [`rest edited-in-aws ${site}`],
  },
  {
    title: "a rule deleted",
    by: (hand) => hand.remove(rule, range),
    status: 1,
    changes: [`visitors-now deleted-outside ${site} 522`],
  },
  {
    title: "a rule for the whole world",
    by: (hand, { group }) => addRule(hand, group, "0.0.0.0/0"),
    status: 1,
    changes: ["protection added-outside sgr-0byhand"],
  },
  {
    title: "a rule deleted and made anew as it was",
    by: async (hand, { group }) => {
      await hand.remove(rule, range);
      await addRule(hand, group, "104.16.0.0/13");
    },
    status: 1,
    changes: [`rest edited-in-aws ${site}`],
  },
  {
    title: "a rule deleted, which one for the whole world makes up for",
    by: async (hand, { group }) => {
      await hand.remove(rule, range);
      await addRule(hand, group, "0.0.0.0/0");
    },
    status: 1,
    changes: [`visitors-soon deleted-outside ${site} 522`, "protection added-outside sgr-0byhand"],
  },
  {
    title: "a route that leads a range of Cloudflare elsewhere",
    by: (hand) =>
      hand.edit("route-table", '"net-public"', (old) => ({
        ...old,
        routes: [{ cidrBlock: "104.16.0.0/13", natGatewayId: "nat-0byhand" }],
      })),
    status: 1,
    changes: ["visitors-now added-outside rtb routes 104.16.0.0/13 522 523 521"],
  },
];

const edge: readonly Case[] = [
  {
    title: "a record's content",
    by: (hand) => hand.edit("dns-record", www, (old) => ({ ...old, content: "192.0.2.1", type: "A" })),
    status: 1,
    changes: ["visitors-now edited-in-cloudflare site-www-example-com 522"],
  },
  {
    title: "a record no longer proxied",
    by: (hand) => hand.edit("dns-record", www, (old) => ({ ...old, proxied: false })),
    status: 1,
    changes: ["visitors-now edited-in-cloudflare site-www-example-com"],
  },
  {
    title: "a record deleted",
    by: (hand) => hand.remove("dns-record", www),
    status: 1,
    changes: ["visitors-now deleted-outside site-www-example-com"],
  },
  {
    title: "a second record of a name",
    by: (hand, { zone }) =>
      hand.add("cloudflare/dns-record", {
        type: "cloudflare:index/dnsRecord:DnsRecord",
        id: "0byhand",
        properties: { zoneId: zone, name: "www.example.com", type: "CAA", content: '0 issue "ca.example.com"', ttl: 1 },
      }),
    status: 1,
    changes: ["rest added-outside 0byhand"],
  },
  {
    title: "the SSL mode off",
    by: (hand) => hand.edit("zone-setting", '"settingId": "ssl"', (old) => ({ ...old, value: "off" })),
    status: 1,
    changes: ["visitors-now edited-in-cloudflare site-zone-ssl loop"],
  },
  {
    title: "the SSL mode weaker",
    by: (hand) => hand.edit("zone-setting", '"settingId": "ssl"', (old) => ({ ...old, value: "full" })),
    status: 1,
    changes: ["protection edited-in-cloudflare site-zone-ssl"],
  },
  {
    title: "http visitors no longer redirected",
    by: (hand) => hand.edit("zone-setting", "always_use_https", (old) => ({ ...old, value: "off" })),
    status: 1,
    changes: ["visitors-now edited-in-cloudflare site-zone-always-use-https 522"],
  },
];

const others: readonly Case[] = [
  {
    title: "a listener's port",
    by: (hand) => hand.edit("listener", '"port": 443', (old) => ({ ...old, port: 8443 })),
    status: 1,
    changes: ["visitors-now edited-in-aws site-alb-https 521 522"],
  },
  {
    title: "a listener deleted",
    by: (hand) => hand.remove("listener", '"port": 443'),
    status: 1,
    changes: ["visitors-now deleted-outside site-alb-https 521 522"],
  },
  {
    title: "a certificate that expired",
    by: (hand) => hand.edit("certificate", "ISSUED", (old) => ({ ...old, status: "EXPIRED" })),
    status: 1,
    changes: ["visitors-soon edited-in-aws site-certificate"],
  },
  {
    title: "a route deleted",
    by: (hand) => hand.remove("route", '"0.0.0.0/0"'),
    status: 1,
    changes: ["visitors-now deleted-outside net-ipv4 522"],
  },
  {
    title: "a health check's path",
    by: (hand) => hand.edit("health-check", '"fqdn"', (old) => ({ ...old, resourcePath: "/elsewhere" })),
    status: 1,
    changes: ["rest edited-in-aws site-health"],
  },
  {
    title: "a notification switched off",
    by: (hand) => hand.edit("notification-policy", "real_origin_monitoring", (old) => ({ ...old, enabled: false })),
    status: 1,
    changes: ["rest edited-in-cloudflare site-health-521"],
  },
  {
    title: "an instance that moved",
    by: (hand) => hand.edit("instance", "us-east-1a", (old) => ({ ...old, publicIp: "203.0.113.9" })),
    status: 1,
    changes: ["rest edited-in-aws site-servers-us-east-1a"],
  },
  {
    title: "a file cut off in the middle",
    by: (hand) => hand.truncate("dns-record", www),
    status: 2,
    // The sandbox cannot list the records of any name then.
    changes: ["rest unreadable site-example-com", "rest unreadable site-www-example-com"],
  },
  {
    title: "two edits, and something that cannot be read",
    by: async (hand) => {
      await hand.edit("health-check", '"fqdn"', (old) => ({ ...old, resourcePath: "/elsewhere" }));
      await hand.remove(rule, range);
      await hand.truncate("metric-alarm", "site-health");
    },
    status: 2,
    changes: [
      `visitors-now deleted-outside ${site} 522`,
      "rest edited-in-aws site-health",
      "rest unreadable site-health",
    ],
  },
  {
    title: "an edit that was reverted",
    by: async (hand) => {
      await hand.remove(rule, range);
      await hand.restore();
    },
    status: 0,
    changes: [],
  },
  {
    title: "noise of five kinds",
    by: async (hand) => {
      await hand.edit("dns-record", www, (old) => ({
        ...old,
        modifiedOn: "2026-11-30T00:00:00Z",
        meta: { auto: true },
      }));
      await hand.edit("zone-setting", "min_tls_version", (old) => ({ ...old, editable: false }));
      await hand.edit("load-balancer", "site-alb", ({ subnets, ...old }) => ({
        ...old,
        subnets: (subnets as readonly string[]).toReversed(),
      }));
      await hand.edit("instance", "us-east-1a", (old) => ({ ...old, tagsAll: { owner: "team" } }));
      await hand.edit("dns-record", '"name": "example.com"', (old) => ({ ...old, ttl: "1" }));
    },
    status: 0,
    changes: [
      "provider-noise noise:number-texts site-example-com",
      "provider-noise noise:record-bookkeeping site-www-example-com",
      "provider-noise noise:set-order site-alb",
      "provider-noise noise:setting-bookkeeping site-zone-min-tls-version",
      "provider-noise noise:tags-all site-servers-us-east-1a",
    ],
  },
];

/** A deployed site, and what is needed to edit it by hand and to look at it. */
async function deployed(engine: EngineFixture) {
  const opened = await openSite(engine, { "no521:ipv6": "true" });
  await opened.succeed("up");
  await opened.succeed("refresh");
  const ofRange = JSON.parse(await readFile(await findFile(opened.cloud, rule, range), "utf8"));
  return {
    hand: await handAt(opened.cloud),
    about: { group: ofRange.properties.securityGroupId, zone: "05210521052105210521052105210521" },
    environment: { env: opened.target.environment },
  };
}

const ofStack = ["--stack", "sandbox"];

const edited: readonly (readonly [what: string, cases: readonly Case[]])[] = [
  ["the firewall", firewall],
  ["the edge", edge],
  ["the rest, and of several at once", others],
];

engineTest.for(edited)(
  "says of each edit of %s what it is, what visitors see of it, and how soon somebody has to act",
  { timeout: 900_000 },
  async ([, cases], { engine }) => {
    const { hand, about, environment } = await deployed(engine);
    const state = await readTree(engine.sandbox.state);
    const said: unknown[] = [];
    for (const { title, by } of cases) {
      await by(hand, about);
      const { status, changes } = await driftOf(engine, packageRoot(), ofStack, environment);
      said.push({ title, status, changes });
      await hand.restore();
    }
    expect(said).toEqual(cases.map(({ title, status, changes }) => ({ title, status, changes })));
    expect(await readTree(engine.sandbox.state)).toEqual(state);
  },
);

engineTest(
  "says that Cloudflare published a range, and the same of one situation each time",
  async ({ engine }) => {
    const { hand, environment } = await deployed(engine);
    // Nobody has reviewed it yet.
    const published = [...snapshot.ranges.map(({ cidr }) => cidr), "198.51.100.0/24"];
    const list = { cidrs: published, etag: null, source: "https://example.com", crossChecked: true, notes: [] };
    const readLive = () => Promise.resolve({ kind: "live", list } as const);
    const upstream = await driftOf(engine, packageRoot(), ofStack, { ...environment, readLive });
    expect([upstream.status, upstream.changes]).toEqual([1, ["visitors-soon upstream no521-sandbox 522"]]);

    await hand.remove(rule, range);
    const printed = async () => (await runDrift(engine, packageRoot(), ofStack, environment)).out;
    const text = await printed();
    expect(await printed()).toBe(text);
    await expect(text).toMatchFileSnapshot("../golden/drift/rule-deleted.txt");
  },
  900_000,
);
