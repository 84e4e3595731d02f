import "../require-node.mjs";
import { resolve } from "node:path";
import { cliDocs } from "./cli-docs";
import type { Generator } from "./generator";
import { policyGenerators } from "./policies";
import { run } from "./run";

const root = resolve(__dirname, "../..");

const generators: readonly Generator[] = [
  ...policyGenerators(root),
  { name: "commands", files: () => [{ path: "docs/cli.md", text: cliDocs() }] },
];

process.exitCode = run(generators, {
  root,
  args: process.argv.slice(2),
  print: (line) => process.stderr.write(`${line}\n`),
});
