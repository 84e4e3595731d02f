import "../require-node.mjs";
import { resolve } from "node:path";
import { mutantsPage } from "../mutants/page";
import { planted } from "../mutants/planted";
import { readResults } from "../mutants/results";
import { cliDocs } from "./cli-docs";
import { configSchemaText } from "./config-schema";
import type { Generator } from "./generator";
import { policyGenerators } from "./policies";
import { reportSchemaText } from "./report-schema";
import { run } from "./run";
import { sandboxDocs } from "./sandbox-docs";

const root = resolve(__dirname, "../..");
const mutantResults = resolve(root, "tools/mutants/results.json");

const generators: readonly Generator[] = [
  ...policyGenerators(root),
  { name: "the commands", files: () => [{ path: "docs/cli.md", text: cliDocs() }] },
  { name: "the configuration's schema", files: () => [{ path: "docs/no521.schema.json", text: configSchemaText() }] },
  { name: "the report's schema", files: () => [{ path: "docs/report.schema.json", text: reportSchemaText() }] },
  { name: "the sandbox's refusals", files: () => [{ path: "docs/sandbox.md", text: sandboxDocs() }] },
  {
    name: "the planted mistakes",
    files: () => [{ path: "docs/mutants.md", text: mutantsPage(planted, readResults(mutantResults)) }],
  },
];

process.exitCode = run(generators, {
  root,
  args: process.argv.slice(2),
  print: (line) => process.stderr.write(`${line}\n`),
});
