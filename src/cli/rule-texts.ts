import { docsUrl } from "../../policies/evaluate";
import { policies } from "../../policies/rules";
import { comparedCauses } from "../change/catalogue";
import type { RuleText } from "../report/context";
import { changeUrl } from "./compare";

/** Gives what is written about every rule that a finding may name. */
export function ruleTexts(): readonly RuleText[] {
  const ofPrograms = policies.map(({ id, summary, severity, docs }): RuleText => {
    const { why, whenNotToUse, sources } = docs;
    return { id, summary, severity, why, whenNotToUse, sources, docs: docsUrl(id) };
  });
  const ofChanges = Object.entries(comparedCauses).map(
    ([id, { happens, source }]): RuleText => ({
      id,
      summary: happens.replace(/\.$/, ""),
      severity: "warning",
      why: happens,
      whenNotToUse: null,
      sources: [source],
      docs: changeUrl(id),
    }),
  );
  return [...ofPrograms, ...ofChanges];
}
