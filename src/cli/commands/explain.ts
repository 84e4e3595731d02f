import { join } from "node:path";
import { policies } from "../../../policies/rules";
import { unknownOutcome } from "../../../policies/unknown-outcome";
import { visibleWaivers } from "../../../policies/visible-waivers";
import { transitionIds } from "../../findings/cause";
import { UserError } from "../../user-error";
import { defineCommand } from "../command";
import { exit } from "../exit";
import { nearWords } from "../near-words";
import { paintOf } from "../output";
import { pageText } from "../page-text";

/** `no521 explain`. */
export const explainCommand = defineCommand({
  name: "explain",
  summary: "Print the page of a policy, of a cause or of what a comparison shows",
  description: "Reads the pages that come with the package; no network is needed.",
  arguments: [{ name: "id", summary: "Such as require-listener, nothing-listens or record-replaced" }],
  options: {},
  async run({ positionals: [id = ""] }, io) {
    const { page, section } = placeOf(id);
    const text = await io.readText(join(io.packageFolder, "docs", "policies", `${page}.md`));
    io.out(pageText(section === null ? text : sectionOf(text, section), paintOf(io)));
    return exit.ok;
  },
});

interface Place {
  readonly page: string;
  readonly section: string | null;
}

function placeOf(id: string): Place {
  const pages = [...policies.map((policy) => policy.id), unknownOutcome.id, visibleWaivers.id];
  if (pages.includes(id)) return { page: id, section: null };
  const ofCause = policies.find(({ cause }) => cause === id);
  if (ofCause !== undefined) return { page: ofCause.id, section: null };
  if (transitionIds.some((each) => each === id)) return { page: "changes", section: id };
  const near = nearWords(id, [...pages, ...policies.map(({ cause }) => cause), ...transitionIds]);
  throw new UserError(
    `There is no policy and no cause "${id}".`,
    near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "See docs/policies/README.md for all of them.",
  );
}

function sectionOf(page: string, id: string): string {
  const [, after = ""] = page.split(`\n## ${id}\n`);
  return `## ${id}\n${after.split("\n## ")[0] ?? ""}`;
}
