import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import type { SideBySide } from "./results";
import { badTemplates, goodTemplate } from "./templates";

const run = promisify(execFile);

const reportSchema = z.object({
  results: z.object({ failed_checks: z.array(z.object({ check_id: z.string(), resource: z.string() })) }),
});

/** Shows checkov the templates; a check counts when it fails on a resource on which it had not failed before the defect. */
export async function runCheckov(executable: string): Promise<SideBySide["checkov"]> {
  const folder = await mkdtemp(join(tmpdir(), "no521-checkov-"));
  try {
    const failed = async (name: string, template: unknown) => {
      const file = join(folder, `${name}.json`);
      await writeFile(file, JSON.stringify(template, undefined, 2));
      const options = ["--framework", "cloudformation", "--skip-download", "--soft-fail", "--quiet", "-o", "json"];
      const { stdout } = await run(executable, ["-f", file, ...options]);
      const { results } = reportSchema.parse(JSON.parse(stdout));
      return results.failed_checks.map(({ check_id, resource }) => `${check_id} ${resource}`);
    };
    const before = await failed("good", goodTemplate);
    const defects: SideBySide["checkov"]["defects"] = [];
    for (const [defect, template] of Object.entries(badTemplates)) {
      const after = await failed(defect, template);
      defects.push({ defect, checks: idsOf(after.filter((one) => !before.includes(one))) });
    }
    const { stdout } = await run(executable, ["--version"]);
    return { version: stdout.trim(), defects, unchanged: idsOf(before) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function idsOf(failed: readonly string[]): string[] {
  return [...new Set(failed.map((one) => one.split(" ", 1).join()))].sort();
}
