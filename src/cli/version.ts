import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";

const manifest = z.object({ name: z.string(), version: z.string() });

/** Gives the folder of this package: the checkout, or what was installed. */
export function packageFolder(): string {
  return folderAbove(__dirname);
}

/** Gives the version that a package folder's manifest states. */
export function versionOf(folder: string): string {
  return readManifest(folder).version;
}

function folderAbove(folder: string): string {
  if (existsSync(join(folder, "package.json")) && readManifest(folder).name === "no521") return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`No package.json of no521 above ${__dirname}.`);
  return folderAbove(parent);
}

function readManifest(folder: string): z.infer<typeof manifest> {
  return manifest.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
}
