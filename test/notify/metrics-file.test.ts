import { chmod, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeMetricsFile } from "../../src/notify/metrics-file";
import { renderOpenMetrics, type StackMetrics } from "../../src/report/open-metrics";
import { temporaryFolder } from "../temporary-folder";

const metrics: StackMetrics = {
  project: "site",
  stack: "production",
  ranAt: new Date("2026-11-10T12:00:00Z"),
  judged: { changes: { upstream: 1 }, rows: { ok: 1, redirected: 0, unknown: 0, fails: 0 }, certificates: [] },
  rangesFetchedAt: new Date("2026-11-01T00:00:00Z"),
};
const later = new Date("2026-11-11T12:00:00Z");

test("a metrics file takes the place of the one before, whose memory goes on, and leaves no draft", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "no521.prom");
  await writeMetricsFile(path, [metrics]);
  const first = await readFile(path, "utf8");
  expect(first).toBe(renderOpenMetrics([metrics]));
  await writeMetricsFile(path, [{ ...metrics, ranAt: later, judged: null }]);
  expect(await readFile(path, "utf8")).toBe(renderOpenMetrics([{ ...metrics, ranAt: later, judged: null }], first));
  expect(await readdir(folder)).toEqual(["no521.prom"]);
});

test("a metrics file may be read by everybody, since the collector runs as somebody else", async () => {
  const path = join(await temporaryFolder(), "no521.prom");
  const umask = process.umask(0o022);
  await writeMetricsFile(path, [metrics]);
  process.umask(umask);
  expect(((await stat(path)).mode & 0o777).toString(8)).toBe("644");
});

test("a metrics file without a folder is a user's error", async () => {
  const path = join(await temporaryFolder(), "absent", "no521.prom");
  await expect(writeMetricsFile(path, [metrics])).rejects.toMatchObject({
    name: "UserError",
    message: `Cannot write ${path}: ENOENT.`,
    fix: "Make its folder exist and writable.",
  });
});

test("a metrics file that cannot be replaced stays, and the draft goes", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "no521.prom");
  await mkdir(path);
  await writeFile(join(path, "x"), "");
  await chmod(path, 0o755);
  await expect(writeMetricsFile(path, [metrics])).rejects.toThrow(`Cannot write ${path}: EISDIR.`);
  expect(await readdir(folder)).toEqual(["no521.prom"]);
});
