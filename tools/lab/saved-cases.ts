import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Site } from "../../policies/example";
import { graphOfSite } from "../../policies/example-graph";
import type { LabProgram } from "./known-cases";
import type { CounterExample } from "./random-runs";

const folder = resolve(__dirname, "../../test/lab/cases");

/** A program that once contradicted the model. */
interface SavedCase {
  /** Completes "A site …". */
  readonly title: string;
  /** How fast-check found it. */
  readonly found: { readonly seed: number; readonly path: string } | null;
  readonly site: Site;
}

/** The programs that once contradicted the model, each in a file. */
export function savedCases(): readonly LabProgram[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => ({
      id: `case ${basename(name, ".json")}`,
      graph: () =>
        Promise.resolve(graphOfSite((JSON.parse(readFileSync(join(folder, name), "utf8")) as SavedCase).site)),
    }));
}

/** Keeps a counter-example, so that every later run tries it; gives the file's name. */
export function saveCase({ seed, path, site }: CounterExample): string {
  const saved: SavedCase = { title: "that contradicted the model; say here in what", found: { seed, path }, site };
  const file = join(folder, `seed-${seed}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(saved, null, 2)}\n`);
  return file;
}
