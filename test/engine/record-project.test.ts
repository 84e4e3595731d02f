import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { answerOffline } from "../../src/engine/offline-answers";
import { readProject } from "../../src/engine/project";
import { recordProject } from "../../src/engine/record-project";
import { temporaryFolder } from "../temporary-folder";

/** Writes a project in JavaScript that uses this repository's packages. */
async function writeProject(program: string): Promise<string> {
  const folder = await temporaryFolder();
  await symlink(join(__dirname, "../../node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
  await writeFile(join(folder, "Pulumi.dev.yaml"), "config:\n  color: green\n");
  await writeFile(join(folder, "index.js"), program);
  return folder;
}

async function recordOutputs(program: string) {
  const project = await readProject(await writeProject(program), "dev");
  const { resources, outputs } = await recordProject(project, answerOffline);
  return { names: resources.map(({ name }) => name), outputs, sources: resources.map(({ source }) => source?.file) };
}

describe("recordProject", () => {
  test("runs a program that is a function, with the stack's configuration", async () => {
    const { names, outputs } = await recordOutputs(`
      const pulumi = require("@pulumi/pulumi");
      const aws = require("@pulumi/aws");
      module.exports = async () => {
        new aws.ec2.Eip("eip");
        const { names } = await aws.getAvailabilityZones();
        return { color: new pulumi.Config().require("color"), zone: names[0] };
      };
    `);
    expect(names).toEqual(["shop-dev", "eip"]);
    expect(outputs).toEqual({ color: "green", zone: "us-east-1a" });
  });

  test("runs a program that declares while it loads, and shows where", async () => {
    const { names, outputs, sources } = await recordOutputs(`
      const aws = require("@pulumi/aws");
      new aws.ec2.Eip("eip");
      exports.address = "203.0.113.7";
    `);
    expect(names).toEqual(["shop-dev", "eip"]);
    expect(outputs).toEqual({ address: "203.0.113.7" });
    expect(sources).toEqual([undefined, "index.js"]);
  });

  test("rejects with what the program throws", async () => {
    await expect(recordOutputs('throw new Error("no such zone");')).rejects.toThrow("no such zone");
  });
});
