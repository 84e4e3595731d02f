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
