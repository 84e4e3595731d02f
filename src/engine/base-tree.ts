import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../user-error";
import { type Git, openGit } from "./git";
import { linkModules } from "./link-modules";
import { temporarily } from "./temporarily";

/** A project as it was at a commit, in a folder of its own. */
export interface BaseTree {
  /** Absolute path of the project's folder; it need not exist at that commit. */
  readonly folder: string;
  /** Absolute path of the repository's files. */
  readonly root: string;
  /** Absolute path of the working tree that it was made from. */
  readonly head: string;
  /** What a reader must know of how it was made, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Writes the tracked files of a repository as they were at a commit into a temporary folder, and gives it to `use`; the
 * folder is gone afterwards, whatever happens. The user's repository, index and working tree are only read.
 *
 * The installed packages are those of the working tree: its `node_modules` are linked beside what they were installed for.
 *
 * @throws {UserError} if there is no Git, no repository or no such commit
 */
export async function withBaseTree<T>(
  {
    folder,
    ref,
    environment,
  }: { readonly folder: string; readonly ref: string; readonly environment: NodeJS.ProcessEnv },
  use: (tree: BaseTree) => Promise<T>,
): Promise<T> {
  const git = await openGit(await realpath(folder), environment);
  const commit = await commitOf(git, ref);
  const temporary = await realpath(await mkdtemp(join(tmpdir(), "no521-base-")));
  return temporarily(temporary, async () => {
    const root = join(temporary, "tree");
    await writeTree(git, commit, { index: join(temporary, "index"), root });
    const project = join(root, git.prefix);
    const packages = existsSync(project) ? await linkModules({ head: git.root, base: root, prefix: git.prefix }) : [];
    return use({ folder: project, root, head: git.root, notes: packages.map((name) => otherPackages(name, ref)) });
  });
}

/** Without `git archive`, whose attributes leave out and rewrite files, and without `git worktree`, which writes to the repository. */
async function writeTree(git: Git, commit: string, { index, root }: { readonly index: string; readonly root: string }) {
  const own = { GIT_INDEX_FILE: index, GIT_LFS_SKIP_SMUDGE: "1" };
  await git.run(["read-tree", commit], own);
  await git.run(["checkout-index", "--all", "--quiet", `--prefix=${root}/`], own);
  // Whoever looks for the top of the repository finds it here, as in a checkout.
  await mkdir(join(root, ".git"), { recursive: true });
}

async function commitOf(git: Git, ref: string): Promise<string> {
  const [found, remote] = await Promise.all([git.resolve(ref), git.resolve(`origin/${ref}`)]);
  if (found !== undefined) return found;
  const what = `There is no "${ref}" in the repository ${git.root}.`;
  if (remote !== undefined) throw new UserError(what, `Name the branch as it was fetched: --base origin/${ref}.`);
  if (await git.isShallow()) {
    throw new UserError(
      `There is no "${ref}" in the repository ${git.root}, which is a shallow clone.`,
      `Fetch it first: git fetch --depth=1 origin ${ref}, then --base FETCH_HEAD; or clone with more depth (fetch-depth: 0).`,
    );
  }
  throw new UserError(what, "Name a branch, a tag or a commit that was fetched, or a file.");
}

function otherPackages(lockfile: string, ref: string): string {
  return (
    `${ref} was run with the packages that are installed now, though ${lockfile} differs. To judge it with its own, check it ` +
    "out elsewhere, install there, write a report with --format json, and give that file to --base."
  );
}
