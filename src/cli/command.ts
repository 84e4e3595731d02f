import { UserError } from "../user-error";
import type { ExitStatus } from "./exit";
import type { Io } from "./io";

/** A command line that does not say what it means; the exit status is 64. */
export class UsageError extends UserError {
  override readonly name = "UsageError";
}

/** One `--option`; its key in the command is its name, in camelCase or with hyphens. */
export interface OptionSpec {
  readonly summary: string;
  /** What the value is called in the help; without it the option is a switch. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  /** What is taken where the option is given without its value, which is then optional. */
  readonly bare?: string;
  /** May be given several times. */
  readonly repeatable?: true;
}

/** One positional argument. */
export interface ArgumentSpec {
  readonly name: string;
  readonly summary: string;
  readonly optional?: true;
}

type Options = Readonly<Record<string, OptionSpec>>;

type Given<O extends OptionSpec> = O extends { readonly choices: readonly (infer Choice)[] } ? Choice : string;

/** What a command gets for an option. */
type OptionValue<O extends OptionSpec> = O extends { readonly repeatable: true }
  ? readonly Given<O>[]
  : O extends { readonly value: string }
    ? O extends { readonly default: string }
      ? Given<O>
      : Given<O> | undefined
    : boolean;

/** What was on the command line. */
export interface Invocation<O extends Options = Options> {
  readonly values: { readonly [Key in keyof O]: OptionValue<O[Key]> };
  readonly positionals: readonly string[];
}

/** What a command is declared by. */
export interface CommandSpec<O extends Options> {
  /** The words after `no521`, such as `ranges show`. */
  readonly name: string;
  /** One imperative phrase without a stop. */
  readonly summary: string;
  /** What the help says beyond the summary. */
  readonly description?: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options: O;
  run(invocation: Invocation<O>, io: Io): Promise<ExitStatus>;
}

/** A command as the command line knows it, whatever its options are. */
export interface Command extends Omit<CommandSpec<Options>, "run"> {
  run(invocation: { readonly values: unknown; readonly positionals: readonly string[] }, io: Io): Promise<ExitStatus>;
}

/** Declares a command; the types of its options' values follow from their declaration. */
export function defineCommand<const O extends Options>(spec: CommandSpec<O>): Command {
  return {
    ...spec,
    run: ({ values, positionals }, io) => {
      // The parser was made from spec.options, so what it gives has their shape.
      return spec.run({ values: values as Invocation<O>["values"], positionals }, io);
    },
  };
}

/**
 * Reads a whole number given for an option.
 * @throws {UsageError} if it is none, or not within the closed interval.
 */
export function wholeNumber(text: string, option: string, [least, most]: readonly [number, number]): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(
    `${option} is ${JSON.stringify(text)}, not a whole number from ${least} to ${most}.`,
    `Give a whole number from ${least} to ${most}.`,
  );
}
