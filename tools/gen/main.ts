import "../require-node.mjs";
import { resolve } from "node:path";
import { cliDocs } from "./cli-docs";
import type { Generator } from "./generator";
import { run } from "./run";

const generators: readonly Generator[] = [
  { name: "commands", files: () => [{ path: "docs/cli.md", text: cliDocs() }] },
];

process.exitCode = run(generators, {
  root: resolve(__dirname, "../.."),
  args: process.argv.slice(2),
  print: (line) => process.stderr.write(`${line}\n`),
});
