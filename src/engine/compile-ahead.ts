import { readFileSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { ModuleSource, TranspileReply, Transpiler } from "./record-messages";

/** Where a program's modules are. */
export interface ModulePlaces {
  /** Finds the file that a path without ending means. */
  find(path: string): string | undefined;
  isTypeScript(file: string): boolean;
  formatOf(file: string): ModuleSource["format"];
}

/** More modules than these, and more text than this, are asked for when they are loaded. */
const mostAtOnce = { modules: 300, characters: 8_000_000 } as const;

/** Names of modules by path, also those that stand in a comment: to compile one in vain does no harm. */
const named = /\b(?:from|import|require)\s*\(?\s*["'](\.{1,2}\/[^"'\n]+)["']/g;

const hidden = /\/\.[^./]/;

/**
 * Compiles modules together with those that they name, and those that these name, since to ask for each of them takes
 * several times as long as to compile it.
 */
export class AheadCompiler {
  readonly #places: ModulePlaces;
  readonly #transpile: Transpiler;
  readonly #replies = new Map<string, TranspileReply>();

  constructor(places: ModulePlaces, transpile: Transpiler) {
    this.#places = places;
    this.#transpile = transpile;
  }

  /** @param file absolute and real path of a module, of which Node asks once */
  compiled(file: string): TranspileReply {
    const known = this.#replies.get(file);
    if (known !== undefined) return known;
    const modules = this.#withNamed(file);
    const replies = this.#transpile(modules);
    for (const [index, { file: each }] of modules.entries()) {
      const reply = replies[index];
      if (reply !== undefined) this.#replies.set(each, reply);
    }
    return this.#replies.get(file) ?? { complaint: `${file} was not compiled` };
  }

  #withNamed(first: string): readonly ModuleSource[] {
    const modules = new Map([[first, this.#read(first)]]);
    let characters = 0;
    for (const { file, source } of modules.values()) {
      characters += source.length;
      for (const [, specifier = ""] of source.matchAll(named)) {
        if (modules.size >= mostAtOnce.modules || characters > mostAtOnce.characters) return [...modules.values()];
        // What is hidden is not looked for: to ask in vain would be told of the program.
        if (hidden.test(specifier)) continue;
        const found = this.#findAhead(resolve(dirname(file), specifier));
        if (found !== undefined && !modules.has(found.file)) modules.set(found.file, found);
      }
    }
    return [...modules.values()];
  }

  /** What cannot be read now is an error when it is loaded, and no sooner. */
  #findAhead(path: string): ModuleSource | undefined {
    try {
      const found = this.#places.find(path);
      const file = found === undefined ? undefined : realpathSync(found);
      return file === undefined || !this.#places.isTypeScript(file) || this.#replies.has(file)
        ? undefined
        : this.#read(file);
    } catch {
      return undefined;
    }
  }

  #read(file: string): ModuleSource {
    return { file, source: readFileSync(file, "utf8"), format: this.#places.formatOf(file) };
  }
}
