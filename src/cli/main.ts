#!/usr/bin/env node
import { UserError } from "../user-error";
import { UsageError } from "./command";
import { commands, groups } from "./commands";
import { type ExitStatus, exit } from "./exit";
import { type Io, processIo } from "./io";
import { expectNode } from "./node-version";
import { Answered, buildProgram } from "./program";
import { versionOf } from "./version";

/** Runs one command line, without the program's name in front, and gives the exit status. */
export async function main(argv: readonly string[], io: Io): Promise<ExitStatus> {
  let status: ExitStatus = exit.ok;
  const done = (given: ExitStatus) => {
    status = given;
  };
  try {
    expectNode(io.nodeVersion);
    await buildProgram({ version: versionOf(io.packageFolder), groups, commands }, { io, done }).parseAsync(argv, {
      from: "user",
    });
    return status;
  } catch (error) {
    return report(error, io);
  }
}

/** Says what went wrong: a mistake of the user in two lines, a bug of ours with its stack. */
function report(error: unknown, io: Io): ExitStatus {
  if (error instanceof Answered) return exit.ok;
  if (error instanceof UserError) {
    io.err(`error: ${error.message}\n  fix: ${error.fix}`);
    return error instanceof UsageError ? exit.usage : exit.unanswered;
  }
  io.err(error instanceof Error ? (error.stack ?? error.message) : String(error));
  io.err("This is a bug of no521, not a mistake of yours.");
  return exit.unanswered;
}

if (require.main === module) {
  void main(process.argv.slice(2), processIo()).then((status) => {
    process.exitCode = status;
  });
}
