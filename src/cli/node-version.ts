import satisfies from "semver/functions/satisfies";
import { engines } from "../../package.json";
import { UserError } from "../user-error";

/**
 * Refuses a Node that this package does not run on. npm only warns of it, and what fails later names everything but the
 * cause.
 * @param given such as `20.20.2`
 * @throws {UserError} if it is too old
 */
export function expectNode(given: string): void {
  if (satisfies(given, engines.node, { includePrerelease: true })) return;
  throw new UserError(
    `This is Node ${given}; no521 needs ${engines.node.replace(/^>=/, "")} or later.`,
    "Put a newer Node on PATH.",
  );
}
