import { createRequire } from "node:module";
import { join } from "node:path";

/** An entry of the SDK that the host starts in a process of its own. */
export type SdkEntry = "run" | "run-policy-pack" | "run-plugin";

/** An entry that was found (`file`), or the folders that were searched. */
export type SdkLookup =
  | { readonly kind: "found"; readonly file: string }
  | { readonly kind: "missing"; readonly message: string };

/**
 * Finds the entry in the first folder from which Node resolves `@pulumi/pulumi`.
 *
 * The program's own copy comes first, since its version is the one that the program was written for.
 */
export function findSdkEntry(entry: SdkEntry, folders: readonly string[]): SdkLookup {
  for (const folder of folders) {
    try {
      return {
        kind: "found",
        file: createRequire(join(folder, "package.json")).resolve(`@pulumi/pulumi/cmd/${entry}`),
      };
    } catch {
      // Not there: the next folder may have it, and the last one gives the message below.
    }
  }
  return {
    kind: "missing",
    message: `Cannot find the package "@pulumi/pulumi" from ${folders.map((folder) => `"${folder}"`).join(" or ")}: run "npm install" there.`,
  };
}
