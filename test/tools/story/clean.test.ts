import { existsSync } from "node:fs";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clean } from "../../../tools/story/clean";
import { temporaryFolder } from "../../temporary-folder";

/** Makes a folder of a sandbox with something in each part. */
async function sandbox(): Promise<string> {
  const root = join(await temporaryFolder(), ".sandbox");
  for (const part of ["home", "state", "cloud"]) {
    await mkdir(join(root, part, "deep"), { recursive: true });
    await writeFile(join(root, part, "deep", "file.json"), "{}");
  }
  return root;
}

test("removes the sandbox and the folder that it leaves empty", async () => {
  const root = await sandbox();
  expect(await clean(root)).toBe("Removed the sandbox.");
  expect(existsSync(root)).toBe(false);
});

test("leaves what the sandbox did not make, and names it", async () => {
  const root = await sandbox();
  await writeFile(join(root, "notes.txt"), "mine");
  await mkdir(join(root, "backup"));
  expect(await clean(root)).toBe("Removed the sandbox; left what it did not make: backup, notes.txt.");
  expect((await readdir(root)).toSorted()).toEqual(["backup", "notes.txt"]);
});

test("removes a link and not what it leads to", async () => {
  const root = await sandbox();
  const elsewhere = join(root, "..", "elsewhere");
  await mkdir(elsewhere);
  await writeFile(join(elsewhere, "precious.txt"), "mine");
  await symlink(elsewhere, join(root, "cloud", "link"));
  expect(await clean(root)).toBe("Removed the sandbox.");
  expect(await readdir(elsewhere)).toEqual(["precious.txt"]);
});

test("says that there is none", async () => {
  expect(await clean(join(await temporaryFolder(), ".sandbox"))).toBe("There is no sandbox to remove.");
});
