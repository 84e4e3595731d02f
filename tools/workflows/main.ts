import "../require-node.mjs";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { installLinters } from "./installed-linters";
import { actionlint, type LintedFile, type Remarks, shellcheck, zizmor } from "./lint";

const root = resolve(__dirname, "../..");

/** Our own workflows, and those that users copy. */
const folders: readonly string[] = [".github/workflows", "examples/schedule/github"];
const namesIn = (folder: string) => readdirSync(join(root, folder));

/** Lints the workflows and the action, says what each linter found or why it was skipped, and gives the exit status. */
async function main(): Promise<number> {
  const paths = ["action.yml", ...folders.flatMap((folder) => namesIn(folder).map((name) => `${folder}/${name}`))];
  const files: readonly LintedFile[] = paths.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
  const outcomes: [name: string, said: Remarks | string][] = [["actionlint", await actionlint(files)]];
  const installed = await installLinters(process.env);
  if ("skipped" in installed) outcomes.push(["zizmor", installed.skipped], ["shellcheck", installed.skipped]);
  else {
    const place = { folder: installed.folder, root, environment: process.env };
    outcomes.push(["zizmor", await zizmor(files, place)], ["shellcheck", await shellcheck(files, place)]);
  }
  for (const [name, said] of outcomes) {
    const verdict = typeof said === "string" ? `skipped: ${said}` : said.length === 0 ? "no remark" : said.join("\n");
    process.stdout.write(`${name}: ${verdict}\n`);
  }
  return outcomes.some(([, said]) => typeof said !== "string" && said.length > 0) ? 1 : 0;
}

void main().then((status) => {
  process.exitCode = status;
});
