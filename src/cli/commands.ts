import type { Command } from "./command";
import { checkCommand } from "./commands/check";
import { commentCommand } from "./commands/comment";
import { driftCommand } from "./commands/drift";
import { explainCommand } from "./commands/explain";
import { initCommand } from "./commands/init";
import { rangesCheck } from "./commands/ranges-check";
import { rangesShow } from "./commands/ranges-show";
import { rangesUpdate } from "./commands/ranges-update";
import { reachCommand } from "./commands/reach";

/** The first word of commands of two words. */
export const groups: Readonly<Record<string, string>> = {
  ranges: "The list of Cloudflare's IP ranges that origins admit",
};

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  checkCommand,
  driftCommand,
  commentCommand,
  reachCommand,
  initCommand,
  explainCommand,
  rangesShow,
  rangesCheck,
  rangesUpdate,
];
