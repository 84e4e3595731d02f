/** Everything but line breaks and tabs that a terminal takes for a command, or that changes the order of what is read. */
const commands = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** Gives a text in one line without anything that a terminal or a CI system takes for a command, cut at a length. */
export function oneLine(text: string, mostCharacters = 1_000): string {
  const line = harmless(text)
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line;
}

/**
 * Makes lines of what a program prints in pieces, each marked as the program's: a line of it must neither move the cursor
 * nor begin as the commands do that CI systems read from a log.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands read 2026-11-23
 * @see https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands read 2026-11-23
 */
export class PrintedLines {
  #rest = "";
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** Takes a piece; prints the lines that it completes. */
  take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#show(line);
    if (this.#rest.length <= longestLine) return;
    this.#show(this.#rest);
    this.#rest = "";
  }

  /** Prints what is left when nothing more comes. */
  end(): void {
    if (this.#rest !== "") this.#show(this.#rest);
    this.#rest = "";
  }

  #show(line: string): void {
    this.#print(`program: ${harmless(line)}`);
  }
}

const longestLine = 64 * 1024;

function harmless(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(escapes, "")
    .replaceAll(commands, "")
    .replaceAll(/##(?=\[|vso\[)/g, "## ");
}

/**
 * Colours and whatever else begins with an escape, whole: without the escape their letters would stand in the text.
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-48/
 */
const escapes = new RegExp(
  `${String.fromCharCode(27)}(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\p{Cc}]*(?:${String.fromCharCode(7)})?|[ -/]*[0-~])`,
  "gu",
);
