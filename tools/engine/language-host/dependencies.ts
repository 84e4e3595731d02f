import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A package that a program depends on, with the version that is installed. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
}

/** Lists what is installed of the program's direct dependencies or, with `transitive`, of all its dependencies. */
export function programDependencies(programDirectory: string, transitive: boolean): readonly Dependency[] {
  const root = nearestManifestFolder(programDirectory);
  if (root === undefined) return [];
  const direct = Object.keys({
    ...stringRecord(readJson(join(root, "package.json")), "dependencies"),
    ...stringRecord(readJson(join(root, "package.json")), "devDependencies"),
  });
  const all = transitive ? lockedPackages(root) : [];
  const found = all.length > 0 ? all : direct.flatMap((name) => installed(programDirectory, name));
  return found.toSorted((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
}

function nearestManifestFolder(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (readJson(join(folder, "package.json")) !== undefined) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

function installed(programDirectory: string, name: string): readonly Dependency[] {
  for (let folder = programDirectory; ; folder = dirname(folder)) {
    const version = readJson(join(folder, "node_modules", name, "package.json"))?.version;
    if (typeof version === "string") return [{ name, version }];
    if (folder === dirname(folder)) return [];
  }
}

/** Reads npm's hidden lockfile, which says what is really installed. */
function lockedPackages(root: string): readonly Dependency[] {
  const packages = readJson(join(root, "node_modules", ".package-lock.json"))?.packages;
  if (!isRecord(packages)) return [];
  return Object.entries(packages).flatMap(([path, entry]) => {
    const name = path.split("node_modules/").at(-1);
    return name && isRecord(entry) && typeof entry.version === "string" ? [{ name, version: entry.version }] : [];
  });
}

function stringRecord(manifest: Record<string, unknown> | undefined, key: string): Record<string, unknown> {
  const value = manifest?.[key];
  return isRecord(value) ? value : {};
}

/** Reads a JSON object, or nothing where there is none: a listing must not fail for one broken file. */
function readJson(file: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
