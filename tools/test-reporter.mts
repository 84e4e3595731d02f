import type { Reporter, SerializedError, TestCase, TestModule, TestSuite, Vitest } from "vitest/node";

/** What a run came to. Each list entry is one line for a reader. */
interface Tally {
  readonly passed: number;
  /** One entry for each failed test, failed suite or file, and error outside any test. */
  readonly failures: readonly string[];
  /** One entry for each skipped test: why it was skipped. */
  readonly skips: readonly string[];
}

/**
 * Closes a run with `N passed, N failed` alone on the last line, below the failures and the reasons of the skips.
 * It speaks when the process exits, so that a failed global setup or a missed coverage threshold is counted as well.
 */
export class TallyReporter implements Reporter {
  #tally: Tally = { passed: 0, failures: [], skips: [] };

  onInit(vitest: Vitest): void {
    if (vitest.config.watch) return;
    process.once("exit", (status) => {
      const tally = settle(this.#tally, status);
      if (status === 0 && tally.failures.length > 0) process.exitCode = 1;
      process.stdout.write(`\n${renderTally(tally)}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    this.#tally = tallyRun(modules, errors);
  }
}

/** Counts the tests of a run; what failed outside a test counts as one failure each. */
function tallyRun(modules: readonly TestModule[], errors: readonly SerializedError[]): Tally {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const failedTests = tests.filter((test) => test.result().state === "failed").map((test) => place(test));
  const failedSuites = suites
    .filter((suite) => suite.errors().length > 0)
    .map((suite) => `${place(suite)} (outside its tests)`);
  const stray = errors.map((error) => `${firstLine(error.message)} (outside every test)`);
  return {
    passed: tests.filter((test) => test.result().state === "passed").length,
    failures: [...failedTests, ...failedSuites, ...stray],
    skips: tests.flatMap(reasonOfSkip),
  };
}

/** Adds what the exit status of the process tells and the tests do not. A run in which no test ran is a failed one. */
function settle(tally: Tally, exitStatus: number): Tally {
  if (tally.failures.length > 0) return tally;
  if (exitStatus !== 0) return { ...tally, failures: [`the run itself, with exit status ${exitStatus} (see above)`] };
  return tally.passed > 0 ? tally : { ...tally, failures: ["the run itself: no test ran"] };
}

/** Renders the closing lines; the last one is for machines and never wraps, colours or changes its form. */
function renderTally({ passed, failures, skips }: Tally): string {
  const reasons = [...new Set(skips)].toSorted();
  return [
    ...failures.map((failure) => `failed: ${failure}`),
    ...reasons.map((reason) => `skipped ${skips.filter((skip) => skip === reason).length}: ${reason}`),
    `${passed} passed, ${failures.length} failed${skips.length > 0 ? `, ${skips.length} skipped` : ""}`,
  ].join("\n");
}

function reasonOfSkip(test: TestCase): readonly string[] {
  const result = test.result();
  if (result.state === "pending") return [`${test.module.relativeModuleId}: never finished`];
  if (result.state !== "skipped") return [];
  return [
    result.note ?? `${test.module.relativeModuleId}: ${hasFailedGroup(test) ? "its group failed" : "no reason given"}`,
  ];
}

function hasFailedGroup({ parent }: TestCase | TestSuite): boolean {
  return parent.errors().length > 0 || (parent.type === "suite" && hasFailedGroup(parent));
}

function place(task: TestCase | TestSuite | TestModule): string {
  return task.type === "module" ? task.relativeModuleId : `${task.module.relativeModuleId} > ${task.fullName}`;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
