// The unit tests of a copy of the repository, loaded once: starting them anew for each mistake takes longer than they do.
// Arguments: what to leave out, then the files and folders to run. Each message is the paths of files that have
// changed; the answer is whether a test fails now.
import { resolve } from "node:path";
import { createVitest } from "vitest/node";

const [except = "", ...of] = process.argv.slice(2);
const vitest = await createVitest("test", {
  watch: false,
  project: ["unit"],
  bail: 1,
  pool: "threads",
  isolate: false,
  maxWorkers: 1,
  exclude: [except],
  reporters: [{}],
});
const specifications = await vitest.globTestSpecifications(of);

async function fails(changed: readonly string[]): Promise<boolean> {
  for (const file of changed) vitest.invalidateFile(resolve(file));
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  return unhandledErrors.length > 0 || testModules.some((module) => !module.ok());
}

process.on("message", (changed: readonly string[]) => {
  void fails(changed).then((answer) => process.send?.(answer));
});
process.send?.("ready");
