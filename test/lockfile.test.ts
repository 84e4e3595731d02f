import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";

type Versions = Readonly<Record<string, string>>;

interface LockedPackage {
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly optionalDependencies?: Versions;
}

const lockfile: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
  readFileSync(resolve(__dirname, "../package-lock.json"), "utf8"),
);

// npm leaves out what a registry does not serve, such as a binary for another system, and then refuses its own file:
// "npm ci" fails on a fresh clone, while everything works where the packages are installed already.
test("the lockfile holds every dependency of every package, those for other systems too", () => {
  const missing = Object.entries(lockfile.packages).flatMap(([path, locked]) =>
    Object.keys({ ...locked.dependencies, ...locked.devDependencies, ...locked.optionalDependencies })
      .filter((name) => !isLocked(path, name))
      .map((name) => `${name}, which "${path}" depends on`),
  );
  expect(missing).toEqual([]);
});

// A program and our components should load one copy of Pulumi's packages, so that range stays open.
test("every version of our own dependencies is exact, but for what a program shares with us", () => {
  const root = lockfile.packages[""];
  const loose = Object.entries({ ...root?.dependencies, ...root?.devDependencies })
    .filter(([, version]) => !/^(npm:@pulumi\/[a-z]+@)?\d+\.\d+\.\d+$/.test(version))
    .map(([name]) => name);
  expect(loose.filter((name) => !/^@pulumi\/(pulumi|aws|cloudflare)$/.test(name))).toEqual([]);
});

/** Looks where Node would look: beside the package, then in each folder above. */
function isLocked(path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (`${folder === "" ? "" : `${folder}/`}node_modules/${name}` in lockfile.packages) return true;
    if (folder === "") return false;
  }
}
