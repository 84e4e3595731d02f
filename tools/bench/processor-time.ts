import { chmod, readFile, rm, writeFile } from "node:fs/promises";

/** A command in place of another one, which it runs and whose processor time it writes down. */
export interface Metered {
  /** Absolute path; takes the other command's arguments. */
  readonly command: string;
  /** Gives the seconds of user and system time of the last run, with those of all processes that it waited for. */
  read(): Promise<number>;
}

/**
 * Puts a meter before a command. The time on the clock of a busy machine tells of its other work; processor time less so.
 * @param path of the meter: a file that is made
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#times
 */
export async function meter(command: string, path: string): Promise<Metered> {
  const times = `${path}.times`;
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const lines = ["#!/bin/sh", `${quoted(command)} "$@"`, "status=$?", `times > ${quoted(times)}`, "exit $status", ""];
  await writeFile(path, lines.join("\n"));
  await chmod(path, 0o755);
  return {
    command: path,
    async read() {
      const seconds = parseTimes(await readFile(times, "utf8"));
      await rm(times);
      return seconds;
    },
  };
}

/** Reads what the shell's `times` prints: minutes and seconds of the shell, and in a second line of what it ran. */
export function parseTimes(text: string): number {
  const [, children = ""] = text.trim().split("\n");
  const parts = [...children.matchAll(/(\d+)m(\d+(?:[.,]\d+)?)s/g)];
  if (parts.length !== 2) throw new Error(`The shell's times are not as documented: ${JSON.stringify(text)}.`);
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds?.replace(",", ".")),
    0,
  );
}
