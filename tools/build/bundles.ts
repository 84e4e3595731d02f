import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";

const repository = join(__dirname, "../..");

const forNode: BuildOptions = {
  absWorkingDir: repository,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node22.15",
  legalComments: "eof",
  logLevel: "warning",
};

/** Compiles what runs with the package's dependencies beside it; only our own files are put together. */
export async function compile(entry: string, output: string): Promise<void> {
  await build({ ...forNode, entryPoints: [entry], outfile: output, packages: "external" });
}

/** Small packages that nearly every command needs: to find and read each of their files takes longer than to run them. */
const carried = ["commander", "env-paths", "get-tsconfig", "ipaddr.js", "picocolors", "semver", "yaml", "zod"];

/** Compiles the commands: what they need at once is in one file, what only some need is loaded when it is needed. */
export async function bundleCommands(output: string): Promise<Metafile> {
  const { dependencies } = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
  const { metafile } = await build({
    ...forNode,
    entryPoints: ["src/cli/main.ts"],
    outfile: output,
    metafile: true,
    external: Object.keys(dependencies).filter((name) => !carried.includes(name)),
    plugins: [loadedWhenCalled],
  });
  return metafile;
}

/** Bundles what runs with no package beside it; tells which files it was made from. */
export async function bundleAlone(entry: string, output: string): Promise<Metafile> {
  const { metafile } = await build({ ...forNode, entryPoints: [entry], outfile: output, metafile: true });
  return metafile;
}

/**
 * Bundles the policy pack into one file that needs nothing but Node, so that its folder works wherever it is copied;
 * tells which files it was made from.
 */
export async function bundlePack(output: string): Promise<Metafile> {
  const { metafile } = await build({
    ...forNode,
    entryPoints: ["policies/index.ts"],
    outfile: output,
    metafile: true,
    plugins: [withoutUnusedSdk],
  });
  return metafile;
}

/** Has the writer of XML, which one format of seven needs, loaded by the first call of it. */
const loadedWhenCalled: Plugin = {
  name: "loaded-when-called",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^xmlbuilder2$/ }, ({ path, namespace }) =>
      namespace === "when-called" ? { path, external: true } : { path, namespace: "when-called" },
    );
    onLoad({ filter: /./, namespace: "when-called" }, () => ({
      contents: 'exports.create = (...given) => require("xmlbuilder2").create(...given);',
    }));
  },
};

/**
 * Leaves out of Pulumi's SDK what no policy can call: driving an engine, being a provider, and writing functions out as
 * text, for which the SDK brings the TypeScript compiler and npm. That is three quarters of the bundle.
 */
const withoutUnusedSdk: Plugin = {
  name: "without-unused-sdk",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/(automation|dynamic|provider|closure\/\w+)$/ }, ({ path, importer }) =>
      /@pulumi\/pulumi\/(runtime\/)?index\.js$/.test(importer.replaceAll("\\", "/"))
        ? { path, namespace: "left-out" }
        : undefined,
    );
    onLoad({ filter: /./, namespace: "left-out" }, () => ({ contents: "module.exports = {};" }));
  },
};
