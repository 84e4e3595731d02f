import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const repository = resolve(__dirname, "..");

/** Modules that imports are planted at: they exist, import nothing and are never judged themselves. */
const targets = [
  "src/user-error.ts",
  "src/net/cidr.ts",
  "src/cloudflare/ranges.ts",
  "src/cloudflare/ports.ts",
  "src/ranges/merge.ts",
  "src/ranges/source.ts",
  "src/graph/resource.ts",
  "src/graph/from-policy.ts",
  "src/reach/verdict.ts",
  "src/findings/finding.ts",
  "src/findings/waivers.ts",
  "src/drift/compare.ts",
  "src/report/text.ts",
  "src/engine/cli.ts",
  "src/cli/main.ts",
  "policies/policy.ts",
  "policies/index.ts",
  "infra/config.ts",
  "infra/pulumi-cloud.ts",
  "sandbox/store.ts",
  "tools/build.ts",
];

/** The layer's rule, a module of the layer, what it imports although it may not. */
const forbidden: readonly (readonly [rule: string, from: string, imports: string])[] = [
  ["net", "src/net/a.ts", "fs"],
  ["net", "src/net/b.ts", "node:fs"],
  ["net", "src/net/c.ts", "zod"],
  ["net", "src/net/d.ts", "src/cloudflare/ports"],
  ["cloudflare", "src/cloudflare/a.ts", "node:fs/promises"],
  ["cloudflare", "src/cloudflare/b.ts", "axios"],
  ["cloudflare", "src/cloudflare/c.ts", "src/graph/resource"],
  ["ranges", "src/ranges/a.ts", "axios"],
  ["ranges", "src/ranges/b.ts", "node:fs"],
  ["ranges", "src/ranges/c.ts", "src/graph/resource"],
  ["ranges-io", "src/ranges/store.ts", "@pulumi/pulumi"],
  ["graph", "src/graph/a.ts", "@pulumi/pulumi"],
  ["graph", "src/graph/b.ts", "node:path"],
  ["graph", "src/graph/c.ts", "src/reach/verdict"],
  ["reach", "src/reach/a.ts", "@pulumi/aws"],
  ["reach", "src/reach/b.ts", "node:tls"],
  ["reach", "src/reach/pems.ts", "node:crypto"],
  ["reach-pem", "src/reach/pem.ts", "node:fs"],
  ["reach", "src/reach/hops/c.ts", "axios"],
  ["reach", "src/reach/d.ts", "src/findings/waivers"],
  ["reach", "src/reach/e.ts", "sandbox/store"],
  ["findings", "src/findings/a.ts", "node:process"],
  ["findings", "src/findings/b.ts", "src/report/text"],
  ["change", "src/change/a.ts", "node:fs"],
  ["change", "src/change/b.ts", "policies/policy"],
  ["drift", "src/drift/a.ts", "@pulumi/pulumi/automation"],
  ["drift", "src/drift/b.ts", "src/report/text"],
  ["report", "src/report/a.ts", "node:fs"],
  ["report", "src/report/b.ts", "picocolors"],
  ["report", "src/report/c.ts", "src/engine/cli"],
  ["notify", "src/notify/a.ts", "src/graph/resource"],
  ["notify", "src/notify/b.ts", "src/reach/verdict"],
  ["notify", "src/notify/c.ts", "src/engine/cli"],
  ["notify", "src/notify/d.ts", "node:child_process"],
  ["no-io-by-a-chain", "src/graph/d.ts", "src/ranges/source"],
  ["no-io-by-a-chain", "src/reach/f.ts", "src/ranges/chain"],
  ["no-io-by-a-chain", "infra/components/d.ts", "src/ranges/chain"],
  ["engine", "src/engine/a.ts", "src/cli/main"],
  ["cli", "src/cli/a.ts", "tools/build"],
  ["policy-rules", "policies/rules/a.ts", "@pulumi/policy"],
  ["policy-rules", "policies/rules/b.ts", "@pulumi/aws"],
  ["policy-rules", "policies/rules/c.ts", "node:fs"],
  ["policy-rules", "policies/rules/d.ts", "src/graph/from-policy"],
  ["policy-rules", "policies/rules/e.ts", "policies/index"],
  ["policy-pack", "policies/a.ts", "@pulumi/cloudflare"],
  ["policy-pack", "policies/b.ts", "src/engine/cli"],
  ["policy-pack", "policies/c.ts", "axios"],
  ["components", "infra/components/a.ts", "src/reach/verdict"],
  ["components", "infra/components/b.ts", "axios"],
  ["components", "infra/components/c.ts", "node:fs"],
  ["pulumi-cloud", "infra/components/drift-schedules.ts", "@pulumi/aws"],
  ["optional-peer", "infra/entry.ts", "infra/pulumi-cloud"],
  ["optional-peer", "infra/c.ts", "infra/components/drift-schedules"],
  ["program", "infra/a.ts", "src/reach/verdict"],
  ["program", "infra/b.ts", "src/engine/cli"],
  ["program", "examples/site/index.ts", "sandbox/store"],
  ["sandbox", "sandbox/a.ts", "src/reach/verdict"],
  ["sandbox", "sandbox/b.ts", "src/graph/resource"],
  ["sandbox", "sandbox/c.ts", "@pulumi/aws"],
  ["sandbox", "sandbox/e.ts", "src/cloudflare/ports"],
  ["lab", "test/lab/a.test.ts", "src/reach/verdict"],
  ["lab", "test/lab/b.test.ts", "sandbox/store"],
  ["lab", "test/lab/c.test.ts", "src/graph/from-policy"],
  ["no-unresolvable", "tools/a.ts", "no-such-package"],
  ["no-dev-dependency-in-product", "src/cli/b.ts", "fast-check"],
  ["no-orphans", "src/graph/orphan.ts", ""],
  ["no-cycles", "src/net/ring-back.ts", "src/net/ring"],
];

