import { liveCauses } from "../../../policies/live-causes";
import type { Policy } from "../../../policies/policy";
import { sites } from "../../../policies/sites";
import { unknownOutcome } from "../../../policies/unknown-outcome";
import { comparedCauses } from "../../../src/change/catalogue";
import type { GeneratedFile } from "../generator";
import { codeOf } from "./code";
import { codesOf, generatedNote, severityWords } from "./page";

/** Writes the page that leads from a cause to its policy. */
export function overviewPage(policies: readonly Policy[]): GeneratedFile {
  const rows = policies
    .toSorted((a, b) => (a.kind === b.kind ? 0 : a.kind === "outage" ? -1 : 1))
    .map((policy) => {
      const { id, cause, kind, docs, alone } = policy;
      const duringUpdate = alone === undefined ? "after it" : "before the resource is made";
      return `| \`${cause}\` | [${id}](${id}.md) | ${kind} | ${codesOf(policy)} | ${duringUpdate} | ${docs.unknownWhen} |`;
    });
  const text = `${generatedNote}
# Policies

Each policy stands for one cause of error 521 or one of its neighbours. All are decided at preview, from what the program
declares; where that does not tell, the outcome is unknown and [${unknownOutcome.id}](${unknownOutcome.id}.md) says so.

| cause | policy | kind | visitors see | an update without a preview is judged | unknown when |
|---|---|---|---|---|---|
${rows.join("\n")}

An outage is an ${severityWords.error}. A hazard is a ${severityWords.warning}; a note is less urgent.

\`pulumi up --skip-preview\` leaves out the preview, which is what prevents. What takes several resources is then told
after they are made; what a single resource decides stops the update before that resource. A waiver that stands in the
program counts there if its \`Waiver\` is declared before the resource; one in no521.yaml always does.

\`--target\` shows the pack the part of the program that is updated, so that what is wrong beside it, or between the two
parts, is not told. Preview the whole program first, and run \`pulumi policy analyze\` on the stack afterwards.

## What only a comparison shows

Both the program that stands and the one that is to come may be fine, and the way from one to the other is not. The pack
sees one program and says nothing of these; \`no521 check --base\` does, for which [changes.md](changes.md) says what to do.

| cause | what happens | visitors see meanwhile |
|---|---|---|
${Object.entries(comparedCauses)
  .map(([id, { happens, codes, source }]) => `| \`${id}\` | [${happens}](${source}) | ${codesOf({ codes })} |`)
  .join("\n")}

## What no program shows

| what | visitors see | told by |
|---|---|---|
${liveCauses.map(({ what, codes, toldBy }) => `| ${what} | ${codesOf({ codes })} | ${toldBy} |`).join("\n")}

## Run them

\`\`\`sh
pulumi preview --policy-pack node_modules/no521/dist/policies
pulumi policy analyze --policy-pack node_modules/no521/dist/policies --stack production
\`\`\`

The first judges what a program is about to do, the second what a stack holds already. Cloudflare's ranges are those of
\`no521.ranges.json\` beside the project's \`no521.yaml\` or \`Pulumi.yaml\`, which the pack looks for upward from its own
folder, or at \`NO521_CONFIG\`; without one, those that it carries.

Severities, parameters and waivers stand in \`no521.yaml\`: see [configuration.md](../configuration.md). For one run, name a
policy in a file for \`--policy-pack-config\`, which comes before \`no521.yaml\`:

\`\`\`json
{ "no-ephemeral-address": "mandatory", "no-excess-of-rules": { "quota": { "rulesPerGroup": 200 } } }
\`\`\`

Leave \`${unknownOutcome.id}\` enabled: through it the others see what the program declares.

## The sites of the examples

Every example on the policies' pages changes one of two good sites. \`cloudflareIpv4\` and \`cloudflareIpv6\`
stand for Cloudflare's published ranges, and names that end in \`Pem\` for certificates as text.

The balancer site:

\`\`\`ts
${codeOf(sites.balancer)}
\`\`\`

The instance site:

\`\`\`ts
${codeOf(sites.instance)}
\`\`\`
`;
  return { path: "docs/policies/README.md", text };
}
