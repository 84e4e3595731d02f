import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Finds the folder of the package `no521`, whether this file runs from source or compiled. */
export function packageRoot(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "no521") return folder;
    if (folder === dirname(folder)) throw new Error(`No package.json of no521 above "${__dirname}".`);
  }
}
