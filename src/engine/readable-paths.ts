import { existsSync } from "node:fs";
import { readdir, readFile, readlink, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { UserError } from "../user-error";

/** What a program may read. */
export interface Readable {
  /** The repository that the program is of, or the part of it that stands alone; absolute, without links. */
  readonly root: string;
  /** Absolute files, and folders with all that is in them. */
  readonly paths: readonly string[];
}

/** Of a repository with more hidden files and links than this something is wrong, and Node takes only so many. */
const mostPaths = 5_000;

/** Folders of packages by the package managers' own bookkeeping, whose members are packages again. */
const storeNames = [".pnpm", ".store"];

/**
 * Lists what a program may read: its repository, without what is hidden, and the packages that it resolves to. Node grants
 * folders and files and refuses nothing inside of a folder that it grants, and it follows links wherever they lead; so a
 * folder that holds something hidden, or a link that leads out, is granted by its other members.
 *
 * @param folder of the project, absolute
 * @param home of the user; neither it nor a folder above it is taken for a repository
 * @see https://nodejs.org/api/permissions.html#permission-model-constraints read 2026-11-23
 * @throws {UserError} if the project is laid out so that this cannot be said to Node
 */
export async function readablePaths(folder: string, home: string): Promise<Readable> {
  const start = await realpath(folder);
  const root = await repositoryOf(start, await realpath(home).catch(() => home));
  const repository = await survey(root, root);
  const stores = await surveyStores([...(await packagesAbove(root)), ...repository.stores], root);
  const paths = [
    ...(await around(root, repository.denied)),
    ...(await Promise.all([...stores].map(([store, { denied }]) => around(store, denied)))).flat(),
  ];
  refuseUnsayable(root, paths);
  return { root, paths };
}

/** The nearest folder upward that Git or a package manager takes for the whole. */
async function repositoryOf(folder: string, home: string): Promise<string> {
  const candidates = [folder, ...foldersAbove(folder).filter((above) => !isWithin(home, above))];
  const ofGit = candidates.find((candidate) => existsSync(join(candidate, ".git")));
  if (ofGit !== undefined) return ofGit;
  const areRoots = await Promise.all(candidates.map(isWorkspaceRoot));
  return candidates.find((_, index) => areRoots[index]) ?? folder;
}

async function isWorkspaceRoot(folder: string): Promise<boolean> {
  if (existsSync(join(folder, "pnpm-workspace.yaml"))) return true;
  const manifest = await readFile(join(folder, "package.json"), "utf8").catch(() => "");
  return /"workspaces"\s*:/.test(manifest);
}

/**
 * Reports whether a name is of something that no program has to read: what is hidden, above all `.git`, `.npmrc` and
 * `.env`, and the credentials that Google's action leaves in the checkout. Node would read `*` as "and all that follows".
 * @see https://github.com/google-github-actions/auth#inputs-miscellaneous read 2026-11-23
 */
function isDenied(name: string): boolean {
  return name.startsWith(".") || name.includes("*") || /^gha-creds-.*\.json$/.test(name);
}

/** What a look through a folder has found. */
interface Survey {
  /** What is hidden, and links that lead out. */
  readonly denied: readonly string[];
  /** Folders of packages elsewhere that links lead into. */
  readonly stores: readonly string[];
}

const nothing: Survey = { denied: [], stores: [] };

/** Looks through a folder of the repository. */
async function survey(folder: string, root: string): Promise<Survey> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = entries.map(async (entry): Promise<Survey> => {
    const path = join(folder, entry.name);
    if (isDenied(entry.name)) return { denied: [path], stores: [] };
    if (entry.isSymbolicLink()) return surveyLink(path, root);
    if (!entry.isDirectory()) return nothing;
    return entry.name === "node_modules" ? surveyPackages(path, root) : survey(path, root);
  });
  return together(await Promise.all(found));
}

/**
 * Looks through a folder of packages, for links alone. Package managers make links of what a lockfile says, which is the
 * pull request's, and unpack none from a package.
 * @see https://github.com/npm/pacote/blob/v21.0.0/lib/fetcher.js `#tarxOptions`, read 2026-11-23
 */
async function surveyPackages(packages: string, root: string): Promise<Survey> {
  const entries = await readdir(packages, { withFileTypes: true }).catch(() => []);
  const found = entries.map(async (entry): Promise<Survey> => {
    const path = join(packages, entry.name);
    if (entry.name.includes("*")) return { denied: [path], stores: [] };
    if (entry.isSymbolicLink()) return surveyLink(path, root);
    if (!entry.isDirectory()) return nothing;
    const holdsPackages = entry.name.startsWith("@") || entry.name === ".bin" || storeNames.includes(entry.name);
    return surveyPackages(holdsPackages ? path : join(path, "node_modules"), root);
  });
  return together(await Promise.all(found));
}