const allowed: readonly (readonly [from: string, imports: string])[] = [
  ["src/net/ok.ts", "ipaddr.js"],
  ["src/net/ok-error.ts", "src/user-error"],
  ["src/cloudflare/ok.ts", "src/net/cidr"],
  ["src/ranges/ok.ts", "src/cloudflare/ranges"],
  ["src/ranges/chain.ts", "src/ranges/source"],
  ["src/graph/ok.ts", "src/net/cidr"],
  ["src/graph/ok-ranges.ts", "src/ranges/merge"],
  ["src/reach/ok.ts", "src/graph/resource"],
  ["src/reach/ok-shape.ts", "src/findings/finding"],
  ["src/findings/ok.ts", "src/reach/verdict"],
  ["src/change/ok.ts", "src/findings/finding"],
  ["src/drift/ok.ts", "src/findings/finding"],
  ["src/report/ok.ts", "src/drift/compare"],
  ["src/notify/ok.ts", "@octokit/core"],
  ["src/notify/ok-report.ts", "src/report/text"],
  ["src/notify/ok-error.ts", "src/user-error"],
  ["src/engine/ok.ts", "@pulumi/pulumi/automation"],
  ["src/engine/ok-spawn.ts", "node:child_process"],
  ["src/cli/ok.ts", "commander"],
  ["src/cli/ok-engine.ts", "src/engine/cli"],
  ["policies/rules/ok.ts", "policies/policy"],
  ["policies/rules/ok-reach.ts", "src/reach/verdict"],
  ["policies/ok.ts", "@pulumi/policy"],
  ["policies/ok-reader.ts", "src/graph/from-policy"],
  ["infra/components/ok.ts", "@pulumi/aws"],
  ["infra/components/ok-ranges.ts", "src/ranges/merge"],
  ["infra/ok.ts", "src/ranges/source"],
  ["sandbox/ok.ts", "@grpc/grpc-js"],
  ["sandbox/ok-ranges.ts", "src/cloudflare/ranges"],
  ["sandbox/ok-files.ts", "node:fs/promises"],
  ["test/lab/ok.test.ts", "src/graph/resource"],
  ["test/lab/ok-tables.test.ts", "src/cloudflare/ports"],
  ["test/lab/ok-addresses.test.ts", "src/net/cidr"],
  ["test/ok.test.ts", "src/cli/main"],
  ["tools/ok.ts", "sandbox/store"],
];

const tree = mkdtempSync(join(tmpdir(), "no521-layers-"));
afterAll(() => rmSync(tree, { recursive: true }));
const violations = cruiseTree();

describe("the layers", () => {
  test.each(forbidden)("%s: %s may not import %s", (rule, from) => {
    expect(violations.get(from)).toEqual([rule]);
  });

  test.each(allowed)("%s may import %s", (from) => {
    expect(violations.get(from)).toBeUndefined();
  });

  test("each rule has a planted violation, and a reason", () => {
    const { forbidden: rules } = require(join(repository, ".dependency-cruiser.cjs"));
    expect(rules.map((rule: { name: string }) => rule.name).toSorted()).toEqual(
      [...new Set(forbidden.map(([rule]) => rule))].toSorted(),
    );
    for (const rule of rules) expect(rule.comment, rule.name).toMatch(/^[A-Z].*\.$/);
  });
});

/** Plants every import in a tree of its own, and gives the rules that each planted module breaks. */
function cruiseTree(): ReadonlyMap<string, readonly string[]> {
  for (const name of ["package.json", "tsconfig.json"]) copyFileSync(join(repository, name), join(tree, name));
  symlinkSync(join(repository, "node_modules"), join(tree, "node_modules"));
  for (const target of targets) plant(target, "");
  for (const [, from, imports] of forbidden) plant(from, imports);
  for (const [from, imports] of allowed) plant(from, imports);
  plant("src/net/ring.ts", "src/net/ring-back");
  writeFileSync(join(tree, "policies/package.json"), JSON.stringify({ name: "pack", version: "1.0.0" }));

  const folders = ["src", "infra", "policies", "sandbox", "tools", "test", "examples"];
  const cruiser = join(repository, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const config = join(repository, ".dependency-cruiser.cjs");
  const output = execFileSync(process.execPath, [cruiser, "--config", config, "--output-type", "json", ...folders], {
    cwd: tree,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const summary: { violations: { from: string; rule: { name: string } }[] } = JSON.parse(output).summary;
  const byModule = Map.groupBy(summary.violations, ({ from }) => from);
  return new Map([...byModule].map(([from, broken]) => [from, [...new Set(broken.map(({ rule }) => rule.name))]]));
}

function plant(path: string, imports: string): void {
  const file = join(tree, path);
  mkdirSync(dirname(file), { recursive: true });
  const isOurs = /^(src|infra|policies|sandbox|tools)\//.test(imports);
  const specifier = isOurs ? `${"../".repeat(path.split("/").length - 1)}${imports}` : imports;
  writeFileSync(file, imports === "" ? "export const here = 1;\n" : `import "${specifier}";\n`);
}
