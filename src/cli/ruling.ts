import { existsSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { defaultConfig, readConfig } from "../../policies/config/read";
import type { BaseTree } from "../engine/base-tree";
import type { Settings } from "../findings/settings";
import type { PlacedWaiver } from "../findings/waivers";
import type { Fixtures } from "../graph/fixtures";
import { needed } from "../ranges/merge";
import { projectFolderOf, readList } from "../ranges/store";

/** What a project says about its judgement. */
export interface Ruling {
  readonly settings: Settings;
  readonly waivers: readonly PlacedWaiver[];
  readonly fixtures: Fixtures;
  /** CIDRs that every origin must admit. */
  readonly edgeRanges: readonly string[];
}

/**
 * Reads the settings, the waivers and the range list of a project; places are relative to its folder.
 * @param named value of `NO521_CONFIG`
 * @throws {UserError} if one of the files is not what it has to be
 */
export async function readRuling(folder: string, named: string | undefined): Promise<Ruling> {
  const { settings, waivers, fixtures } = readConfig(folder, named);
  const { list } = await readList(projectFolderOf(folder, named));
  // A report travels, and where this machine keeps the project is nobody's business.
  const shown = waivers.map((waiver) => ({ ...waiver, writtenIn: relative(folder, waiver.writtenIn) }));
  return { settings, waivers: shown, fixtures, edgeRanges: needed(list, null) };
}

/**
 * Reads what a project said about its judgement at a commit; the defaults where it said nothing. A file that
 * `NO521_CONFIG` names outside of the repository is nothing that a change to the repository can touch, and holds.
 */
export async function readRulingOfTree(tree: BaseTree, name: string, named: string | undefined): Promise<Ruling> {
  const { folder, root } = tree;
  const path = named === undefined || named === "" ? undefined : pathInTree(tree, named);
  const isGone = path !== undefined && !existsSync(path);
  const { settings, waivers, fixtures } = isGone ? defaultConfig : readConfig(folder, path, root);
  const { list } = await readList(projectFolderOf(folder, path, root));
  const shown = waivers.map((waiver) => ({ ...waiver, writtenIn: waiver.writtenIn.replace(root + sep, `${name}:`) }));
  return { settings, waivers: shown, fixtures, edgeRanges: needed(list, null) };
}

function pathInTree({ folder, root, head }: BaseTree, named: string): string {
  const absolute = resolve(join(head, relative(root, folder)), named);
  const within = relative(head, absolute);
  return within.startsWith("..") ? absolute : join(root, within);
}
