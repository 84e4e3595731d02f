import { extname } from "node:path";
import type { ModuleSource, TranspileReply, TranspileRequest } from "./record-messages";

/** Starts the compiler, which takes a while, for whoever is going to ask it. */
export async function startTranspiler(): Promise<void> {
  const { transform } = await import("esbuild");
  await transform("");
}

/**
 * Makes JavaScript of modules without checking types. The text is all that is read: where it came from is the business of
 * whoever asks.
 */
export function transpile({ modules, compilerOptions }: TranspileRequest): Promise<readonly TranspileReply[]> {
  return Promise.all(modules.map((module) => transpileModule(module, compilerOptions)));
}

async function transpileModule(
  { file, source, format }: ModuleSource,
  compilerOptions: TranspileRequest["compilerOptions"],
): Promise<TranspileReply> {
  const { transform } = await import("esbuild");
  try {
    const { code } = await transform(source, {
      loader: extname(file).endsWith("x") ? "tsx" : "ts",
      format,
      platform: "node",
      target: `node${process.versions.node}`,
      sourcefile: file,
      sourcemap: "inline",
      sourcesContent: false,
      tsconfigRaw: { compilerOptions },
      logLevel: "silent",
    });
    return { code };
  } catch (error) {
    return { complaint: error instanceof Error ? error.message : String(error) };
  }
}
