import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readProject } from "../../src/engine/project";
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
        "shop:key": "[secret]",
      },
      secretKeys: ["shop:key"],
    });
  });

  test("takes the folder for the program and nothing for the configuration where the files say no more", async () => {
    const folder = await writeProject({ "Pulumi.yaml": "name: shop\nruntime: nodejs\n", "Pulumi.dev.yaml": "{}\n" });
    expect(await readProject(folder, "dev")).toMatchObject({ main: folder, config: {}, secretKeys: [] });
  });

  test("names the file that is missing", async () => {
    const folder = await writeProject({ "Pulumi.yaml": "name: shop\nruntime: nodejs\n" });
    await expect(readProject(folder, "prod")).rejects.toThrow(
      new UserError(
        `There is no ${join(folder, "Pulumi.prod.yaml")}.`,
        "Name the folder of a Pulumi project and one of its stacks.",
      ),
    );
  });

  test("names the file that is no YAML, and the key that is not what Pulumi writes", async () => {
    const broken = await writeProject({ "Pulumi.yaml": "name: [shop\n" });
    await expect(readProject(broken, "dev")).rejects.toThrow(/Pulumi\.yaml is not YAML: /);
    const nameless = await writeProject({ "Pulumi.yaml": "runtime: nodejs\n" });
    await expect(readProject(nameless, "dev")).rejects.toThrow(/Pulumi\.yaml: name: /);
  });
});
