import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { snapshot } from "../../src/cloudflare/ranges";
import { exportState } from "../../src/engine/stack";
import { runDrift } from "./drift";
import { type EngineFixture, engineTest } from "./engine";
import { openRangeProject, type RangeProject } from "./range-project";
import { findFile, readTree } from "./site";

const [range, other] = ["104.16.0.0/13", "2606:4700::/32"] as const;

interface Trial {
  readonly project: RangeProject;
  mend(change?: { readonly err?: (text: string) => void }): Promise<{ readonly status: number; readonly out: string }>;
  fileOf(text: string, kind?: string): Promise<string>;
  /** CIDRs of the rules in the cloud, sorted. */
  open(): Promise<readonly string[]>;
}

async function deployed(engine: EngineFixture): Promise<Trial> {
  const project = await openRangeProject(engine);
  const run = await project.up();
  expect(run.exitCode, run.stdout).toBe(0);
  const { cloud } = engine.sandbox;
  return {
    project,
    mend: async (change = {}) =>
      runDrift(engine, project.target.projectFolder, ["--stack", "test", "--remediate", "safe"], change),
    fileOf: (text, kind = "security-group-ingress-rule") => findFile(cloud, kind, text),
    open: async () =>
      Object.values(await readTree(project.rules))
        .map((text) => JSON.parse(text).properties)
        .map(({ cidrIpv4, cidrIpv6 }) => String(cidrIpv4 ?? cidrIpv6))
        .toSorted(),
  };
}

const all = snapshot.ranges.map(({ cidr }) => cidr).toSorted();

/** The notes of a text report, without the one on the list that nobody asked for. */
function notesOf(out: string): readonly string[] {
  const lines = out.split("\n").filter((line) => line.startsWith("note: "));
  return lines
    .map((line) => line.slice("note: ".length))
    .filter((line) => !line.startsWith("Cloudflare was not asked"));
}

describe.concurrent("no521 drift --remediate safe", () => {
  engineTest(
    "makes deleted rules again, and leaves a stack alone that holds more",
    async ({ engine }) => {
      const trial = await deployed(engine);
      for (const text of [`"${range}"`, `"${other}"`]) rmSync(await trial.fileOf(text));
      rmSync(await trial.fileOf("0.0.0.0/0", "security-group-egress-rule"));
      const mended = await trial.mend();
      expect(mended.out.split("\n").at(-1)).toBe("The program, its state and the clouds agree.");
      expect([mended.status, notesOf(mended.out), await trial.open()]).toEqual([
        0,
        [
          'Mended: egress rule "out": everything for 0.0.0.0/0 was made again.',
          `Mended: ingress rule "https-104-16-0-0-13": tcp 443 for ${range} was made again.`,
          `Mended: ingress rule "https-2606-4700-32": tcp 443 for ${other} was made again.`,
        ],
        all,
      ]);

      rmSync(await trial.fileOf(`"${range}"`));
      const file = await trial.fileOf(`"${other}"`);
      writeFileSync(file, readFileSync(file, "utf8").replace('"toPort": 443', '"toPort": 444'));
      const [cloud, state] = [await readTree(trial.project.rules), await exportState(trial.project.target)];
      const refused = await trial.mend();
      expect([refused.status, notesOf(refused.out)]).toEqual([
        1,
        [
          "No update was run, since it does more than is safe without a person.",
          'It would change ingress rule "https-2606-4700-32".',
        ],
      ]);
      expect([await readTree(trial.project.rules), await exportState(trial.project.target)]).toEqual([cloud, state]);
    },
    300_000,
  );

  engineTest(
    "does what it showed and no more, when somebody edits between the plan and the update",
    async ({ engine }) => {
      const trial = await deployed(engine);
      rmSync(await trial.fileOf(`"${range}"`));
      const [second, edited] = [await trial.fileOf(`"${other}"`), await trial.fileOf('"173.245.48.0/20"')];
      const stopped = await trial.mend({
        err: (text) => {
          if (!text.startsWith("What an update")) return;
          rmSync(second);
          writeFileSync(edited, readFileSync(edited, "utf8").replace('"toPort": 443', '"toPort": 444'));
        },
      });
      expect([stopped.status, notesOf(stopped.out)]).toEqual([
        2,
        [
          "The update stopped: something was changed since it was planned, and more than the plan is never done. Run it again.",
        ],
      ]);
      // What nobody was shown is as it was left.
      expect(readFileSync(edited, "utf8")).toContain('"toPort": 444');
      expect(await trial.open()).not.toContain(other);
    },
    300_000,
  );

  engineTest(
    "takes over a rule that an interrupted run left beside the state, before anything else",
    async ({ engine }) => {
      const trial = await deployed(engine);
      const [first = ""] = snapshot.ranges.map(({ cidr }) => cidr);
      await trial.project.useRanges(snapshot.ranges.filter(({ cidr }) => cidr !== range));
      expect((await trial.project.up()).exitCode).toBe(0);
      const file = await trial.fileOf(`"${first}"`);
      const orphan = join(trial.project.rules, "sgr-00000000000000521.json");
      writeFileSync(
        orphan,
        readFileSync(file, "utf8")
          .replaceAll(first, range)
          .replaceAll(/sgr-[0-9a-f]{17}/g, "sgr-00000000000000521"),
      );
      await trial.project.useRanges(snapshot.ranges);
      const failed = await trial.project.up();
      expect([failed.exitCode, failed.stdout]).toEqual([1, expect.stringContaining("InvalidPermission.Duplicate")]);
      const mended = await trial.mend();
      expect([mended.status, notesOf(mended.out), await trial.open()]).toEqual([
        0,
        [`Mended: the state has ingress rule "https-104-16-0-0-13": tcp 443 for ${range}, which stood already.`],
        all,
      ]);
      expect(readFileSync(orphan, "utf8")).toContain(range);
    },
    300_000,
  );
});
