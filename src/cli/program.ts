import { Command as Commander, type CommanderError, Option } from "commander";
import { type ArgumentSpec, type Command, type OptionSpec, UsageError } from "./command";
import type { ExitStatus } from "./exit";
import type { Io } from "./io";

/** Thrown when the help or the version was asked for and printed. */
export class Answered extends Error {
  override readonly name = "Answered";
}

/** What a program is built from. */
export interface ProgramSpec {
  readonly version: string;
  /** The first word of commands of two words, and its summary. */
  readonly groups: Readonly<Record<string, string>>;
  readonly commands: readonly Command[];
}

/** Where a program prints, and what becomes of a command's exit status. */
export interface ProgramHost {
  readonly io: Io;
  done(status: ExitStatus): void;
}

/** Builds the parser of the command line from the commands' declarations. */
export function buildProgram(spec: ProgramSpec, host: ProgramHost): Commander {
  const program = new Commander("no521")
    .description("Keep Cloudflare able to reach an origin on AWS: error 521 and its neighbours, before they happen.")
    .version(spec.version, "--version", "Print the version");
  adopt(program, host.io);
  const groups = new Map(
    Object.entries(spec.groups).map(([name, summary]) => {
      const group = program.command(name).description(summary);
      adopt(group, host.io);
      return [name, group];
    }),
  );
  for (const command of spec.commands) {
    const [first = "", second] = command.name.split(" ");
    const parent = second === undefined ? program : groups.get(first);
    if (parent === undefined) throw new Error(`No group "${first}" is declared for the command "${command.name}".`);
    add(parent.command(second ?? first), command, host);
  }
  return program;
}

function add(parser: Commander, command: Command, { io, done }: ProgramHost): void {
  adopt(parser, io);
  parser.summary(command.summary).description([command.summary, command.description].filter(Boolean).join(".\n\n"));
  for (const argument of command.arguments ?? []) parser.argument(formOf(argument), argument.summary);
  const options = Object.entries(command.options).map(([key, spec]) => ({ key, spec, option: toOption(key, spec) }));
  for (const { option } of options) parser.addOption(option);
  parser.action(async () => {
    const given: Readonly<Record<string, unknown>> = parser.opts();
    // A switch that was not given is off, without a "(default: false)" in the help.
    const values = options.map(({ key, spec, option }) => {
      return [key, given[option.attributeName()] ?? (spec.value === undefined ? false : undefined)] as const;
    });
    done(await command.run({ values: Object.fromEntries(values), positionals: parser.args }, io));
  });
}

/** Makes a parser print through `io`, throw instead of ending the process, and look the same everywhere. */
function adopt(parser: Commander, io: Io): void {
  parser
    .helpOption("--help", "Print this help")
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: false, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
      outputError: () => undefined,
      getOutHelpWidth: () => io.columns,
      getErrHelpWidth: () => io.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride((error) => rethrow(error, pathOf(parser)));
}

function rethrow(error: CommanderError, command: string): never {
  if (error.exitCode === 0) throw new Answered(error.code);
  const fix = `Run "${command} --help" to see what it takes.`;
  if (error.code === "commander.help") throw new UsageError(`"${command}" needs a command.`, fix);
  const text = error.message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
  throw new UsageError(`${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.)]$/.test(text) ? "" : "."}`, fix);
}

function pathOf(parser: Commander): string {
  return parser.parent === null ? parser.name() : `${pathOf(parser.parent)} ${parser.name()}`;
}

function formOf({ name, optional }: ArgumentSpec): string {
  return optional === true ? `[${name}]` : `<${name}>`;
}

function valueForm({ value, bare }: OptionSpec): string {
  if (value === undefined) return "";
  return bare === undefined ? `<${value}>` : `[${value}]`;
}

function toOption(key: string, spec: OptionSpec): Option {
  const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const option = new Option([flag, valueForm(spec)].filter(Boolean).join(" "), spec.summary);
  if (spec.bare !== undefined) option.preset(spec.bare);
  if (spec.choices !== undefined) option.choices(spec.choices);
  if (spec.repeatable === true) {
    const { parseArg } = option;
    option.default([], "none").argParser((text: string, before: readonly string[]) => {
      parseArg?.(text, undefined);
      return [...before, text];
    });
  }
  if (spec.default !== undefined) option.default(spec.default, spec.default);
  return option;
}
