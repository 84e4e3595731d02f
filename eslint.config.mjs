import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** What a pure layer could use without importing anything, so that the layers' import rules would not see it. */
const impureGlobals = ["console", "fetch", "performance", "process", "setImmediate", "setInterval", "setTimeout"];
const impureCalls = [
  ["NewExpression[callee.name='Date'][arguments.length=0]", "reads the clock"],
  ["CallExpression[callee.object.name='Date'][callee.property.name='now']", "reads the clock"],
  ["CallExpression[callee.object.name='Math'][callee.property.name='random']", "gives another answer each time"],
];

/**
 * Only rules that need types: what tsc and Biome let pass although it is the classic mistake in a Pulumi program.
 * Form is Biome's.
 */
export default defineConfig(
  globalIgnores(["**/*.{js,cjs,mjs}", "coverage/", "dist/", ".sandbox/", "test/fixtures/"]),
  {
    files: ["**/*.ts", "**/*.mts"],
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: {
      // `zone-${output}` prints a warning of Pulumi's instead of the value.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/restrict-plus-operands": "error",
      "@typescript-eslint/no-base-to-string": "error",
      // if (output) is always true.
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ["src/{net,cloudflare,graph,reach,findings,drift,report}/**/*.ts", "policies/rules/**/*.ts"],
    rules: {
      "no-restricted-globals": [
        "error",
        ...impureGlobals.map((name) => ({ name, message: "A pure layer takes values and gives values." })),
      ],
      "no-restricted-syntax": [
        "error",
        ...impureCalls.map(([selector, does]) => ({
          selector,
          message: `This ${does}; a pure layer takes it as a value.`,
        })),
      ],
    },
  },
);
