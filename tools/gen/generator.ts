import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A file as a generator wants it. */
export interface GeneratedFile {
  /** Path from the root of the repository, such as `docs/cli.md`. */
  readonly path: string;
  readonly text: string;
}

/** Something that writes files from a declaration elsewhere, so that the two cannot disagree. */
export interface Generator {
  /** What a person calls it, such as `policies`. */
  readonly name: string;
  files(): readonly GeneratedFile[];
  /** A folder that holds nothing but this generator's files: one that is left over there is an error. */
  readonly folder?: string;
}

/** A file on disk that is not what its generator wants. */
export interface Outdated {
  readonly path: string;
  readonly generator: string;
  readonly state: "missing" | "differs" | "left over";
}

/** Compares what the generators want with what is on disk below a root. */
export function findOutdated(generators: readonly Generator[], root: string): readonly Outdated[] {
  return generators.flatMap((generator) => {
    const files = generator.files();
    const wanted = new Set(files.map(({ path }) => path));
    const present = generator.folder === undefined ? [] : listFolder(root, generator.folder);
    const leftOver = present.filter((path) => !wanted.has(path));
    return [
      ...files.flatMap((file) => judge(file, root, generator.name)),
      ...leftOver.map((path): Outdated => ({ path, generator: generator.name, state: "left over" })),
    ];
  });
}

/** Brings the files below a root to what the generators want; gives what had to be changed. */
export function writeOutdated(generators: readonly Generator[], root: string): readonly Outdated[] {
  const outdated = findOutdated(generators, root);
  const texts = new Map(generators.flatMap((generator) => generator.files().map(({ path, text }) => [path, text])));
  for (const { path } of outdated) {
    const text = texts.get(path);
    if (text === undefined) {
      rmSync(join(root, path));
    } else {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  }
  return outdated;
}

function judge({ path, text }: GeneratedFile, root: string, generator: string): readonly Outdated[] {
  const file = join(root, path);
  if (!existsSync(file)) return [{ path, generator, state: "missing" }];
  return readFileSync(file, "utf8") === text ? [] : [{ path, generator, state: "differs" }];
}

function listFolder(root: string, folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder))
    .toSorted()
    .map((name) => `${folder}/${name}`);
}
