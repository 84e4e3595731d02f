import { UserError } from "../user-error";
import type { GitHub } from "./github-client";

interface Page<T> {
  readonly data: readonly T[];
}

/**
 * Reads a list to its end, within the number of pages that patience allows.
 * @throws {UserError} if it is longer: what was looked for may stand behind, and a second one must not be made.
 */
export async function readPages<T>(pages: AsyncIterable<Page<T>>, github: GitHub, what: string): Promise<readonly T[]> {
  const found: T[] = [];
  let count = 0;
  for await (const { data } of pages) {
    count += 1;
    if (count > github.patience.maxPages) {
      throw new UserError(
        `There are more than ${github.patience.maxPages * 100} ${what}, and no521 reads no further.`,
        "Delete or close what nobody needs any more.",
      );
    }
    found.push(...data);
  }
  return found;
}
