import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../src/user-error";

const root = join(__dirname, "..");

/** Writes the skeleton of a policy: `npx tsx tools/new-policy.ts no-something`. */
function main(args: readonly string[]): void {
  const [id = ""] = args;
  if (!/^(no|require)(-[a-z0-9]+)+$/.test(id)) {
    throw new UserError(`"${id}" is no policy id.`, "Name it no-… or require-…, in lower case with hyphens.");
  }
  const path = join(root, "policies/rules", `${id}.ts`);
  if (existsSync(path)) throw new UserError(`Policy "${id}" exists already.`, `Edit policies/rules/${id}.ts.`);
  writeFileSync(path, skeleton(id));
  process.stdout.write(
    `Wrote policies/rules/${id}.ts.\nFill it in, add its cause to src/findings/cause.ts, and run npm run gen.\n`,
  );
}

function skeleton(id: string): string {
  const verb = id.startsWith("no-") ? "Disallow" : "Require";
  return `import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";

export default definePolicy({
  id: "${id}",
  summary: "${verb} TODO",
  cause: "TODO",
  kind: "outage",
  severity: "error",
  codes: [521],
  appliesTo: [types.listener],
  docs: {
    why: "TODO.",
    unknownWhen: "TODO.",
    whenNotToUse: "TODO.",
    sources: ["https://developers.cloudflare.com/TODO"],
  },
  examples: {
    good: [{ title: "TODO" }],
    bad: [{ title: "TODO", set: { listener: { port: 8443 } } }],
  },
  check({ reach }) {
    return outagesOf(reach, "TODO");
  },
});
`;
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`error: ${error.message}\n  fix: ${error.fix}\n`);
  process.exitCode = 64;
}
