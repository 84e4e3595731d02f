import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { readablePaths } from "../../src/engine/readable-paths";
import { temporaryFolder } from "../temporary-folder";

/** Writes empty files by their paths, and links of paths that end in `@` to what is named. */
async function tree(root: string, files: readonly string[], links: Readonly<Record<string, string>> = {}) {
  for (const file of [...files, ...Object.keys(links)]) await mkdir(dirname(join(root, file)), { recursive: true });
  for (const file of files) await writeFile(join(root, file), "");
  for (const [link, target] of Object.entries(links)) await symlink(target, join(root, link));
}

/** What may be read of a folder, relative to it. */
async function readable(root: string, folder = ".", home = "/home/nobody"): Promise<readonly string[]> {
  const { paths } = await readablePaths(join(root, folder), home);
  return paths.map((path) => (path === root ? "." : path.replace(`${root}/`, ""))).toSorted();
}

describe("readablePaths", () => {
  test("is the whole folder where nothing is hidden in it", async () => {
    const root = await temporaryFolder();
    await tree(root, ["index.ts", "lib/a.ts"]);
    expect(await readable(root)).toEqual(["."]);
  });

  test("is the repository above the project, without what is hidden, wherever it lies", async () => {
    const root = await temporaryFolder();
    const hidden = [".git/config", ".env", "lib/.npmrc", "lib/deep/.ssh/id", "lib/gha-creds-1f.json", "lib/a*"];
    await tree(root, ["infra/index.ts", "infra/deep/a.ts", "lib/a.ts", "lib/deep/b.ts", ...hidden]);
    expect(await readable(root, "infra")).toEqual(["infra", "lib/a.ts", "lib/deep/b.ts"]);
  });

  test("is never a home, nor what lies above one", async () => {
    const root = await temporaryFolder();
    await tree(root, [".git/HEAD", "home/.git/HEAD", "home/work/shop/index.ts", "home/secret"]);
    expect(await readable(root, "home/work/shop", join(root, "home"))).toEqual(["home/work/shop"]);
  });

  test("is the workspace where there is no repository", async () => {
    const root = await temporaryFolder();
    await tree(root, ["apps/shop/index.ts", "libs/a.ts"]);
    await writeFile(join(root, "package.json"), '{ "workspaces": ["apps/*"] }');
    expect(await readable(root, "apps/shop")).toEqual(["."]);
  });

  test("says two folders that begin alike in one, which Node would lose, unless something between them is hidden", async () => {
    const root = await temporaryFolder();
    await tree(root, [
      ".env",
      "app/a.ts",
      "app-two/b.ts",
      "app.ts",
      "lib/a.ts",
      "lib-two/.env",
      "lib-two/b.ts",
      "zoo/a.ts",
    ]);
    expect(await readable(root)).toEqual(["app*", "lib", "lib-two/b.ts", "zoo"]);
  });

  test("leaves out links that lead out or to what is hidden, and keeps those that stay", async () => {
    const [root, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
    await tree(root, [".git/HEAD", ".git/config", "lib/a.ts"], {
      "lib/out": elsewhere,
      "lib/hidden": "../.git/config",
      "lib/gone": "nowhere",
      "lib/same": "a.ts",
    });
    expect(await readable(root)).toEqual(["lib/a.ts", "lib/same"]);
  });

  test("leaves out the links of packages that a lockfile can have made, at every depth", async () => {
    const [root, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
    await tree(root, ["index.js", "lib/a.ts", "node_modules/good/index.js", "node_modules/@scope/good/index.js"], {
      "node_modules/lib": "../lib",
      "node_modules/out": elsewhere,
      "node_modules/@scope/out": elsewhere,
      "node_modules/good/node_modules/out": elsewhere,
      "node_modules/.bin/out": join(elsewhere, ".."),
      "node_modules/.pnpm/x@1/node_modules/x": elsewhere,
    });
    expect(await readable(root)).toEqual([
      "index.js",
      "lib",
      "node_modules/@scope/good",
      "node_modules/good/index.js",
      "node_modules/lib",
    ]);
  });

  test("takes in packages that are installed elsewhere, by the links that lead there", async () => {
    const [root, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
    await tree(elsewhere, ["node_modules/a/index.js", "secret"], { "node_modules/out": elsewhere });
    await tree(root, ["index.js"], { "node_modules/a": join(elsewhere, "node_modules/a") });
    expect(await readable(root)).toEqual([".", join(elsewhere, "node_modules/a")]);
  });

  test("refuses a folder whose name Node would take for more", async () => {
    const root = await temporaryFolder();
    await tree(root, ["a*/index.js"]);
    await expect(readablePaths(join(root, "a*"), "/home/nobody")).rejects.toThrow(
      `The path of the project has a "*" in it: ${join(root, "a*")}.`,
    );
  });
});
