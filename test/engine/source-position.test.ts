import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { transform } from "esbuild";
import { describe, expect, test } from "vitest";
import { reportSchema } from "../../src/report/schema";
import { run } from "../cli/run";
import { temporaryFolder } from "../temporary-folder";

const repository = resolve(__dirname, "../..");

const record = `new cloudflare.DnsRecord("www", {
  zoneId: "023e105f4ecef8ad9ca31a8372d0c353", name: "www.example.com", type: "A", content: "10.0.0.5",
  proxied: true, ttl: 1,
});`;

/** Checks a project whose one record is wrong; gives where the report says that it is declared. */
async function locationIn(files: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder();
  // Above the project, so that it can have packages of its own.
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  const all = { "Pulumi.yaml": "name: shop\nruntime: nodejs\n", "Pulumi.dev.yaml": "config: {}\n", ...files };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, "app", name)), { recursive: true });
    await writeFile(join(folder, "app", name), text);
  }
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  const ran = await run(`check ${join(folder, "app")} --format json`, { env });
  expect(ran.err).toBe("");
  const { findings } = reportSchema.parse(JSON.parse(ran.out));
  return findings.find(({ policy }) => policy === "no-prohibited-address")?.location;
}

describe("a resource is declared", () => {
  test("where the program says so", async () => {
    const program = `import * as cloudflare from "@pulumi/cloudflare";\ninterface Nothing {}\n\n  ${record}`;
    expect(await locationIn({ "index.ts": program })).toEqual({ file: "index.ts", line: 4, column: 3 });
  });

  test("where the program makes the component of a package that creates it", async () => {
    const component = `const cloudflare = require("@pulumi/cloudflare");
      const pulumi = require("@pulumi/pulumi");
      exports.Site = class extends pulumi.ComponentResource {
        constructor(name) { super("site:index:Site", name); ${record} }
      };`;
    const program = 'import { Site } from "site";\n\nfunction make() {\n  return new Site("www");\n}\nmake();';
    const files = {
      "node_modules/site/index.js": component,
      "node_modules/site/package.json": '{ "name": "site", "version": "1.0.0" }',
      "index.ts": program,
    };
    expect(await locationIn(files)).toEqual({ file: "index.ts", line: 4, column: 10 });
  });

  test.each(["index.ts", "index.mjs"])("at the top of the ES module %s", async (file) => {
    const program = `import * as cloudflare from "@pulumi/cloudflare";\n\n${record}`;
    const main = JSON.stringify({ type: "module", main: file });
    expect(await locationIn({ "package.json": main, [file]: program })).toEqual({ file, line: 3, column: 1 });
  });

  test("in the source of what was compiled before", async () => {
    const source = `import * as cloudflare from "@pulumi/cloudflare";\ninterface Nothing {}\n\n\n${record}`;
    const compiled = await transform(source, {
      ...{ loader: "ts" as const, format: "cjs" as const, sourcemap: true, sourcefile: "../index.ts" },
    });
    const files = {
      "package.json": '{ "main": "bin/index.js" }',
      "bin/index.js": `${compiled.code}//# sourceMappingURL=index.js.map\n`,
      "bin/index.js.map": compiled.map,
      "index.ts": source,
    };
    expect(await locationIn(files)).toEqual({ file: "index.ts", line: 5, column: 1 });
  });
});
