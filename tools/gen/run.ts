import { findOutdated, type Generator, type Outdated, writeOutdated } from "./generator";

/** Writes the generated files, or with `--check` reports those that are outdated; gives the exit status. */
export function run(
  generators: readonly Generator[],
  where: { readonly root: string; readonly args: readonly string[]; readonly print: (line: string) => void },
): number {
  const unknown = where.args.filter((arg) => arg !== "--check");
  if (unknown.length > 0) {
    where.print(`error: "${unknown.join(" ")}" is no option of gen.`);
    where.print("  fix: Run npm run gen to write the files, or npm run gen -- --check to compare them.");
    return 64;
  }
  if (where.args.length === 0) {
    for (const { path, state } of writeOutdated(generators, where.root)) {
      where.print(`${state === "left over" ? "removed" : "wrote"} ${path}`);
    }
    return 0;
  }
  const outdated = findOutdated(generators, where.root);
  for (const file of outdated) {
    where.print(`error: ${explain(file)}`);
    where.print("  fix: Run npm run gen and commit what it changes.");
  }
  return outdated.length === 0 ? 0 : 1;
}

function explain({ path, generator, state }: Outdated): string {
  switch (state) {
    case "missing":
      return `"${path}" is missing; "${generator}" generates it.`;
    case "differs":
      return `"${path}" is not what "${generator}" generates.`;
    case "left over":
      return `"${path}" is left over; "${generator}" no longer generates it.`;
  }
}
