import { expect } from "vitest";
import { engineTest } from "./engine";
import { openSite, readTree } from "./site";
import { steps } from "./timeline";

/** The sandbox's zone, which the site found and did not make. */
const zone = "05210521052105210521052105210521";

/** What Cloudflare keeps when a stack goes: a setting has no absence, so the last value stays. */
const keptOfZone = [
  `cloudflare/zone-setting/${zone}.always_use_https.json`,
  `cloudflare/zone-setting/${zone}.min_tls_version.json`,
  `cloudflare/zone-setting/${zone}.ssl.json`,
  `cloudflare/zone/${zone}.json`,
];

/** Asserts that no deletion of the latter begins before all of the former are done. */
function expectOrder(all: readonly string[], former: RegExp, latter: RegExp): void {
  const done = all.flatMap((step, index) => (step.startsWith("done delete ") && former.test(step) ? [index] : []));
  const begun = all.flatMap((step, index) => (step.startsWith("begin delete ") && latter.test(step) ? [index] : []));
  expect([done.length, begun.length], `${former} before ${latter}`).not.toContain(0);
  expect(Math.max(...done), `${former} before ${latter}`).toBeLessThan(Math.min(...begun));
}

const records = / DnsRecord site-(www-)?example-com$/;

engineTest(
  "takes a protected site down only after the protection is lifted, the records first",
  async ({ engine }) => {
    const site = await openSite(engine, { "no521:protect": "true" });
    await site.succeed("up");
    const cloud = await readTree(site.cloud);
    const refused = await site.run("destroy");
    expect(refused.exitCode).toBe(1);
    for (const group of ["site-https", "site-checkers"]) {
      expect(refused.stdout).toMatch(
        new RegExp(`SecurityGroup::${group}\\W+cannot be deleted\\s+because it is protected`),
      );
    }
    expect(await readTree(site.cloud)).toEqual(cloud);

    await site.configure({ "no521:protect": "false" });
    await site.succeed("up");
    const destroyed = steps((await site.succeed("destroy")).events);
    expectOrder(
      destroyed,
      records,
      / (Listener|LoadBalancer|Instance|TargetGroup\w*|SecurityGroup\w*|Certificate\w*) /,
    );
    expectOrder(destroyed, / Listener /, / LoadBalancer /);
    expectOrder(destroyed, / LoadBalancer /, / SecurityGroup\w* site-https/);
    expect(Object.keys(await readTree(site.cloud))).toEqual(keptOfZone);
  },
  300_000,
);

engineTest(
  "keeps the certificate of the Origin CA of an instance, since to delete it is to revoke it",
  async ({ engine }) => {
    const site = await openSite(engine, { "no521:origin": "instance", "no521:ipv6": null });
    await site.succeed("up");
    const destroyed = steps((await site.succeed("destroy")).events);
    expectOrder(destroyed, records, / (Instance|Eip\w*|SecurityGroup\w*) /);
    expectOrder(destroyed, / Instance /, / SecurityGroup\w* /);
    const kept = await readTree(site.cloud);
    expect(Object.keys(kept)).toEqual([
      expect.stringMatching(/^cloudflare\/origin-ca-certificate\/\w+\.json$/),
      ...keptOfZone,
    ]);
    expect(Object.values(kept)[0]).toContain('"certificate": "-----BEGIN CERTIFICATE-----');
    expect(Object.values(kept)[0]).not.toContain("revokedAt");
  },
  300_000,
);
