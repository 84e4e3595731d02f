import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { packageRoot } from "../../src/engine/package-root";
import { ensureStack, exportState, runCli, runStack, type StackRun, type StackTarget } from "../../src/engine/stack";
import { type EngineFixture, engineTest } from "./engine";

const pack = join(packageRoot(), "policies");

async function targetIn({ sandbox, cli }: EngineFixture, projectFolder: string): Promise<StackTarget> {
  const target = { projectFolder, stack: "sandbox", command: cli.command, environment: sandbox.environment };
  await ensureStack(target);
  return target;
}

function policyEvents({ events }: StackRun) {
  return events.flatMap(({ policyEvent }) => (policyEvent === undefined ? [] : [policyEvent]));
}

engineTest("rejects the site written by hand before anything is created", async ({ engine }) => {
  const target = await targetIn(engine, join(packageRoot(), "examples/by-hand"));
  const run = await runStack(target, "up", { policyPacks: [pack] });
  expect(run.exitCode).not.toBe(0);
  expect(policyEvents(run).map(({ policyName, enforcementLevel }) => [policyName, enforcementLevel])).toEqual([
    ["require-cloudflare-ranges", "mandatory"],
    ["require-listener", "mandatory"],
  ]);
  expect(run.stdout).toContain(`
        - [mandatory] [severity: critical]  require-listener  (aws:lb:LoadBalancer: shop)
          Require something to listen on the port that the SSL mode dials.
          Nothing listens on port 443 of load balancer "shop", which SSL mode "strict" dials for https visitors.
            visitors of shop.example.com see error 521 or 522
            evidence: ssl: sets the SSL mode to strict
            evidence: shop-http: listens on port 80
            fix: Add a listener on port 443, or choose the SSL mode that dials a port which listens.
            docs: https://github.com/no521/no521/blob/main/docs/policies/require-listener.md
`);
  expect((await exportState(target)).deployment.resources ?? []).toEqual([]);
});

engineTest("has nothing to say of our own program, and all of a range that its state lost", async ({ engine }) => {
  const target = await targetIn(engine, packageRoot());
  const run = await runStack(target, "up", { policyPacks: [pack] });
  expect([run.exitCode, policyEvents(run)]).toEqual([0, []]);

  const { deployment, version } = await exportState(target);
  const resources = deployment.resources.filter(({ urn }: { urn: string }) => !urn.includes("172-64-0-0-13"));
  const file = join(engine.folder, "state.json");
  await writeFile(file, JSON.stringify({ version, deployment: { ...deployment, resources } }));
  const analysis = await runCli(target, ["policy", "analyze", "--policy-pack", pack, "--file", file]);
  expect(analysis.exitCode).toBe(1);
  expect(analysis.stdout).toContain("has no rule for 172.64.0.0/13 on port 443.");
});