async function surveyLink(link: string, root: string): Promise<Survey> {
  const target = await realpath(link).catch(() => undefined);
  // A link that leads nowhere is nothing to read.
  if (target === undefined) return { denied: [link], stores: [] };
  if (isWithin(target, root)) {
    const isHidden = !isOfPackages(target) && target.slice(root.length).split(sep).some(isDenied);
    return isHidden ? { denied: [link], stores: [] } : nothing;
  }
  if (!isOfPackages(target)) return { denied: [link], stores: [] };
  // Node goes from link to link, and looks at each.
  const next = resolve(dirname(link), await readlink(link));
  return { denied: [], stores: [target, ...(isOfPackages(next) ? [next] : [])].map(storeOf) };
}

/** The folders of packages elsewhere, and those that their links lead into in turn. */
async function surveyStores(found: readonly string[], root: string): Promise<ReadonlyMap<string, Survey>> {
  const surveyed = new Map<string, Survey>();
  const pending = [...found];
  for (let store = pending.pop(); store !== undefined; store = pending.pop()) {
    if (surveyed.has(store)) continue;
    const survey = await surveyPackages(store, root);
    surveyed.set(store, survey);
    pending.push(...survey.stores);
  }
  return surveyed;
}

/** The folders above the repository in which Node looks for packages. */
async function packagesAbove(root: string): Promise<readonly string[]> {
  const found = foldersAbove(root).map(async (above): Promise<readonly string[]> => {
    const path = join(above, "node_modules");
    const real = await realpath(path).catch(() => undefined);
    return real === undefined || basename(real) !== "node_modules" ? [] : [...new Set([path, real])];
  });
  return (await Promise.all(found)).flat();
}

function isOfPackages(path: string): boolean {
  return path.split(sep).includes("node_modules");
}

/** The outermost folder of packages that a path is in. */
function storeOf(path: string): string {
  const parts = path.split(sep);
  return parts.slice(0, parts.indexOf("node_modules") + 1).join(sep);
}

function together(surveys: readonly Survey[]): Survey {
  return { denied: surveys.flatMap(({ denied }) => denied), stores: surveys.flatMap(({ stores }) => stores) };
}

/** A folder, or its members where something in it is denied. */
async function around(folder: string, denied: readonly string[]): Promise<readonly string[]> {
  if (denied.includes(folder)) return [];
  const inside = denied.filter((path) => isWithin(path, folder));
  if (inside.length === 0) return [folder];
  const names = await readdir(folder);
  const granted = (await Promise.all(names.map((name) => around(join(folder, name), inside)))).flat();
  return withPrefixes(granted, inside);
}

/**
 * Node loses a folder that is granted where another granted path begins with the same letters: of `lib` and `lib-two` only
 * what is in `lib` can be read then, and `lib` itself seems to be missing. Both are said as `lib*`, unless that would grant
 * what is denied.
 * @see https://github.com/nodejs/node/blob/v24.11.0/src/permission/fs_permission.cc `RadixTree::Lookup`, read 2026-12-01
 */
function withPrefixes(granted: readonly string[], denied: readonly string[]): readonly string[] {
  const sorted = granted.toSorted();
  const isLost = (path: string) =>
    sorted.some((other) => other !== path && other.startsWith(path) && other[path.length] !== sep);
  const prefixes = sorted.filter((path) => isLost(path) && !denied.some((each) => each.startsWith(path)));
  const rest = sorted.filter((path) => !prefixes.some((prefix) => path.startsWith(prefix)));
  return [
    ...rest,
    ...prefixes
      .filter((path) => !prefixes.some((other) => other !== path && path.startsWith(other)))
      .map((path) => `${path}*`),
  ];
}

function refuseUnsayable(root: string, paths: readonly string[]): void {
  if (root.includes("*")) {
    throw new UserError(
      `The path of the project has a "*" in it: ${root}.`,
      "Move it: Node takes the character for all paths that begin so, and a check grants a program its own only.",
    );
  }
  if (paths.length > mostPaths) {
    throw new UserError(
      `The repository ${root} has hidden files and outward links in so many folders that a check cannot keep them apart.`,
      "Check a checkout without them, such as a fresh clone.",
    );
  }
}

function foldersAbove(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [] : [above, ...foldersAbove(above)];
}

/** Reports whether a path is a folder or in it. */
function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
