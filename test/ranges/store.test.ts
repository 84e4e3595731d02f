import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type RangeList, snapshot } from "../../src/cloudflare/ranges";
import { formatRangeList } from "../../src/ranges/read";
import { projectFolderOf, readList, readListFile, writeListFile } from "../../src/ranges/store";
import { temporaryFolder } from "../temporary-folder";

const list: RangeList = { ...snapshot, fetchedAt: "2026-11-01T00:00:00Z", etag: "abc" };

describe("projectFolderOf", () => {
  test("is the folder of the nearest no521.yaml, even with a Pulumi.yaml nearer", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "a", "b"), { recursive: true });
    await writeFile(join(folder, "no521.yaml"), "");
    await writeFile(join(folder, "a", "Pulumi.yaml"), "");
    expect(projectFolderOf(join(folder, "a", "b"))).toBe(folder);
  });

  test("is the folder of the nearest Pulumi.yaml where there is no no521.yaml, else the folder itself", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "a", "b"), { recursive: true });
    expect(projectFolderOf(join(folder, "a", "b"))).toBe(join(folder, "a", "b"));
    await writeFile(join(folder, "a", "Pulumi.yaml"), "");
    expect(projectFolderOf(join(folder, "a", "b"))).toBe(join(folder, "a"));
  });

  test("is the folder of the configuration that the environment names", async () => {
    const folder = await temporaryFolder();
    expect(projectFolderOf(folder, "conf/no521.yaml")).toBe(join(folder, "conf"));
    expect(projectFolderOf(folder, "")).toBe(folder);
  });
});

describe("readList", () => {
  test("gives the package's list to a project without one", async () => {
    const folder = await temporaryFolder();
    expect(await readList(folder)).toEqual({ list: snapshot, path: null });
  });

  test("gives a project its own list", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "no521.ranges.json");
    await writeListFile(path, list);
    expect(await readList(folder)).toEqual({ list, path });
  });

  test("refuses a damaged list instead of falling back to another", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "no521.ranges.json");
    await writeFile(path, formatRangeList(list).slice(0, 100));
    await expect(readList(folder)).rejects.toThrow(`${path} is not JSON: it starts with`);
  });

  test("says that a file cannot be read, and why", async () => {
    const folder = await temporaryFolder();
    await expect(readListFile(folder)).rejects.toThrow(`Cannot read ${folder}: EISDIR.`);
  });
});

describe("writeListFile", () => {
  test("replaces a file and leaves no draft beside it", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "no521.ranges.json");
    await writeListFile(path, snapshot);
    await writeListFile(path, list);
    expect(await readFile(path, "utf8")).toBe(formatRangeList(list));
    expect(await readdir(folder)).toEqual(["no521.ranges.json"]);
  });

  test("leaves the old file and no draft where it cannot be replaced", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "taken");
    await mkdir(path);
    await expect(writeListFile(path, list)).rejects.toThrow(`Cannot write ${path}: EISDIR.`);
    expect(await readdir(folder)).toEqual(["taken"]);
  });

  test("says that the folder is not there", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "missing", "no521.ranges.json");
    await expect(writeListFile(path, list)).rejects.toThrow(`Cannot write ${path}: ENOENT.`);
  });
});
