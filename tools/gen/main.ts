import "../require-node.mjs";
import { resolve } from "node:path";
import type { Generator } from "./generator";
import { run } from "./run";

const generators: readonly Generator[] = [];

process.exitCode = run(generators, {
  root: resolve(__dirname, "../.."),
  args: process.argv.slice(2),
  print: (line) => process.stderr.write(`${line}\n`),
});
