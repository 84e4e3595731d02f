import { evaluate } from "../../../policies/evaluate";
import { exampleRanges, graphOf } from "../../../policies/example-graph";
import { waiverMessage } from "../../../policies/pack/message";
import { plainListener } from "../../../policies/sites";
import { visibleWaivers } from "../../../policies/visible-waivers";
import type { PlacedWaiver } from "../../../src/findings/waivers";
import type { GeneratedFile } from "../generator";
import { generatedNote, severityWords } from "./page";

const waivers: readonly PlacedWaiver[] = ["*::balancer", "*::elsewhere"].map((resource) => ({
  policy: "require-listener",
  resource,
  reason: "The listener comes with the next release.",
  until: "2026-12-31",
  writtenIn: "no521.yaml",
}));

/** Writes the page of the policy that tells of waivers. */
export function waiversPage(): GeneratedFile {
  const { id, summary, severity } = visibleWaivers;
  const graph = graphOf({ title: "", add: { listener: plainListener } });
  const judged = (now: string) =>
    evaluate(graph, { edgeRanges: exampleRanges, waiving: { waivers, now: new Date(now) } }).waivers;
  const told = [...judged("2026-11-23"), ...judged("2027-01-01").slice(0, 1)];
  const text = `${generatedNote}
# ${id}

${summary}.

| | |
|---|---|
| severity | ${severityWords[severity]} |
| found on | the stack |

## Why

A waiver is a defect that somebody accepts until a day. It stays in sight until it is gone: each preview tells what is
waived and why, which waivers cover nothing, and which have expired and silence nothing any more.

## What to do

- *Waived*: nothing, until its day comes.
- *Covers nothing*: remove it, or correct the policy and the resource that it names.
- *Holds no longer*: mend what it covered, or give it a new day with the reason for the delay.

How to write one is told in [configuration.md](../configuration.md#waivers).

## Example

\`\`\`text
${told.map(waiverMessage).join("\n")}
\`\`\`
`;
  return { path: `docs/policies/${id}.md`, text };
}
