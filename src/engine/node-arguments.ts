import type { Preload } from "./record-messages";

/** What becomes of the arguments of Node that a project asks for. */
export interface NodeArguments {
  /** Those that Node is given. */
  readonly given: readonly string[];
  /** The modules that are to be loaded before the program. */
  readonly preload: readonly Preload[];
  /** Those that do not hold in a check. */
  readonly ignored: readonly string[];
}

/** Arguments that change how a program runs and not what it may do. */
const harmless =
  /^(?:--(?:conditions|stack-trace-limit|unhandled-rejections|dns-result-order)=.+|--(?:no-)?(?:warnings|deprecation|trace-warnings|trace-deprecation|trace-uncaught|throw-deprecation|preserve-symlinks|experimental-(?:require-module|detect-module|import-meta-resolve|json-modules)))$/;

/** Arguments whose purpose a check serves in its own way: memory, source maps, and compiling TypeScript. */
const served =
  /^--(?:max-old-space-size|enable-source-maps|experimental-specifier-resolution|experimental-strip-types|experimental-transform-types)(?:=|$)/;

const modules: ReadonlyMap<string, Preload["by"] | "loader"> = new Map([
  ["-r", "require"],
  ["--require", "require"],
  ["--import", "import"],
  ["--loader", "loader"],
  ["--experimental-loader", "loader"],
]);

/** Sorts `runtime.options.nodeargs` of Pulumi.yaml, which is the pull request's: it must not widen what Node grants. */
export function sortNodeArguments(line: string): NodeArguments {
  const words = line.split(/\s+/).filter(Boolean);
  const pairs = words.flatMap((word, index) => (takesNext(words[index - 1]) ? [] : [pairOf(word, words[index + 1])]));
  return {
    given: pairs.flatMap(({ name, value, word }) => {
      if (name === "-C") return [`--conditions=${value}`];
      return harmless.test(`${name}=${value}`) ? [`${name}=${value}`] : harmless.test(word) ? [word] : [];
    }),
    preload: pairs.flatMap(({ name, value }) => {
      const by = modules.get(name);
      // The one kind of loader that Node runs in a thread of its own compiles, which is done here.
      return by === undefined || by === "loader" ? [] : [{ specifier: value, by }];
    }),
    ignored: pairs.flatMap(({ name, word }) => {
      const isHeeded = harmless.test(word) || served.test(word) || modules.has(name) || takesNext(name);
      return isHeeded ? [] : [word];
    }),
  };
}

/** An argument and its value, which stands behind a `=` or is the next word. */
function pairOf(word: string, next = ""): { readonly name: string; readonly value: string; readonly word: string } {
  const [name = "", ...rest] = word.split("=");
  return { name, value: rest.length > 0 ? rest.join("=") : takesNext(word) ? next : "", word };
}

function takesNext(word = ""): boolean {
  return modules.has(word) || word === "-C" || word === "--conditions";
}
