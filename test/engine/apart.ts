import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readProject } from "../../src/engine/project";
import { type ApartRecording, type RecordApartOptions, recordApart } from "../../src/engine/record-apart";
import { noFixtures } from "../../src/graph/fixtures";
import { temporaryFolder } from "../temporary-folder";

/** Files of a repository by their paths; a path that ends in `@` is a link to the text. */
export type Files = Readonly<Record<string, string>>;

/** Writes a repository with a project that uses this repository's packages; gives its folder. */
export async function writeFiles(files: Files): Promise<string> {
  const folder = await temporaryFolder();
  const modules = join(__dirname, "../../node_modules");
  const all = { ".git/HEAD": "ref: refs/heads/main\n", "node_modules@": modules, ...projectFiles, ...files };
  for (const [path, text] of Object.entries(all)) {
    const file = join(folder, path.replace(/@$/, ""));
    await mkdir(dirname(file), { recursive: true });
    await (path.endsWith("@") ? symlink(text, file) : writeFile(file, text));
  }
  return folder;
}

const projectFiles = { "Pulumi.yaml": "name: shop\nruntime: nodejs\n", "Pulumi.dev.yaml": "config: {}\n" };

/** What a program declared, and what it printed. */
export interface RanApart extends ApartRecording {
  readonly printed: readonly string[];
}

/** Records the program of a folder in a process of its own. */
export async function recordFolder(folder: string, change: Partial<RecordApartOptions> = {}): Promise<RanApart> {
  const printed: string[] = [];
  const recording = await recordApart(await readProject(folder, "dev"), {
    facts: { ranges: [], fixtures: noFixtures },
    environment: { PATH: process.env.PATH, HOME: process.env.HOME },
    timeoutSeconds: 30,
    memoryMegabytes: 1_024,
    onPrinted: (line) => void printed.push(line),
    ...change,
  });
  return { ...recording, printed };
}

/** Records the program of a repository in a process of its own. */
export async function recordFiles(files: Files, change: Partial<RecordApartOptions> = {}): Promise<RanApart> {
  return recordFolder(await writeFiles(files), change);
}
