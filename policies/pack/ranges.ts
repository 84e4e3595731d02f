import { needed } from "../../src/ranges/merge";
import { projectFolderOf, readList } from "../../src/ranges/store";
import { UserError } from "../../src/user-error";

/**
 * Reads the ranges that every origin must admit: the project's reviewed list, else the one that is built in. The engine
 * tells a pack no project path, so the project is looked for upward from the pack's own folder.
 * @throws {UserError} if the project has a list and it cannot be read.
 */
export async function readEdgeRanges(packFolder: string, environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  try {
    const { list } = await readList(projectFolderOf(packFolder, environment.NO521_CONFIG));
    return needed(list, null);
  } catch (error) {
    // Pulumi prints the stack of whatever a policy throws; a person's mistake has none to show.
    if (error instanceof UserError) error.stack = `${error.message}\n  fix: ${error.fix}`;
    throw error;
  }
}
