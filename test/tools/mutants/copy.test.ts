import { existsSync } from "node:fs";
import { mkdir, readFile, readlink, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { whilePlanted, withCopy } from "../../../tools/mutants/copy";
import { temporaryFolder } from "../../temporary-folder";

const mutant = { right: "a < b", wrong: "a <= b", means: "the bound is within" };

async function repository(): Promise<string> {
  const root = await temporaryFolder();
  for (const folder of ["src/dist", "node_modules", "dist", ".git"])
    await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, "src/a.ts"), "a < b");
  await writeFile(join(root, "src/dist/b.ts"), "");
  return root;
}

test("a copy has the files, shares the packages, leaves out what is built, and is gone in the end", async () => {
  const root = await repository();
  const copy = await withCopy(root, async (folder) => {
    expect(await readFile(join(folder, "src/a.ts"), "utf8")).toBe("a < b");
    expect(existsSync(join(folder, "src/dist/b.ts"))).toBe(true);
    expect(await readlink(join(folder, "node_modules"))).toBe(await realpath(join(root, "node_modules")));
    expect([".git", "dist"].filter((name) => existsSync(join(folder, name)))).toEqual([]);
    return folder;
  });
  expect(existsSync(copy)).toBe(false);
  expect(existsSync(join(root, "node_modules"))).toBe(true);
});

test("a mistake stands in the copy alone, and only as long as it is looked for", async () => {
  const root = await repository();
  await withCopy(root, async (copy) => {
    const file = join(copy, "src/a.ts");
    expect(await whilePlanted(copy, "src/a.ts", mutant, () => readFile(file, "utf8"))).toBe("a <= b");
    expect(await readFile(file, "utf8")).toBe("a < b");
    expect(await readFile(join(root, "src/a.ts"), "utf8")).toBe("a < b");
  });
});

test("a mistake whose line is gone is refused with its file and its text", async () => {
  const root = await repository();
  const planting = whilePlanted(root, "src/a.ts", { ...mutant, right: "a > b" }, () => Promise.resolve());
  await expect(planting).rejects.toThrow('"a > b" does not occur exactly once in src/a.ts');
});
