import { extname } from "node:path";
import type { TranspileReply, TranspileRequest } from "./record-messages";

/**
 * Makes JavaScript of a module without checking types. The text is all that is read: where it came from is the business of
 * whoever asks.
 */
export async function transpile(request: TranspileRequest): Promise<TranspileReply> {
  const { transform } = await import("esbuild");
  const { file, source, format, compilerOptions } = request;
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
