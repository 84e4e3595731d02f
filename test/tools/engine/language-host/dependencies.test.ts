import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { programDependencies } from "../../../../tools/engine/language-host/dependencies";
import { temporaryFolder } from "../../../engine/fake-pulumi";

function project(files: Readonly<Record<string, unknown>>): string {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return root;
}

const twoPackages = {
  "package.json": { dependencies: { "@scope/b": "^1" }, devDependencies: { a: "*", absent: "*" } },
  "infra/index.ts": "",
  "node_modules/@scope/b/package.json": { version: "1.5.0" },
  "node_modules/a/package.json": { version: "2.0.0" },
  "node_modules/deep/package.json": { version: "3.0.0" },
};

test("lists the installed versions of the direct dependencies, by name", () => {
  expect(programDependencies(join(project(twoPackages), "infra"), false)).toEqual([
    { name: "@scope/b", version: "1.5.0" },
    { name: "a", version: "2.0.0" },
  ]);
});

test("lists all that npm has installed where all are asked for", () => {
  const packages = {
    "node_modules/a": { version: "2.0.0" },
    "node_modules/a/node_modules/@scope/b": { version: "0.9.0" },
    "node_modules/@scope/b": { version: "1.5.0" },
    "node_modules/linked": { link: true },
  };
  const root = project({ ...twoPackages, "node_modules/.package-lock.json": { packages } });
  expect(programDependencies(join(root, "infra"), true)).toEqual([
    { name: "@scope/b", version: "0.9.0" },
    { name: "@scope/b", version: "1.5.0" },
    { name: "a", version: "2.0.0" },
  ]);
});

test("lists the direct ones where npm has left no lockfile", () => {
  expect(programDependencies(project(twoPackages), true)).toHaveLength(2);
});

test("lists nothing where a manifest cannot be read", () => {
  expect(programDependencies(project({ "package.json": "{" }), false)).toEqual([]);
});
