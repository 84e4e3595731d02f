import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { MissingProjectFileError, readProject } from "../../src/engine/project";
import { secretMarker } from "../../src/engine/record-values";
import { UserError } from "../../src/user-error";
import { temporaryFolder } from "../temporary-folder";

async function writeProject(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

describe("readProject", () => {
  test("hands the configuration on as the engine does: full keys, JSON for what has parts, no secret", async () => {
    const folder = await writeProject({
      "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: infra/index.ts\n",
      "Pulumi.dev.yaml":
        'config:\n  aws:region: us-east-1\n  color: green\n  shop:count: 3\n  shop:list: ["a"]\n  shop:key: { secure: v1:x }\n',
    });
    expect(await readProject(folder, "dev")).toEqual({
      name: "shop",
      stack: "dev",
      folder,
      main: join(folder, "infra/index.ts"),
      config: {
        "aws:region": "us-east-1",
        "shop:color": "green",
        "shop:count": "3",
        "shop:list": '["a"]',
        "shop:key": secretMarker,
      },
      secretKeys: ["shop:key"],
      runtime: { typescript: true, tsconfig: null, nodeArguments: "" },
    });
  });

  test("keeps a secret to itself wherever it stands in a value", async () => {
    const folder = await writeProject({
      "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
      "Pulumi.dev.yaml": "config:\n  shop:db: { user: web, password: { secure: v1:x } }\n",
    });
    const { config } = await readProject(folder, "dev");
    expect(config).toEqual({ "shop:db": JSON.stringify({ user: "web", password: secretMarker }) });
  });

  test("takes the project's own values and defaults, which a stack's values replace", async () => {
    const folder = await writeProject({
      "Pulumi.yml": [
        "name: shop",
        "runtime: { name: nodejs, options: { typescript: false, nodeargs: --no-warnings, tsconfig: ../t.json } }",
        "stackConfigDir: stacks",
        "config:",
        "  aws:region: { value: eu-west-1 }",
        "  color: { type: string, default: green }",
        "  zone: { type: string, description: Nobody has set it. }",
        "  size: 3",
        "  tags: { team: web }",
        "",
      ].join("\n"),
      "Pulumi.dev.yml": "config:\n  shop:size: 4\n",
    });
    await mkdir(join(folder, "stacks"));
    await writeFile(join(folder, "stacks/Pulumi.dev.yml"), "config:\n  shop:size: 5\n");
    const defaults = { "aws:region": "eu-west-1", "shop:color": "green", "shop:tags": '{"team":"web"}' };
    expect(await readProject(folder, "dev")).toMatchObject({
      config: { ...defaults, "shop:size": "5" },
      runtime: { typescript: false, tsconfig: "../t.json", nodeArguments: "--no-warnings" },
    });
    expect(await readProject(folder, null)).toMatchObject({ stack: "dev", config: { ...defaults, "shop:size": "3" } });
  });

  test("refuses a program in another language, and names what judges it", async () => {
    const folder = await writeProject({ "Pulumi.yaml": "name: shop\nruntime: { name: python }\n" });
    await expect(readProject(folder, null)).rejects.toThrow(
      new UserError(
        `${join(folder, "Pulumi.yaml")} is of a program in "python", and only programs in "nodejs" are run here.`,
        'Judge it with "no521 check --preview", or its exported state with "no521 check --state FILE".',
      ),
    );
  });

  test("takes the folder for the program and nothing for the configuration where the files say no more", async () => {
    const folder = await writeProject({ "Pulumi.yaml": "name: shop\nruntime: nodejs\n", "Pulumi.dev.yaml": "{}\n" });
    expect(await readProject(folder, "dev")).toMatchObject({ main: folder, config: {}, secretKeys: [] });
  });

  test("names the file that is missing", async () => {
    const folder = await writeProject({ "Pulumi.yaml": "name: shop\nruntime: nodejs\n" });
    const failure = await readProject(folder, "prod").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MissingProjectFileError);
    expect(failure).toMatchObject({
      message: `There is no ${join(folder, "Pulumi.prod.yaml")}.`,
      fix: "Name the folder of a Pulumi project and one of its stacks.",
      file: join(folder, "Pulumi.prod.yaml"),
    });
  });

  test("names the file that is no YAML, and the key that is not what Pulumi writes", async () => {
    const broken = await writeProject({ "Pulumi.yaml": "name: [shop\n" });
    await expect(readProject(broken, "dev")).rejects.toThrow(/Pulumi\.yaml is not YAML: /);
    const nameless = await writeProject({ "Pulumi.yaml": "runtime: nodejs\n" });
    await expect(readProject(nameless, "dev")).rejects.toThrow(/Pulumi\.yaml has no "name"\.$/);
  });
});
