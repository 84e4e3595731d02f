import "../../require-node.mjs";
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../../../src/user-error";
import { readOptions } from "../../options";
import { runAwsGuard } from "./awsguard";
import { runCheckov } from "./checkov";
import { parseResults, type SideBySide } from "./results";

const usage =
  "Run `npx tsx tools/bench/side-by-side/main.ts --awsguard FOLDER --checkov FILE`, as docs/benchmark.md tells.";

/** Runs the other tools and writes what they say; `npm run bench:catch` puts it on the page. */
async function main(args: readonly string[]): Promise<void> {
  const { awsguard, checkov } = readArguments(args);
  const file = resolve(__dirname, "results.json");
  const { preview } = parseResults(await readFile(file, "utf8"));
  const results: SideBySide = {
    awsguard: await runAwsGuard(resolve(awsguard)),
    preview,
    checkov: await runCheckov(resolve(checkov)),
  };
  await writeFile(file, `${JSON.stringify(results, undefined, 2)}\n`);
}

function readArguments(args: readonly string[]): { awsguard: string; checkov: string } {
  const options = { awsguard: { type: "string" }, checkov: { type: "string" } } as const;
  const { awsguard, checkov } = readOptions({ args: [...args], options }, usage).values;
  if (awsguard === undefined) throw new UserError("--awsguard is missing.", usage);
  if (checkov === undefined) throw new UserError("--checkov is missing.", usage);
  return { awsguard, checkov };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`error: ${error.message}\n  fix: ${error.fix}\n`);
  process.exitCode = 2;
});
