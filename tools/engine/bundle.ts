import { join } from "node:path";
import { build, type Metafile } from "esbuild";

/** Bundles the language host into one CommonJS file that needs nothing but Node; tells which files it was made from. */
export async function bundleLanguageHost(outputFile: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: join(__dirname, "../.."),
    entryPoints: [join(__dirname, "language-host", "main.ts")],
    outfile: outputFile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    legalComments: "eof",
    logLevel: "warning",
    metafile: true,
  });
  return metafile;
}

if (require.main === module) {
  const outputFile = process.argv[2];
  if (outputFile === undefined) throw new Error("usage: tsx tools/engine/bundle.ts <output file>");
  void bundleLanguageHost(outputFile);
}
