import "./tools/require-node.mjs";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { TallyReporter } from "./tools/test-reporter.mjs";

const engineSetup = resolve("test/setup/engine.ts");
const engineTests = ["test/e2e/**/*.test.ts"];

export default defineConfig({
  test: {
    // Tests start processes, change directory and read the environment: each file gets a process of its own.
    pool: "forks",
    // The default leaves a processor to the watcher, which is half of a machine of two; the engine waits a lot.
    maxWorkers: "100%",
    reporters: ["default", new TallyReporter()],
    expect: { requireAssertions: true },
    restoreMocks: true,
    unstubEnvs: true,
    sequence: { shuffle: true },
    allowOnly: false,
    testTimeout: 20_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: "unit", include: ["test/**/*.test.ts"], exclude: engineTests } },
      {
        extends: true,
        test: {
          name: "e2e",
          include: engineTests,
          // Only these tests need the engine, so only they wait for its first build.
          globalSetup: existsSync(engineSetup) ? [engineSetup] : [],
          testTimeout: 120_000,
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts", "policies/**/*.ts", "infra/**/*.ts", "sandbox/**/*.ts"],
      // What decides has no line that no test has seen; the shells around it are driven by test/e2e.
      thresholds: {
        "src/{net,cloudflare,graph,reach,findings,drift,report}/**/*.ts": { 100: true },
        "policies/rules/**/*.ts": { 100: true },
      },
    },
  },
});
