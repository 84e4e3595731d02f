import { describe, expect, test } from "vitest";
import { recordFiles } from "./apart";

const aws = 'import * as aws from "@pulumi/aws";\n';

describe("a program is recorded until it has come to rest, as the engine waits for it", () => {
  const pause = "await new Promise((resolve) => setTimeout(resolve, 150));";
  test.each([
    ["in a function that nobody awaits", `async function main() { ${pause} new aws.ec2.Eip("late"); } main();`],
    [
      "after files were read",
      'import { readFile } from "node:fs/promises"; (async () => { for (let i = 0; i < 40; i++) await readFile("Pulumi.yaml"); new aws.ec2.Eip("late"); })();',
    ],
    [
      "by a timer, twice",
      'setTimeout(() => { new aws.ec2.Eip("early"); setTimeout(() => new aws.ec2.Eip("late"), 20); }, 20);',
    ],
  ])("%s", async (_, program) => {
    const { resources, leftOpen } = await recordFiles({ "index.ts": aws + program });
    expect([resources.at(-1)?.name, leftOpen]).toEqual(["late", []]);
  });

  test("and what fails in it then is its failure", async () => {
    const program = `async function main() { ${pause} throw new Error("no zone"); } main();`;
    await expect(recordFiles({ "index.ts": program })).rejects.toThrow("The program throws Error: no zone.");
  });

  test("and what it keeps open for ever is named", async () => {
    const program = `new aws.ec2.Eip("eip"); setInterval(() => {}, 1_000); require("node:net").createServer().listen(0);`;
    const { resources, leftOpen } = await recordFiles({ "index.ts": aws + program });
    expect([resources.at(-1)?.name, leftOpen]).toEqual(["eip", ["TCPServerWrap", "Timeout"]]);
  });
});
