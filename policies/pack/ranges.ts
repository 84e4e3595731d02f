import { needed } from "../../src/ranges/merge";
import { projectFolderOf, rangesFileName, readList, type StoredList } from "../../src/ranges/store";
import { UserError } from "../../src/user-error";

/** Where a pack finds itself, and how it speaks to the person who deploys. */
export interface PackSurroundings {
  /** The pack's own folder. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly say: (sentence: string) => void;
}

/**
 * Reads the ranges that every origin must admit, and says in one line by which settings and which ranges is judged: the
 * project's reviewed list, else the one that is built in. The engine tells a pack no project path, so the project is looked for upward from the pack's own folder.
 * @throws {UserError} if the project has a list and it cannot be read.
 */
export async function readEdgeRanges(
  { folder, environment, say }: PackSurroundings,
  settings: string,
): Promise<readonly string[]> {
  try {
    const project = projectFolderOf(folder, environment.NO521_CONFIG);
    const stored = await readList(project);
    say(`The settings are ${settings}; Cloudflare's ranges are those of ${originOf(stored, project)}.`);
    return needed(stored.list, null);
  } catch (error) {
    // Pulumi prints the stack of whatever a policy throws; a person's mistake has none to show.
    if (error instanceof UserError) error.stack = `${error.message}\n  fix: ${error.fix}`;
    throw error;
  }
}

function originOf({ list, path }: StoredList, project: string): string {
  const of = list.fetchedAt.slice(0, 10);
  return path === null ? `${of} that no521 carries, since ${project} has no ${rangesFileName}` : `${of} in ${path}`;
}
