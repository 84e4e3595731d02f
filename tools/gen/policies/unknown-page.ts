import { evaluate } from "../../../policies/evaluate";
import { exampleRanges, graphOf } from "../../../policies/example-graph";
import { unknownMessage } from "../../../policies/pack/message";
import { unknownHostnames, unknownOutcome } from "../../../policies/unknown-outcome";
import type { GeneratedFile } from "../generator";
import { generatedNote, severityWords } from "./page";

/** Writes the page of the one policy that has no cause. */
export function unknownPage(): GeneratedFile {
  const { reach } = evaluate(graphOf({ title: "", site: "instance" }), { edgeRanges: exampleRanges });
  const { id, summary, severity } = unknownOutcome;
  const text = `${generatedNote}
# ${id}

${summary}.

| | |
|---|---|
| severity | ${severityWords[severity]} |
| found on | the record that publishes the hostname |

## Why

What a program does not tell is neither right nor wrong. A check that passed over it would be taken for a yes, so each
hostname that cannot be judged is named, once, with the reasons. A defect of it that is known is reported by its own
policy all the same.

## What to do

- *Not known until deployment*: judge the deployed stack with \`pulumi policy analyze\`, where every value is known.
- *Not part of this program*: declare the resource here, or judge the program that owns it as well.
- *No ZoneSetting declares it*: declare the setting, so that the program and not the dashboard decides.
- *Nothing tells what listens on an instance*: tag it \`no521:listens\`, such as \`443/https\`, several with spaces between.

## Example

The [instance site](README.md#the-sites-of-the-examples) in mode strict:

\`\`\`text
${unknownHostnames(reach).map(unknownMessage).join("\n")}
\`\`\`
`;
  return { path: `docs/policies/${id}.md`, text };
}
