import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { AheadCompiler } from "../../src/engine/compile-ahead";
import { fileFor } from "../../src/engine/program-modules";
import type { ModuleSource } from "../../src/engine/record-messages";
import { temporaryFolder } from "./fake-pulumi";

/** Writes modules, and gives a compiler of them and the names of those that it was asked for, one list a request. */
function compilerOf(files: Readonly<Record<string, string>>) {
  const folder = realpathSync(temporaryFolder());
  for (const [name, source] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), source);
  }
  const asked: string[][] = [];
  const places = {
    find: fileFor,
    isTypeScript: (file: string) => file.endsWith(".ts"),
    formatOf: (): ModuleSource["format"] => "cjs",
  };
  const compiler = new AheadCompiler(places, (modules) => {
    asked.push(modules.map(({ file }) => file.slice(folder.length + 1)));
    return modules.map(({ source }) =>
      source.includes("{{") ? { complaint: `bad: ${source}` } : { code: `compiled ${source}` },
    );
  });
  return { asked, compiled: (name: string) => compiler.compiled(join(folder, name)) };
}

test("what a module names is compiled with it, and what that names, in one request", () => {
  const { asked, compiled } = compilerOf({
    "index.ts": 'import { a } from "./a";\nimport "./deep/b.js";\nconst c = await import("./c");',
    "a.ts": 'export * from "./deep";',
    "deep/index.ts": 'const index = require("../index");',
    "deep/b.ts": "",
    "c.ts": "",
  });
  expect(compiled("index.ts")).toEqual({ code: expect.stringContaining('compiled import { a } from "./a"') });
  expect(compiled("deep/b.ts")).toEqual({ code: "compiled " });
  expect(asked).toEqual([["index.ts", "a.ts", "deep/b.ts", "c.ts", "deep/index.ts"]]);
});

test("what is no module of the program is left to whoever loads it", () => {
  const { asked, compiled } = compilerOf({
    "index.ts": 'import "./absent";\nimport "./plain.js";\nimport "./.hidden";\nimport "./.kept/a";\nimport "package";',
    "plain.js": "",
    ".hidden.ts": "",
    ".kept/a.ts": "",
  });
  expect(compiled("index.ts")).toHaveProperty("code");
  expect(asked).toEqual([["index.ts"]]);
});

test("a complaint is of the module that is loaded, and of no other", () => {
  const { compiled } = compilerOf({ "index.ts": '// import "./broken";', "broken.ts": "{{" });
  expect(compiled("index.ts")).toHaveProperty("code");
  expect(compiled("broken.ts")).toEqual({ complaint: "bad: {{" });
});

test("a module that only a later one names is asked for then", () => {
  const { asked, compiled } = compilerOf({ "index.ts": "const name = './a';", "a.ts": 'import "./index";' });
  compiled("index.ts");
  compiled("a.ts");
  expect(asked).toEqual([["index.ts"], ["a.ts"]]);
});
