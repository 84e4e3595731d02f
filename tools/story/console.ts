import { createColors } from "picocolors";
import type { Paint } from "../../src/report/paint";

/** Where the story is told. */
export interface Teller {
  /** Starts an act with a heading. */
  act(number: number, title: string): void;
  say(text: string): void;
  /** Names the plain command that the reader can repeat. */
  command(line: string): void;
  readonly paint: Paint;
}

/** Tells the story on a stream; colours only where a terminal shows them. */
export function tellerFor(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Teller {
  const isColoured = Boolean(stream.isTTY) && !environment.NO_COLOR && environment.TERM !== "dumb";
  const { green, red, yellow, bold, dim, cyan } = createColors(isColoured);
  const write = (text: string) => void stream.write(`${text}\n`);
  return {
    act: (number, title) => write(`\n${bold(`${number}. ${title}`)}`),
    say: write,
    command: (line) => write(`   ${dim("$")} ${cyan(line)}`),
    paint: { good: green, bad: red, doubtful: yellow, strong: bold, faint: dim },
  };
}

/** Indents every line of a block, as what a command printed stands below it. */
export function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : `   ${line}`))
    .join("\n");
}
