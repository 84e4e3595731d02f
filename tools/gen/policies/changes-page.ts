import { type ComparedCause, comparedCauses } from "../../../src/change/catalogue";
import type { GeneratedFile } from "../generator";
import { codesOf, generatedNote } from "./page";

/** Writes the page of what only a comparison shows, with a section for each. */
export function changesPage(): GeneratedFile {
  const text = `${generatedNote}
# What only a comparison shows

The program that stands and the one that is to come may both be fine, and the way from one to the other is not: the
engine replaces or removes something, and the APIs refuse, revoke or keep what nobody expected. \`no521 check --base\`
compares the program with its base and tells it before anything is deployed. Each of these is a hazard, which
\`no521.yaml\` can set and waive by its id as it does a policy.

${Object.entries(comparedCauses).map(section).join("\n\n")}
`;
  return { path: "docs/policies/changes.md", text };
}

function section([id, { happens, instead, codes, source }]: readonly [string, ComparedCause]): string {
  return `## ${id}

${happens}

- Visitors see meanwhile: ${codesOf({ codes })}
- Instead: ${instead}
- Source: <${source}>`;
}
