/** What a command says by its exit status; every command keeps these meanings. */
export const exit = {
  ok: 0,
  found: 1,
  unanswered: 2,
  /** EX_USAGE of BSD's sysexits.h. */
  usage: 64,
} as const;

export type ExitStatus = (typeof exit)[keyof typeof exit];

/** What each status means, for the documentation. */
export const exitMeanings: readonly (readonly [status: ExitStatus, means: string])[] = [
  [exit.ok, "Nothing at or above the severity that was asked for, and nothing differs."],
  [exit.found, "Findings, drift or differences."],
  [exit.unanswered, "The question could not be answered: something is unreadable, or an outcome is not known."],
  [exit.usage, "The command line is wrong."],
];
