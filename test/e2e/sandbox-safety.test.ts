import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { packageRoot } from "../../src/engine/package-root";
import { runStack, type StackRun } from "../../src/engine/stack";
import { engineTest } from "./engine";
import { readTree } from "./site";

/** The configuration of the sandbox's stacks, as far as it is about accounts. */
const credentials = {
  "aws:region": "us-east-1",
  "aws:accessKey": "sandbox",
  "aws:secretKey": "sandbox",
  "aws:allowedAccountIds": ["000000000000"],
  "cloudflare:apiToken": "sandbox-sandbox-sandbox-sandbox-sandbox",
};

const program = {
  "index.js": `
    const aws = require("@pulumi/aws");
    const cloudflare = require("@pulumi/cloudflare");
    new aws.ec2.Vpc("net", { cidrBlock: "10.20.0.0/16" });
    new cloudflare.ZoneSetting("ssl", { zoneId: "05210521052105210521052105210521", settingId: "ssl", value: "off" });`,
};

const withConfig = (config: Readonly<Record<string, unknown>>) => ({
  ...program,
  "Pulumi.test.yaml": JSON.stringify({ config: { ...credentials, ...config } }),
});

/** What a person reads: errors alone, without the engine's marks. */
function errors({ events }: StackRun): readonly string[] {
  return events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error" ? [diagnosticEvent.message.replace(/<\{%.*?%\}>/g, "").trim()] : [],
  );
}

describe("the sandbox's plugins", () => {
  engineTest("work with the sandbox's credentials", async ({ engine }) => {
    const run = await runStack(await engine.project(withConfig({})), "up", { arguments: ["--skip-preview"] });
    expect([run.exitCode, errors(run)]).toEqual([0, []]);
  });

  engineTest("do nothing outside the sandbox's environment", async ({ engine }) => {
    const target = await engine.project(withConfig({}));
    const { NO521_SANDBOX: _, ...environment } = target.environment;
    const run = await runStack({ ...target, environment }, "up", { arguments: ["--skip-preview"] });
    expect(run.exitCode).toBe(1);
    expect(errors(run)).toEqual([
      "This is the sandbox's provider plugin, and NO521_SANDBOX does not name the sandbox's folder, so it does nothing.\n" +
        "  fix: Use `npm run pulumi` for the sandbox; for a real account, use a PULUMI_HOME without the sandbox's plugins.",
    ]);
    expect(await readTree(engine.sandbox.cloud)).toEqual({});
  });

  engineTest.for([
    ["aws:accessKey is not the sandbox's own", { "aws:accessKey": "AKIAIOSFODNN7EXAMPLE" }],
    ["aws:allowedAccountIds names another account than 000000000000", { "aws:allowedAccountIds": ["111122223333"] }],
    [
      "cloudflare:apiToken is not the sandbox's own",
      { "cloudflare:apiToken": "0123456789012345678901234567890123456789" },
    ],
  ] as const)("refuse a stack in which %s, and do not show the value", async ([state, config], { engine }) => {
    const run = await runStack(await engine.project(withConfig(config)), "up", { arguments: ["--skip-preview"] });
    expect(run.exitCode).toBe(1);
    expect(errors(run)).toEqual([
      `The sandbox refuses to run: ${state}.\n` +
        "  fix: Select the stack `sandbox`, whose configuration carries the sandbox's credentials.",
    ]);
    for (const value of Object.values(config).flat()) expect(`${run.stdout}${run.stderr}`).not.toContain(value);
    const provider = state.slice(0, state.indexOf(":"));
    const made = Object.keys(await readTree(engine.sandbox.cloud)).filter((path) => path.startsWith(`${provider}/`));
    expect(made).toEqual([]);
  });
});

describe("the sandbox's stack", () => {
  test.each([".", "examples/by-hand"])("of %s carries credentials that no real account takes", async (folder) => {
    const text = await readFile(join(packageRoot(), folder, "Pulumi.sandbox.yaml"), "utf8");
    const { config } = parse(text) as { readonly config: Readonly<Record<string, unknown>> };
    const account = Object.entries(config).filter(([key]) => /^(aws|cloudflare):/.test(key));
    expect(Object.fromEntries(account)).toEqual(credentials);
  });
});
