import { describe, expect, test } from "vitest";
import { type Files, recordFiles } from "./apart";

const pulumi = 'import * as pulumi from "@pulumi/pulumi";\n';
const aws = 'import * as aws from "@pulumi/aws";\n';

describe("a program is recorded whatever its shape", () => {
  const shapes: readonly (readonly [string, Files, object])[] = [
    [
      "TypeScript with modules of its own, in and above its folder",
      {
        "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: infra/\n",
        "infra/index.ts":
          'import { a } from "./a"; import { b } from "./b.js"; import c from "../lib"; export const all = [a, b, c];',
        "infra/a.ts": "enum A { one = 1 } export const a: number = A.one;",
        "infra/b.ts": "export const b = 2 satisfies number;",
        "lib/index.ts": "export default 3;",
      },
      { all: [1, 2, 3] },
    ],
    [
      "what a module is to itself",
      {
        "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: infra\n",
        "infra/index.ts":
          'import * as path from "node:path"; import { here } from "./deep/here"; export const file = path.basename(__filename); export const folder = path.basename(__dirname); export const isMain = require.main === module; export { here };',
        "infra/deep/here.ts": 'import * as path from "node:path"; export const here = path.basename(__dirname);',
      },
      { file: "index.ts", folder: "infra", isMain: false, here: "deep" },
    ],
    [
      "an ES module in TypeScript with await at the top and import.meta",
      {
        "package.json": '{ "type": "module" }',
        "index.ts":
          'import { name } from "./part"; import texts from "./texts.json"; export const x = await Promise.resolve(name); export const y = import.meta.url.endsWith("/index.ts"); export const z = texts.z;',
        "part.ts": "export const name: string = 'part';",
        "texts.json": '{ "z": 1 }',
      },
      { x: "part", y: true, z: 1 },
    ],
    [
      "an ES module in JavaScript",
      {
        "package.json": '{ "type": "module" }',
        "index.js": 'import { a } from "./a.mjs"; export default async () => ({ a });',
        "a.mjs": "export const a = 1;",
      },
      { a: 1 },
    ],
    ["a CommonJS module in TypeScript", { "index.ts": "const all = async () => ({ a: 1 }); export = all;" }, { a: 1 }],
    [
      "modules that say what they are by their ending",
      {
        "package.json": '{ "main": "index.mts" }',
        "index.mts": 'import { a } from "./a.cjs"; export const b: number = a;',
        "a.cts": "export const a: number = 1;",
      },
      { b: 1 },
    ],
    [
      "aliases of tsconfig.json, which another one extends",
      {
        "tsconfig.json":
          '{ "extends": "./config/base.json", /* comment */ "compilerOptions": { "experimentalDecorators": true } }',
        "config/base.json": '{ "compilerOptions": { "baseUrl": "..", "paths": { "@lib/*": ["lib/*"] } } }',
        "index.ts":
          'import { a } from "@lib/a"; function tag(target: Function) { (target as any).tagged = true; } @tag class B {} export const all = [a, (B as any).tagged];',
        "lib/a.ts": "export const a = 1;",
      },
      { all: [1, true] },
    ],
    [
      "a package of its workspace that is TypeScript",
      {
        "package.json": '{ "workspaces": ["packages/*"] }',
        "packages/infra/Pulumi.yaml": "",
        "packages/lib/package.json": '{ "name": "lib", "main": "src/index" }',
        "packages/lib/src/index.ts": 'import { version } from "./version"; export const lib = version;',
        "packages/lib/src/version.ts": "export const version: number = 7;",
        "program/node_modules/lib@": "../../packages/lib",
        "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: program\n",
        "program/index.ts": 'import { lib } from "lib"; export const x = lib;',
      },
      { x: 7 },
    ],
    [
      "a file beside itself that it reads, and one that may be missing",
      {
        "index.ts":
          'import * as fs from "fs"; import { join } from "path"; export const names = JSON.parse(fs.readFileSync(join(__dirname, "names.json"), "utf8")); export const local = fs.existsSync("local.json");',
        "names.json": '["a"]',
      },
      { names: ["a"], local: false },
    ],
    [
      "folders that begin alike, beside something hidden",
      {
        ".env": "",
        "index.ts":
          'import * as fs from "fs"; export const all = [fs.readdirSync("lib"), fs.existsSync("lib"), fs.readdirSync("lib-two"), fs.existsSync("li")];',
        "lib/a.txt": "",
        "lib-two/b.txt": "",
      },
      { all: [["a.txt"], true, ["b.txt"], false] },
    ],
    [
      "what tsc made of it",
      {
        "package.json": '{ "main": "bin/index.js" }',
        "bin/index.js": '"use strict"; exports.a = require("./a").a;',
        "bin/a.js": "exports.a = 1;",
        "index.ts": "export const a = 2;",
      },
      { a: 1 },
    ],
    [
      "a loader that it brings along",
      {
        "Pulumi.yaml":
          "name: shop\nruntime: { name: nodejs, options: { typescript: false, nodeargs: --import tsx --require ./early.js } }\n",
        "index.js": 'require("tsx/cjs"); exports.a = [globalThis.early, require("./a.ts").a];',
        "a.ts": "export const a: number = 1;",
        "early.js": "globalThis.early = true;",
      },
      { a: [true, 1] },
    ],
    [
      "a function that a cloud is to run",
      { "index.ts": `${aws}export const f = new aws.lambda.CallbackFunction("f", { callback: async () => 1 }).urn;` },
      { f: expect.anything() },
    ],
    [
      "a resource that brings its own provider",
      {
        "index.ts": `${pulumi}const provider = { create: async () => ({ id: "1" }) }; class Own extends pulumi.dynamic.Resource { constructor() { super(provider, "own", {}); } } export const own = new Own().urn.apply(() => 1);`,
      },
      { own: 1 },
    ],
    [
      "parts of the SDK that hardly a program uses",
      {
        "index.ts": `${pulumi}import { LocalWorkspace } from "@pulumi/pulumi/automation"; export const all = [pulumi.automation.LocalWorkspace === LocalWorkspace, typeof pulumi.provider.main, Object.keys(pulumi).includes("automation")];`,
      },
      { all: [true, "function", true] },
    ],
    [
      "parts of the SDK that an ES module imports",
      {
        "package.json": '{ "type": "module" }',
        "index.ts":
          'import * as pulumi from "@pulumi/pulumi"; import { automation, provider } from "@pulumi/pulumi"; export const all = [typeof automation.LocalWorkspace, typeof provider.main, pulumi.automation === automation];',
      },
      { all: ["function", "function", true] },
    ],
    [
      "variables from a file that a check does not show",
      {
        ".env": "SITE=shop",
        "index.ts":
          'let read = "nothing"; try { read = require("fs").readFileSync(".env", "utf8"); } catch {} export const site = read;',
      },
      { site: "nothing" },
    ],
  ];

  test.each(shapes)("%s", async (_, files, expected) => {
    const { outputs, printed } = await recordFiles(files);
    expect([outputs, printed]).toEqual([expected, []]);
  });
});

