/** The part of `package-lock.json` that tells what is installed for a user, and under which licence. */
export interface Lockfile {
  readonly packages: { readonly [path: string]: LockedPackage };
}

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
}

/**
 * SPDX identifiers of licences that the Apache Software Foundation treats like Apache-2.0.
 * @see https://www.apache.org/legal/resolved.html category A, read 2026-11-22 in its copy in
 * https://github.com/apache/tooling-trusted-releases at 2884442, atr/policy/third-party-licenses.md
 */
const compatible = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "Python-2.0",
  "Unlicense",
  "Zlib",
]);

/** Packages that a person judged, in that version only. */
const judged: ReadonlyMap<string, string> = new Map([
  ["@logdna/tail-file@2.2.0", "names no identifier; its LICENSE is MIT"],
  ["spdx-exceptions@2.5.0", "CC-BY-3.0, a list of names that npm installs and that we carry in no bundle"],
]);

/** Gives a sentence for each package that a user installs with this one and whose licence does not fit Apache-2.0. */
export function findIncompatible(lockfile: Lockfile): readonly string[] {
  return Object.entries(lockfile.packages)
    .filter(([path, { dev }]) => path !== "" && dev !== true)
    .map(([path, { version, license }]) => ({ id: `${path.replace(/^.*node_modules\//, "")}@${version}`, license }))
    .filter(({ id, license }) => !judged.has(id) && !isCompatible(license ?? ""))
    .map(({ id, license }) => `${id} is under "${license ?? "no licence"}".`)
    .toSorted();
}

/** Reports whether an SPDX expression without nested groups can be met: one side of each OR, all sides of each AND. */
function isCompatible(expression: string): boolean {
  return expression
    .replace(/^\((.*)\)$/, "$1")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((licence) => compatible.has(licence)));
}
