import { readFileSync } from "node:fs";

const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const complaint = complainAboutNode(process.versions.node, String(engines.node).replace(/^>=/, ""));
if (complaint !== undefined) {
  process.stderr.write(complaint);
  process.exit(2);
}

/**
 * Says why a Node is too old and what to do, or gives undefined; importing this module ends a process on such a Node.
 *
 * npm scripts run on the Node of `node_modules`, which the package "node" fetches in its install script. Where npm was
 * told to run no scripts they fall back to the Node on PATH, and what fails then names everything but the cause.
 *
 * @param given such as `20.20.2`
 * @param needed such as `22.12`
 */
export function complainAboutNode(given: string, needed: string): string | undefined {
  const [major = 0, minor = 0] = given.split(".").map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split(".").map(Number);
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return undefined;
  return [
    `error: This is Node ${given}; no521 needs Node ${needed} or later.`,
    '  fix: Run "npm rebuild node", since the install script of the package "node" did not run, or put a newer Node on PATH.',
    "",
  ].join("\n");
}