describe("a reader is told", () => {
  test("which hidden file a program was not shown", async () => {
    const { notes } = await recordFiles({
      ".env": "SITE=shop",
      "index.js": 'try { require("fs").readFileSync(".env"); } catch {}',
    });
    expect(notes).toEqual([
      expect.stringMatching(/^The program was not let, and went on without: reading \S+\.env\.$/),
    ]);
  });

  test("which variables a program was not passed, and the program gets them when it is asked", async () => {
    const files = {
      "index.js": "exports.site = process.env.SITE ?? 'none'; exports.other = process.env.OTHER ?? 'none';",
    };
    const environment = { PATH: process.env.PATH, SITE: "shop.example.com" };
    const without = await recordFiles(files, { environment });
    expect([without.outputs, without.notes]).toEqual([
      { site: "none", other: "none" },
      ["The program asks for SITE, which a check does not pass on unless --env names it."],
    ]);
    const given = await recordFiles(files, { environment, variables: ["SITE"] });
    expect([given.outputs, given.notes]).toEqual([{ site: "shop.example.com", other: "none" }, []]);
  });

  test("which arguments of Node do not hold", async () => {
    const { notes } = await recordFiles({
      "Pulumi.yaml":
        "name: shop\nruntime: { name: nodejs, options: { nodeargs: --allow-child-process --inspect --no-warnings } }\n",
      "index.js": "",
    });
    expect(notes).toEqual([
      "Arguments of Node in Pulumi.yaml that do not hold in a check: --allow-child-process, --inspect.",
    ]);
  });
});

describe("where something is, is said in the program's own terms", () => {
  test("of a resource", async () => {
    const { resources } = await recordFiles({
      "index.ts": `${aws}interface Long {\n  a: string;\n}\n\nnew aws.ec2.Eip("eip");\n`,
    });
    expect(resources.find(({ name }) => name === "eip")?.source).toEqual({ file: "index.ts", line: 6, column: 1 });
  });

  test("of an error", async () => {
    const printed: string[] = [];
    const files = { "index.ts": "interface Long {\n  a: string;\n}\n\nthrow new Error('no');\n" };
    await expect(recordFiles(files, { onPrinted: (line) => void printed.push(line) })).rejects.toMatchObject({
      message: "The program throws Error: no.",
    });
    expect(printed[1]).toMatch(/^program: {5}at .*index\.ts:5:7\)?$/);
  });
});

describe("what a check lets no program do is said in its own words", () => {
  test.each([
    [
      "require('fs').readFileSync('/etc/hostname');",
      "reads /etc/hostname, and a check lets it read its repository and its packages, without what is hidden",
    ],
    ["require('fs').writeFileSync('/tmp/no521', '');", "writes /tmp/no521, and a check lets it write nothing"],
    ["require('child_process').execFileSync('git');", "starts git, and a check lets it start nothing"],
    ["new (require('worker_threads').Worker)('1', { eval: true });", "starts a thread, and a check lets it start none"],
    ["process.kill(1);", "sends a signal, and a check lets it send none"],
  ])("%s", async (program, says) => {
    await expect(recordFiles({ "index.js": program })).rejects.toMatchObject({
      name: "UserError",
      message: `The program ${says}.`,
      fix: 'Let it do without, or judge it with "no521 check --preview", or its exported state with "no521 check --state FILE".',
    });
  });

  test("a program outside of its repository", async () => {
    const files = { "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: ../elsewhere\n", "index.js": "" };
    await expect(recordFiles(files)).rejects.toThrow(/^The program \S+elsewhere is outside of its repository, /);
  });

  test("a configuration that is missing keeps its own message", async () => {
    await expect(recordFiles({ "index.ts": `${pulumi}new pulumi.Config().require("zone");` })).rejects.toThrow(
      'The program needs the configuration "shop:zone", which the stack does not have.',
    );
  });
});
