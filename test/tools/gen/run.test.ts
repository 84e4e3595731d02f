import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Generator } from "../../../tools/gen/generator";
import { run } from "../../../tools/gen/run";

const cli: Generator = { name: "cli", files: () => [{ path: "docs/cli.md", text: "# Commands\n" }] };
const policies: Generator = {
  name: "policies",
  folder: "docs/policies",
  files: () => [{ path: "docs/policies/require-x.md", text: "# require-x\n" }],
};
const fix = "  fix: Run npm run gen and commit what it changes.";

describe("gen", () => {
  test("writes what is missing, and then has nothing to do", () => {
    const { root, gen } = emptyTree();
    expect(gen()).toEqual({ status: 0, lines: ["wrote docs/cli.md", "wrote docs/policies/require-x.md"] });
    expect(readFileSync(join(root, "docs/cli.md"), "utf8")).toBe("# Commands\n");
    expect(gen()).toEqual({ status: 0, lines: [] });
    expect(gen("--check")).toEqual({ status: 0, lines: [] });
  });

  test("removes a file that no declaration stands behind any more, from its own folder only", () => {
    const { root, gen } = emptyTree();
    gen();
    writeFileSync(join(root, "docs/policies/no-y.md"), "");
    writeFileSync(join(root, "docs/ARCHITECTURE.md"), "");
    expect(gen()).toEqual({ status: 0, lines: ["removed docs/policies/no-y.md"] });
    expect(readdirSync(join(root, "docs")).toSorted()).toEqual(["ARCHITECTURE.md", "cli.md", "policies"]);
  });
});

describe("gen --check", () => {
  test("names each outdated file, its generator and the fix, and writes nothing", () => {
    const { root, gen } = emptyTree();
    mkdirSync(join(root, "docs/policies"), { recursive: true });
    writeFileSync(join(root, "docs/cli.md"), "# Command\n");
    writeFileSync(join(root, "docs/policies/no-y.md"), "");
    expect(gen("--check")).toEqual({
      status: 1,
      lines: [
        'error: "docs/cli.md" is not what "cli" generates.',
        fix,
        'error: "docs/policies/require-x.md" is missing; "policies" generates it.',
        fix,
        'error: "docs/policies/no-y.md" is left over; "policies" no longer generates it.',
        fix,
      ],
    });
    expect(readFileSync(join(root, "docs/cli.md"), "utf8")).toBe("# Command\n");
    expect(readdirSync(join(root, "docs/policies"))).toEqual(["no-y.md"]);
  });

  test("refuses an option that it does not know", () => {
    expect(emptyTree().gen("--chekc")).toEqual({
      status: 64,
      lines: [
        'error: "--chekc" is no option of gen.',
        "  fix: Run npm run gen to write the files, or npm run gen -- --check to compare them.",
      ],
    });
  });
});

function emptyTree() {
  const root = mkdtempSync(join(tmpdir(), "no521-gen-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const gen = (...args: string[]) => {
    const lines: string[] = [];
    const status = run([cli, policies], { root, args, print: (line) => lines.push(line) });
    return { status, lines };
  };
  return { root, gen };
}
