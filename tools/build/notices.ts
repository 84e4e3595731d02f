import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import * as z from "zod";

const repository = join(__dirname, "../..");

const manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** Writes the licences of the packages that a bundle carries, as they ask for. */
export async function writeNotices(bundle: Metafile, file: string): Promise<void> {
  const notices = await Promise.all(packageFolders(bundle).map(noticeOf));
  await writeFile(file, `This folder holds parts of these packages.\n\n${notices.join("\n\n")}\n`);
}

/** The packages of which a line is in the output, not those that were only looked at. */
function packageFolders({ outputs }: Metafile): readonly string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].toSorted();
}

async function noticeOf(folder: string): Promise<string> {
  const root = join(repository, folder);
  const { name, version, license } = manifest.parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")));
  const files = (await readdir(root)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).toSorted();
  if (files.length === 0) throw new Error(`"${folder}" has no licence to carry along.`);
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), "utf8")));
  const title = `${name} ${version} (${license})`;
  return [title, "-".repeat(title.length), ...texts.map((text) => text.trim())].join("\n");
}
