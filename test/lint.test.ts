import { join, resolve } from "node:path";
import { ESLint } from "eslint";
import { beforeAll, describe, expect, test } from "vitest";

const repository = resolve(__dirname, "..");
const eslint = new ESLint({ cwd: repository });

/** The types of the whole repository take as long to load as the compiler takes, and longer beside the engine's tests. */
const loadMilliseconds = 600_000;
const timeoutMilliseconds = 60_000;

const pulumi = `
  import * as pulumi from "@pulumi/pulumi";
  declare const output: pulumi.Output<string>;
  declare const input: pulumi.Input<string>;
  declare function deploy(): Promise<void>;
`;

const pulumiMistakes: readonly (readonly [mistake: string, code: string, rule: string])[] = [
  ["an output in a template", `export const name = \`zone-\${output}\`;`, "restrict-template-expressions"],
  ["an input in a template", `export const name = \`zone-\${input}\`;`, "restrict-template-expressions"],
  ["an output joined with +", 'export const name = "zone-" + output;', "restrict-plus-operands"],
  ["an output made a string", "export const name = String(output);", "no-base-to-string"],
  ["an output as a condition", "if (output) deploy().catch(() => {});", "no-unnecessary-condition"],
  ["an output with a default", 'export const name = output ?? "none";', "no-unnecessary-condition"],
  ["a promise that nobody awaits", "deploy();", "no-floating-promises"],
  ["a promise as a condition", "if (deploy()) throw new Error();", "no-misused-promises"],
  ["an async callback where nobody waits", "[1].forEach(async () => deploy());", "no-misused-promises"],
  ["an output that is awaited", "export const f = async () => await output;", "await-thenable"],
  [
    "a case that is forgotten",
    'declare const mode: "full" | "strict"; switch (mode) { case "full": break; }',
    "switch-exhaustiveness-check",
  ],
];

const impurities: readonly (readonly [what: string, code: string, rule: string])[] = [
  ["the clock", "export const now = Date.now();", "no-restricted-syntax"],
  ["the clock by a constructor", "export const now = new Date();", "no-restricted-syntax"],
  ["chance", "export const chance = Math.random();", "no-restricted-syntax"],
  ["the environment", "export const home = process.env;", "no-restricted-globals"],
  ["the console", "console.log(1);", "no-restricted-globals"],
  ["the network", "export const fetched = fetch;", "no-restricted-globals"],
];

beforeAll(async () => {
  await rulesBrokenBy("", "test/lint.test.ts");
}, loadMilliseconds);

describe("the lint", { timeout: timeoutMilliseconds }, () => {
  test.each(pulumiMistakes)("reports %s", async (_, code, rule) => {
    expect(await rulesBrokenBy(`${pulumi}${code}`, "test/lint.test.ts")).toContain(`@typescript-eslint/${rule}`);
  });

  test("accepts interpolate, apply and an awaited promise", async () => {
    const code = `
      export const name = pulumi.interpolate\`zone-\${output}\`;
      export const length = output.apply((text) => \`\${text.length}\`);
      export const wait = async () => { await deploy(); };
      export const given = input;
    `;
    expect(await rulesBrokenBy(`${pulumi}${code}`, "test/lint.test.ts")).toEqual([]);
  });

  test.each(impurities)("reports %s in a pure layer", async (_, code, rule) => {
    expect(await rulesBrokenBy(code, "src/net/cidr.ts")).toEqual([rule]);
  });

  test("leaves the clock to the layers outside", async () => {
    expect(await rulesBrokenBy("export const now = Date.now();", "test/lint.test.ts")).toEqual([]);
  });

  test("accepts a date that is made from a value in a pure layer", async () => {
    expect(await rulesBrokenBy('export const day = new Date("2026-12-31");', "src/net/cidr.ts")).toEqual([]);
  });
});

/** Lints a text as if it stood in an existing file, whose path decides which rules hold. */
async function rulesBrokenBy(code: string, path: string): Promise<readonly (string | null)[]> {
  const results = await eslint.lintText(code, { filePath: join(repository, path) });
  return results.flatMap((result) => result.messages.map((message) => message.ruleId ?? message.message));
}
