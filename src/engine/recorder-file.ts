import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Gives `work` the file that the process which records runs: plain JavaScript that needs no package, since that process
 * may read no more of this package than this file. Installed it is there; from source it is made for the occasion.
 */
export async function withRecorderFile<T>(work: (file: string) => Promise<T>): Promise<T> {
  // Beside the compiled commands; beside this source there is none.
  const compiled = join(__dirname, "recorder.js");
  if (existsSync(compiled)) return work(compiled);
  const folder = await mkdtemp(join(tmpdir(), "no521-recorder-"));
  try {
    const file = join(folder, "recorder.js");
    bundled ??= bundle(join(__dirname, "recorder.ts"));
    await writeFile(file, await bundled);
    return await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

let bundled: Promise<string> | undefined;

async function bundle(source: string): Promise<string> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    ...{ entryPoints: [source], bundle: true, platform: "node", format: "cjs", write: false, logLevel: "warning" },
    target: `node${process.versions.node}`,
  });
  return outputFiles[0]?.text ?? "";
}
