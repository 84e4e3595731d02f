import { needed } from "../../src/ranges/merge";
import { projectFolderOf, readList } from "../../src/ranges/store";

/**
 * Reads the ranges that every origin must admit: the project's reviewed list, else the one that is built in. The engine
 * tells a pack no project path, so the project is looked for upward from the pack's own folder.
 * @throws {UserError} if the project has a list and it cannot be read.
 */
export async function readEdgeRanges(packFolder: string, environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const { list } = await readList(projectFolderOf(packFolder, environment.NO521_CONFIG));
  return needed(list, null);
}
