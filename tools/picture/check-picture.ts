import { join } from "node:path";
import { type Io, processIo } from "../../src/cli/io";
import { main } from "../../src/cli/main";
import { terminalSvg } from "./terminal-svg";

const repository = join(__dirname, "../..");
const command = ["check", "examples/by-hand"];

/** The picture in the README, in the repository. */
export const pictureFile = "docs/pictures/check.svg";

/** Runs a check of the program in examples/by-hand, as on a terminal, and draws what it prints. */
export async function checkPicture(): Promise<string> {
  const printed = await run([], { isTerminal: true, isColoured: true, columns: 100 });
  return terminalSvg([`$ npx no521 ${command.join(" ")}`, ...printed].join("\n"), "What no521 check prints");
}

const begin = "<!-- comment: what no521 check --format markdown prints -->\n";
const end = "\n<!-- end of comment -->";

/** Gives the README with the comment of today in its place. */
export async function withComment(readme: string): Promise<string> {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The README has no place for the comment: ${begin.trim()}`);
  const lines = await run(["--format", "markdown"], { isTerminal: false, isColoured: false });
  const quoted = lines.map((line) => (line === "" ? ">" : `> ${line}`));
  return readme.slice(0, from + begin.length) + quoted.join("\n") + readme.slice(to);
}

async function run(options: readonly string[], terminal: Partial<Io>): Promise<readonly string[]> {
  const printed: string[] = [];
  const status = await main([...command, ...options], {
    ...processIo(),
    ...{ cwd: repository, out: (text) => void printed.push(text), err: (text) => void printed.push(text) },
    ...terminal,
  });
  if (status !== 1) throw new Error(`The check ended with status ${status}:\n${printed.join("\n")}`);
  return printed
    .join("\n")
    .trimEnd()
    .split("\n")
    .filter((line) => !isOfMachine(line));
}

/** Where a system grants no network namespace, the report says so; it is no part of what is shown. */
function isOfMachine(line: string): boolean {
  return line.includes("The network was not isolated");
}
