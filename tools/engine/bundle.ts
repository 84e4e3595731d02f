import { join } from "node:path";
import { build } from "esbuild";

/** Bundles the language host into one CommonJS file that needs nothing but Node. */
export async function bundleLanguageHost(outputFile: string): Promise<void> {
  await build({
    entryPoints: [join(__dirname, "language-host", "main.ts")],
    outfile: outputFile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    legalComments: "eof",
    logLevel: "warning",
  });
}

if (require.main === module) {
  const outputFile = process.argv[2];
  if (outputFile === undefined) throw new Error("usage: tsx tools/engine/bundle.ts <output file>");
  void bundleLanguageHost(outputFile);
}
