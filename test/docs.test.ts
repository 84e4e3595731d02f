import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const repository = resolve(__dirname, "..");
const read = (path: string) => readFileSync(join(repository, path), "utf8");
const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: repository,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(repository, path)));
const scripts = Object.keys(JSON.parse(read("package.json")).scripts);

describe("the documents", () => {
  test.each(pages)("%s links only to files that exist", (page) => {
    const targets = [...read(page).matchAll(/\]\(([^)#\s]+)/g)].map(([, target = ""]) => target);
    const broken = targets.filter(
      (target) => !/^[a-z]+:/.test(target) && !existsSync(resolve(repository, dirname(page), target)),
    );
    expect(broken).toEqual([]);
  });

  test.each(pages)("%s names only npm scripts that exist", (page) => {
    const named = [...read(page).matchAll(/\bnpm run ([a-z0-9:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  test("the README's test command is the one that .ci/run runs after the install", () => {
    const block = /## Test it\n\n```\n(.*?)```/s.exec(read("README.md"))?.[1];
    expect(block).toBe("npm ci\nnpm test\n");
    const commands = read(".ci/run")
      .split("\n")
      .filter((line) => /^(step \w+ npm ci|npm test)\b/.test(line));
    expect(commands).toEqual(["step install npm ci || finish", 'npm test 2>&1 | tee "$log"']);
  });

  test("the README says what has run against real accounts", () => {
    expect(read("README.md")).toContain("**What has run against real accounts: nothing yet.**");
  });
});

describe("the decision records", () => {
  const records = readdirSync(join(repository, "docs/adr")).toSorted();

  test("are numbered without a gap", () => {
    expect(records.map((name) => name.slice(0, 5))).toEqual(
      records.map((_, index) => `${String(index + 1).padStart(4, "0")}-`),
    );
  });

  test.each(records)("%s has a title with its number, a context, a decision and consequences", (name) => {
    const headings = read(`docs/adr/${name}`)
      .split("\n")
      .filter((line) => line.startsWith("#"));
    expect(headings[0]).toMatch(new RegExp(`^# ${name.slice(0, 4)}\\. [A-Z]`));
    expect(headings.slice(1)).toEqual(["## Context", "## Decision", "## Consequences"]);
  });
});
