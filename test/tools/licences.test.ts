import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { findIncompatible, type Lockfile } from "../../tools/licences";

const lockfile: Lockfile = JSON.parse(readFileSync(resolve(__dirname, "../../package-lock.json"), "utf8"));

describe("the licences of what a user installs", () => {
  test("fit Apache-2.0", () => {
    expect(findIncompatible(lockfile)).toEqual([]);
  });

  test("are read from every package of the lockfile, Pulumi's SDK among them", () => {
    const sdk = "node_modules/@pulumi/pulumi";
    const spoilt = { packages: { ...lockfile.packages, [sdk]: { version: "3.259.0", license: "AGPL-3.0-only" } } };
    expect(findIncompatible(spoilt)).toEqual(['@pulumi/pulumi@3.259.0 is under "AGPL-3.0-only".']);
  });
});

describe("a licence", () => {
  test.each(["MIT", "(MIT OR GPL-3.0-only)", "(BSD-3-Clause AND Apache-2.0)", "MIT AND ISC"])("%s fits", (license) => {
    expect(findIncompatible(lock({ license }))).toEqual([]);
  });

  test.each(["GPL-3.0-only", "(MIT AND GPL-3.0-only)", "UNLICENSED", "SEE LICENSE IN LICENSE", "SSPL-1.0"])(
    "%s does not fit",
    (license) => {
      expect(findIncompatible(lock({ license }))).toEqual([`a@1.0.0 is under "${license}".`]);
    },
  );

  test("that nobody names does not fit", () => {
    expect(findIncompatible(lock({}))).toEqual(['a@1.0.0 is under "no licence".']);
  });

  test("of a tool that only this repository uses is not asked for", () => {
    expect(findIncompatible(lock({ license: "GPL-3.0-only", dev: true }))).toEqual([]);
  });
});

function lock(entry: { license?: string; dev?: boolean }): Lockfile {
  return { packages: { "": {}, "node_modules/a": { version: "1.0.0", ...entry } } };
}
