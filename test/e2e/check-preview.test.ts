import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { expect } from "vitest";
import { packageRoot } from "../../src/engine/package-root";
import type { StackTarget } from "../../src/engine/stack";
import { type Report, reportSchema } from "../../src/report/schema";
import { type Ran, run } from "../cli/run";
import type { Archetype } from "../corpus/archetype";
import { archetypes } from "../corpus/archetypes";
import { type EngineFixture, engineTest } from "./engine";

const config = [
  "config:",
  "  aws:region: us-east-1",
  "  aws:accessKey: sandbox",
  "  aws:secretKey: sandbox",
  "  cloudflare:apiToken: sandbox-sandbox-sandbox-sandbox-sandbox",
  "",
].join("\n");

/** Runs `no521 check` on a project as a person in the sandbox would. */
function check({ projectFolder, command, environment }: StackTarget, options: string): Promise<Ran> {
  return run(`check ${projectFolder} --stack test ${options}`, {
    cwd: projectFolder,
    env: { ...environment, PULUMI_CLI: command },
    readText: (path) => readFile(path, "utf8"),
    writeText: (path, text) => writeFile(path, text),
  });
}

async function reported(target: StackTarget, options = ""): Promise<Report> {
  const { out, err } = await check(target, `${options} --format json`);
  if (out === "") throw new Error(err);
  return reportSchema.parse(JSON.parse(out));
}

/** A program of the corpus as a project of its own; in one file, since a check reads nothing outside of the project. */
async function projectOf(engine: EngineFixture, archetype: Archetype): Promise<StackTarget> {
  const { outputFiles } = await build({
    stdin: {
      contents: `module.exports = async () => void (await ${await importOf(archetype)}.program());\n`,
      resolveDir: packageRoot(),
    },
    bundle: true,
    packages: "external",
    platform: "node",
    write: false,
  });
  const own = Object.entries((await archetype.config?.()) ?? {}).filter(([key]) => !config.includes(`  ${key}:`));
  return engine.project({
    "index.js": outputFiles.map(({ text }) => text).join(""),
    "Pulumi.test.yaml": config + own.map(([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`).join(""),
  });
}

/** Finds the module of the corpus that an archetype is exported from, so that only this one is loaded. */
async function importOf(archetype: Archetype): Promise<string> {
  const folder = join(packageRoot(), "test/corpus/programs");
  for (const file of await readdir(folder)) {
    const exported: Readonly<Record<string, unknown>> = await import(join(folder, file));
    const name = Object.keys(exported).find((key) => exported[key] === archetype);
    if (name !== undefined) return `require("${join(folder, file)}").${name}`;
  }
  throw new Error(`No program of the corpus exports "${archetype.id}".`);
}

/** What a report says of visitors, and the findings that do not rest on what only one of the two can see. */
function toldBy({ reach, findings }: Report) {
  return {
    rows: reach.map(({ hostname, visitor, family, outcome, codes, cause }) => {
      return `${hostname} ${visitor.scheme} IPv${family} ${outcome} ${codes.join()} ${cause ?? ""}`;
    }),
    errors: findings.filter(({ severity }) => severity === "error").map(({ id }) => id),
  };
}

/** Programs that the sandbox cannot preview, and what the engine says of them. */
const unplayed: Readonly<Record<string, RegExp>> = {
  "older-majors": /no resource plugin 'pulumi-resource-(aws|cloudflare)' found in the workspace at version v[56]\./,
  // The program reads several things side by side, and the engine tells the first that it misses.
  "existing-network": /resource '(sg|vpc)-[0-9a-f]+' does not exist/,
};

const each = archetypes.map((archetype) => [archetype.id, archetype] as const);

engineTest.for(each.filter(([id]) => id in unplayed))(
  "what the sandbox does not play is not taken for judged: %s",
  async ([id, archetype], { engine }) => {
    const { status, out, err } = await check(await projectOf(engine, archetype), "--preview");
    expect([status, out]).toEqual([2, ""]);
    expect(err).toMatch(unplayed[id] ?? /^$/);
  },
);

engineTest.for(each.filter(([id]) => !(id in unplayed)))(
  "a recording and a preview tell visitors the same: %s",
  async ([, archetype], { engine }) => {
    const target = await projectOf(engine, archetype);
    const [recorded, shown] = [await reported(target), await reported(target, "--preview")];
    expect(toldBy(shown)).toEqual(toldBy(recorded));
    expect(shown.reach.length).toBeGreaterThan(0);
    expect(shown.notes[0]).toMatch(/^Judged by a preview of stack "test" on Pulumi \d/);
  },
);

engineTest(
  "a preview finds in the site written by hand what the pack says of it, and changes nothing",
  async ({ engine }) => {
    const program = await readFile(join(packageRoot(), "examples/by-hand/index.ts"), "utf8");
    const target = await engine.project(
      { "index.ts": program, "Pulumi.test.yaml": config, "no521.yaml": "rules: { require-listener: note }\n" },
      { runtimeOptions: {}, project: { main: "index.ts" } },
    );
    const ran = await check(target, "--preview --format json");
    const report = reportSchema.parse(JSON.parse(ran.out));
    const found = report.findings.filter(({ policy }) => /^require-(cloudflare-ranges|listener)$/.test(policy));
    expect([ran.status, found.map(({ policy, severity }) => [policy, severity])]).toEqual([
      1,
      [
        ["require-cloudflare-ranges", "error"],
        ["require-listener", "note"],
      ],
    ]);
    expect(report.unknowns.filter(({ says }) => says.startsWith("the policy pack"))).toEqual([]);
  },
);

engineTest("a preview that does not come to the policies is an error, never clean", async ({ engine }) => {
  const target = await engine.project({ "index.js": 'throw new Error("no zone");', "Pulumi.test.yaml": config });
  const thrown = await check(target, "--preview");
  expect([thrown.status, thrown.out]).toEqual([2, ""]);
  expect(thrown.err).toMatch(/error: The preview of stack "test" failed: .*\n {2}fix: /);
  const absent = await check({ ...target }, "--preview --stack gone");
  expect([absent.status, absent.err.split("\n").at(-2)]).toEqual([
    2,
    'error: There is no stack "gone" in the backend that you are logged in to.',
  ]);
});
