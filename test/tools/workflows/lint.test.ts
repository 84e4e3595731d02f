import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { installLinters } from "../../../tools/workflows/installed-linters";
import { actionlint, type LintedFile, shellcheck, zizmor } from "../../../tools/workflows/lint";
import { temporaryFolder } from "../../temporary-folder";

const workflow = (steps: string, head = "on: push\npermissions: {}") => ({
  path: ".github/workflows/planted.yml",
  text: `name: planted\n${head}\nconcurrency: { group: planted, cancel-in-progress: true }\njobs:\n  a:\n    name: a\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n    steps:\n${steps}`,
});

/** Written apart, so that it does not look like a forgotten template string. */
const expression = (path: string) => `$${"{{"} ${path} }}`;

const pinned = "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2";
const good = workflow(
  `      - uses: ${pinned}\n        with:\n          persist-credentials: false\n      - run: echo hi\n`,
);

describe("actionlint", () => {
  test("has nothing to say of a good workflow, on a runner that its release does not know", async () => {
    expect(await actionlint([good])).toEqual([]);
  });

  test("reports a planted mistake with its place", async () => {
    const [remark, ...others] = await actionlint([workflow(`      - run: echo ${expression("github.evnt.number")}\n`)]);
    expect(remark).toMatch(/^\.github\/workflows\/planted\.yml:11:23: property "evnt" is not defined in object type/);
    expect(others).toEqual([]);
  });

  test("takes the variables of a repository, which its release does not know, and not those that are misspelt", async () => {
    expect(await actionlint([workflow(`      - run: echo ${expression("vars.REGION")}\n`)])).toEqual([]);
    expect(await actionlint([workflow(`      - run: echo ${expression("vrs.REGION")}\n`)])).toEqual([
      expect.stringContaining('undefined variable "vrs"'),
    ]);
  });

  test("does not know a runner that is misspelt", async () => {
    const misspelt = { ...good, text: good.text.replace("ubuntu-24.04", "ubuntu-24.40") };
    expect(await actionlint([misspelt])).toEqual([
      expect.stringContaining('.github/workflows/planted.yml:8:14: label "ubuntu-24.40" is unknown'),
    ]);
  });
});

/** These two are installed once from PyPI; where that is not possible the check skips them too, and says why. */
describe("what PyPI installs", async () => {
  const installed = await installLinters(process.env);
  const folder = "skipped" in installed ? "" : installed.folder;
  const reason = "skipped" in installed ? installed.skipped : "";
  beforeEach(({ skip }) => {
    skip(reason !== "", reason);
  });

  test("zizmor has nothing to say of a good workflow", async () => {
    expect(await zizmor([good], await place([good]))).toEqual([]);
  });

  test.each([
    ["an action that is not pinned", workflow("      - uses: actions/setup-go@v5\n"), "unpinned-uses"],
    ["credentials that stay in the checkout", workflow(`      - uses: ${pinned}\n`), "artipacked"],
    [
      "a title that becomes a command",
      workflow(`      - run: echo ${expression("github.event.issue.title")}\n`),
      "template-injection",
    ],
    [
      "secrets for strangers",
      { ...good, text: good.text.replace("on: push", "on: pull_request_target") },
      "dangerous-triggers",
    ],
  ])("zizmor reports %s", async (_, planted, audit) => {
    const remarks = await zizmor([planted], await place([planted]));
    expect(remarks.join("\n")).toContain(`[${audit}]`);
  });

  test("shellcheck reports a planted mistake with the script and its line", async () => {
    const planted = workflow("      - name: Remove\n        run: |\n          x=$1\n          rm -rf $x\n");
    const remarks = await shellcheck([planted], await place([planted]));
    expect(remarks).toEqual([
      ".github/workflows/planted.yml: Remove:2:8: note: Double quote to prevent globbing and word splitting. [SC2086]",
    ]);
  });

  test("shellcheck knows that a failing command ends a script", async () => {
    const fine = workflow('      - run: |\n          cd "$HOME/somewhere"\n          ls\n');
    expect(await shellcheck([fine], await place([fine]))).toEqual([]);
  });

  async function place(files: readonly LintedFile[]) {
    const root = await temporaryFolder();
    for (const { path, text } of files) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    return { folder, root, environment: process.env };
  }
});

test("a machine without Python is no reason to fail", async () => {
  const folder = await temporaryFolder();
  expect(await installLinters({ NO521_CACHE: folder, PATH: folder })).toEqual({
    skipped: "pip does not install it here (spawn python3 ENOENT)",
  });
});
