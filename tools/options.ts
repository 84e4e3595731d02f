import { type ParseArgsConfig, parseArgs } from "node:util";
import { UserError } from "../src/user-error";

/**
 * Reads the command line of a tool.
 * @throws {UserError} with the usage, if it has an option or a word that the tool does not know
 */
export function readOptions<Config extends ParseArgsConfig>(
  config: Config,
  usage: string,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (cause) {
    const [what = ""] = (cause instanceof Error ? cause.message : String(cause)).split(". ");
    throw new UserError(`${what.replace(/\.$/, "")}.`, usage, { cause });
  }
}
