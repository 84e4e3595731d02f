import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { packageRoot } from "../../src/engine/package-root";
import { refreshedDeployment } from "../../src/engine/refreshed-state";
import { ensureStack, exitOnChanges, runStack, type StackRun } from "../../src/engine/stack";
import { type EngineFixture, engineTest } from "./engine";
import { changes, findFile, openSite, pack, readTree, type Site, violations, visitorsOf } from "./site";

const allWell = ["example.com", "www.example.com"].flatMap((hostname) => [
  `${hostname} http IPv4: redirected`,
  `${hostname} http IPv6: redirected`,
  `${hostname} https IPv4: ok`,
  `${hostname} https IPv6: ok`,
]);

/** What a refresh found changed: name of the resource → kind of change by the property's path, or "gone". */
function drift(run: StackRun): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    run.events.flatMap(({ resOutputsEvent }) => {
      const { op, urn, detailedDiff } = resOutputsEvent?.metadata ?? { op: "refresh", urn: "" };
      if (op === "refresh" || op === "same") return [];
      const paths = Object.entries(detailedDiff ?? {}).map(([path, { diffKind }]) => [path, diffKind]);
      return [[urn.slice(urn.lastIndexOf("::") + 2), op === "delete" ? "gone" : Object.fromEntries(paths)]];
    }),
  );
}

/** Changes a resource in the sandbox's cloud, as somebody does in the console. */
async function editByHand(site: Site, kind: string, having: string, properties: Record<string, unknown>) {
  const file = await findFile(site.cloud, kind, having);
  const stored = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, JSON.stringify({ ...stored, properties: { ...stored.properties, ...properties } }, null, 2));
}

/** Previews the example beside the site, in whose cloud nothing may change. */
async function rejectsByHand(engine: EngineFixture): Promise<void> {
  const target = {
    projectFolder: join(packageRoot(), "examples/by-hand"),
    stack: "sandbox",
    command: engine.cli.command,
    environment: engine.sandbox.environment,
  };
  await ensureStack(target);
  const before = await readTree(engine.sandbox.cloud);

  const run = await runStack(target, "preview", { policyPacks: [pack] });
  expect(run.exitCode).toBe(1);
  expect(violations(run.events, "advisory").map(([policy]) => policy)).not.toContain("require-known-outcome");
  const docs = "docs: https://github.com/no521/no521/blob/main/docs/policies";
  expect(
    violations(run.events, "mandatory").map(([policy, message]) => [policy, message.split("\n").slice(1)]),
  ).toEqual([
    [
      "require-cloudflare-ranges",
      [
        'Security group "shop-balancer" has no rule for 104.24.0.0/14 on port 443.',
        "  visitors of shop.example.com see error 522",
        '  evidence: shop: load balancer "shop" is guarded by this group',
        "  fix: Allow 104.24.0.0/14 on TCP port 443.",
        `  ${docs}/require-cloudflare-ranges.md`,
      ],
    ],
    [
      "require-listener",
      [
        'Nothing listens on port 443 of load balancer "shop", which SSL mode "strict" dials for https visitors.',
        "  visitors of shop.example.com see error 521 or 522",
        "  evidence: ssl: sets the SSL mode to strict",
        "  evidence: shop-http: listens on port 80",
        "  fix: Add a listener on port 443, or choose the SSL mode that dials a port which listens.",
        `  ${docs}/require-listener.md`,
      ],
    ],
  ]);
  expect(await readTree(engine.sandbox.cloud)).toEqual(before);
}

engineTest(
  "goes up well, stands beside a rejected site, shows what was changed by hand, and is mended",
  async ({ engine }) => {
    const site = await openSite(engine, { "no521:ipv6": "true" });

    const up = await site.run("up", { policyPacks: [pack] });
    expect([up.exitCode, up.stderr], up.stdout).toEqual([0, ""]);
    expect(up.stdout).not.toMatch(/warning|mandatory|advisory/);
    expect([violations(up.events, "mandatory"), violations(up.events, "advisory")]).toEqual([[], []]);
    expect(visitorsOf(await site.state())).toEqual(allWell);

    const again = await site.succeed("up", "--expect-no-changes");
    expect(Object.keys(changes(again) ?? {})).toEqual(["same"]);
    const refreshed = await site.succeed("preview-refresh", "--expect-no-changes");
    expect(drift(refreshed)).toEqual({});

    await rejectsByHand(engine);

    const state = await site.state();
    const stateFiles = await readTree(engine.sandbox.state);
    await rm(await findFile(site.cloud, "security-group-ingress-rule", '"104.16.0.0/13"'));
    const missing = await site.run("preview-refresh", { arguments: ["--expect-no-changes"] });
    expect([missing.exitCode, drift(missing)]).toEqual([exitOnChanges, { "site-https-104-16-0-0-13": "gone" }]);
    expect(visitorsOf(refreshedDeployment(state, missing.events))).toEqual(
      allWell.map((row) => row.replace("https IPv4: ok", "https IPv4: 522 for 104.16.0.0/13")),
    );

    await editByHand(site, "security-group-ingress-rule", '"2606:4700::/32"', { fromPort: 8443, toPort: 8443 });
    await editByHand(site, "dns-record", '"name": "www.example.com"', { content: "elsewhere.example.com" });
    await editByHand(site, "zone-setting", '"settingId": "ssl"', { value: "off" });
    const edited = await site.run("preview-refresh", { arguments: ["--expect-no-changes"] });
    expect([edited.exitCode, drift(edited)]).toEqual([
      exitOnChanges,
      {
        "site-https-104-16-0-0-13": "gone",
        "site-https-2606-4700-32": { fromPort: "update", toPort: "update" },
        "site-www-example-com": { content: "update" },
        "site-zone-ssl": { value: "update" },
      },
    ]);
    expect(await readTree(engine.sandbox.state)).toEqual(stateFiles);

    await site.succeed("up", "--refresh");
    await site.succeed("preview-refresh", "--expect-no-changes");
    expect(visitorsOf(await site.state())).toEqual(allWell);
  },
  300_000,
);
