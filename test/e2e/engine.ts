import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inject, test } from "vitest";
import type { PulumiCli } from "../../src/engine/cli";
import { packageRoot } from "../../src/engine/package-root";
import { prepareSandbox, type Sandbox } from "../../src/engine/sandbox";
import { ensureStack, type StackTarget } from "../../src/engine/stack";

/** Files of a folder: path relative to it → text. */
export type Files = Readonly<Record<string, string>>;

/** How a temporary Pulumi project differs from the plain one. */
export interface ProjectOptions {
  /** `options` under `runtime` in Pulumi.yaml. */
  readonly runtimeOptions?: Readonly<Record<string, string | boolean>>;
  /** Further keys of Pulumi.yaml. */
  readonly project?: Readonly<Record<string, unknown>>;
}

/** The real engine, in a sandbox and a temporary folder that are this test's own. */
export interface EngineFixture {
  readonly cli: PulumiCli;
  readonly sandbox: Sandbox;
  /** Absolute path of the test's folder, which is removed after it. */
  readonly folder: string;
  /** Writes files into a folder of the test's, with our `node_modules` beside them if `modules` is set. */
  readonly write: (name: string, files: Files, modules?: boolean) => Promise<string>;
  /** Makes a project of these files, whose program imports from our `node_modules`, with a stack `test`. */
  readonly project: (files: Files, options?: ProjectOptions) => Promise<StackTarget>;
}

/** A test on the real engine; without one it is skipped with the reason. */
export const engineTest = test.extend<{ engine: EngineFixture }>({
  engine: [
    async ({ skip }, use) => {
      const provided = inject("engine");
      if (provided.kind === "missing") return skip(provided.reason);
      // The engine follows links, and so must what a test compares its paths with.
      const folder = await realpath(await mkdtemp(join(tmpdir(), "no521-e2e-")));
      try {
        await use(await openEngine(provided.cli, folder));
      } finally {
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      }
    },
    { auto: true },
  ],
});

async function openEngine(cli: PulumiCli, folder: string): Promise<EngineFixture> {
  const sandbox = await prepareSandbox({ root: join(folder, "sandbox"), cli, environment: process.env });
  const write: EngineFixture["write"] = async (name, files, modules = false) => {
    const root = join(folder, name);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    if (modules) await symlink(join(packageRoot(), "node_modules"), join(root, "node_modules"));
    return root;
  };
  return {
    ...{ cli, sandbox, folder, write },
    project: async (files, { runtimeOptions = { typescript: false }, project = {} } = {}) => {
      const description = { name: "trial", runtime: { name: "nodejs", options: runtimeOptions }, ...project };
      const manifest = { name: "trial", version: "0.0.0", dependencies: { "@pulumi/pulumi": "*" } };
      const projectFolder = await write(
        "project",
        // JSON is YAML: nothing in it needs a second notation.
        { "Pulumi.yaml": JSON.stringify(description), "package.json": JSON.stringify(manifest), ...files },
        true,
      );
      const target = { projectFolder, stack: "test", command: cli.command, environment: sandbox.environment };
      await ensureStack(target);
      return target;
    },
  };
}
