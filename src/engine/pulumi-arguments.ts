import { resolve } from "node:path";

/** The stack that commands of the sandbox work on when none is named. */
export const sandboxStack = "sandbox";

/** What a command line of Pulumi says about where it works. */
export interface PulumiCommand {
  /** Value of `--stack`, if given. */
  readonly stack?: string;
  /** Value of `--cwd`, if given. */
  readonly folder?: string;
  /** Reports whether the command works on a stack that must exist. */
  readonly worksOnStack: boolean;
}

const valueFlags: Readonly<Record<string, "stack" | "folder" | "other">> = {
  "-s": "stack",
  "--stack": "stack",
  "-C": "folder",
  "--cwd": "folder",
  "--color": "other",
  "-v": "other",
  "--verbose": "other",
  "--tracing": "other",
  "--profiling": "other",
  "--otel-traces": "other",
  "--memprofilerate": "other",
};

const commandsOnStack: readonly string[] = [
  ...["up", "update", "preview", "pre", "refresh", "destroy", "down"],
  ...["import", "watch", "config", "stack", "state", "cancel", "about", "logs"],
];

/** Subcommands of `pulumi stack` that make or choose a stack themselves, or need none. */
const stackless: readonly string[] = ["init", "select", "ls", "unselect", "rm"];

/** Reads from a command line, such as `["-C", "site", "up"]`, what decides where the command works. */
export function readPulumiCommand(args: readonly string[]): PulumiCommand {
  const given: { stack?: string; folder?: string } = {};
  const words: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const [flag = "", attached] = splitFlag(args[index] ?? "");
    if (!flag.startsWith("-")) {
      words.push(flag);
      continue;
    }
    const role = valueFlags[flag];
    if (role === undefined) continue;
    if (attached === undefined) index += 1;
    const value = attached ?? args[index];
    if (role !== "other" && value !== undefined) given[role] = value;
  }
  const [command = "", subcommand = ""] = words;
  const asksForHelp = args.includes("--help") || args.includes("-h");
  return { ...given, worksOnStack: worksOnStack(command, subcommand) && !asksForHelp };
}

/**
 * Makes the paths of policy packs absolute. The engine reads them from the folder that `--cwd` names, a person from the
 * one he stands in.
 */
export function resolvePacks(args: readonly string[], folder: string): readonly string[] {
  return args.map((word, index) => {
    const [flag, attached] = splitFlag(word);
    if (flag === packFlag && attached !== undefined) return `${packFlag}=${resolve(folder, attached)}`;
    return args[index - 1] === packFlag ? resolve(folder, word) : word;
  });
}

const packFlag = "--policy-pack";

function worksOnStack(command: string, subcommand: string): boolean {
  return commandsOnStack.includes(command) && !(command === "stack" && stackless.includes(subcommand));
}

function splitFlag(word: string): readonly [flag: string, attached?: string] {
  const equals = word.indexOf("=");
  if (!word.startsWith("-") || equals < 0) return [word];
  return [word.slice(0, equals), word.slice(equals + 1)];
}
