import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { TallyReporter } from "./tools/test-reporter.mjs";

const engineSetup = "test/setup/engine.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Tests start processes, change directory and read the environment: each file gets a process of its own.
    pool: "forks",
    globalSetup: existsSync(engineSetup) ? [engineSetup] : [],
    reporters: ["default", new TallyReporter()],
    expect: { requireAssertions: true },
    restoreMocks: true,
    unstubEnvs: true,
    sequence: { shuffle: true },
    allowOnly: false,
    // A unit test takes milliseconds; those that start a process say a longer limit themselves.
    testTimeout: 20_000,
    hookTimeout: 120_000,
  },
});
