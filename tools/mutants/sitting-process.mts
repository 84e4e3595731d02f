// The unit tests of a copy of the repository, loaded once: starting them anew for each mistake takes longer than they do.
// Arguments: the files and folders to run. Each message says which files have changed and which tests to run now; the
// answer is the first test file that fails, and null where none does.
import { relative, resolve } from "node:path";
import { createVitest, type TestSpecification } from "vitest/node";
import type { Question } from "./sitting.js";

const vitest = await createVitest("test", {
  watch: false,
  project: ["unit"],
  bail: 1,
  pool: "threads",
  isolate: false,
  maxWorkers: 1,
  reporters: [{}],
});
const specifications = await vitest.globTestSpecifications(process.argv.slice(2));
const pathOf = ({ moduleId }: TestSpecification) => relative(process.cwd(), moduleId);

/** What is quick comes first: laws try random programs and take longer than all the rest. */
function inBatches({ tests: { only, without = [] } }: Question): readonly TestSpecification[][] {
  const chosen = specifications
    .filter((each) => only?.includes(pathOf(each)) ?? true)
    .filter((each) => !without.includes(pathOf(each)));
  const isSlow = (each: TestSpecification) => slow.test(pathOf(each));
  return [chosen.filter((each) => !isSlow(each)), chosen.filter(isSlow)].filter((batch) => batch.length > 0);
}

const slow = /(laws|contract|good-programs)\.test\.ts$/;

async function firstToFail(question: Question): Promise<string | null> {
  for (const file of question.changed) vitest.invalidateFile(resolve(file));
  for (const batch of inBatches(question)) {
    // What failed for an earlier question would count as the first failure of this one, which nothing runs after.
    vitest.state.idMap.clear();
    vitest.state.filesMap.clear();
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(batch);
    const failed = testModules.find((module) => !module.ok());
    if (failed !== undefined) return relative(process.cwd(), failed.moduleId);
    if (unhandledErrors.length > 0) return "unit tests";
  }
  return null;
}

process.on("message", (question: Question) => {
  void firstToFail(question).then((answer) => process.send?.(answer));
});
process.send?.("ready");
