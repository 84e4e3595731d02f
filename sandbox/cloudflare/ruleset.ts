import { text as textOf } from "../provider/property";
import { list, map, number, type ResourceType, text } from "../provider/resource-type";
import { refuse } from "../refusals";
import { cloudflareType, newCloudflareId } from "./cloudflare-type";
import { PAGE_RULE, RULESET } from "./names";

/** @see https://developers.cloudflare.com/api/resources/rulesets/methods/create/ */
export const ruleset: ResourceType = cloudflareType({
  ...RULESET,
  inputs: {
    accountId: text({ replaces: true }),
    zoneId: text({ replaces: true }),
    kind: text({ required: true, replaces: true, oneOf: ["managed", "custom", "root", "zone"] }),
    name: text({ required: true, replaces: true }),
    phase: text({ required: true, replaces: true }),
    description: text({ cloudFills: true }),
    rules: list({ cloudFills: true }),
  },
  outputs: ["lastUpdated", "version"],
  moving: ["lastUpdated", "version"],
  create({ cloud, inputs }) {
    const zone = textOf(inputs.zoneId) ?? "";
    const phase = textOf(inputs.phase) ?? "";
    const taken = cloud
      .all(RULESET)
      .some(({ properties }) => properties.zoneId === zone && properties.phase === phase && properties.kind === "zone");
    if (inputs.kind === "zone" && taken) refuse("secondRuleset", { zone, phase });
    return {
      id: newCloudflareId(),
      outputs: {
        description: inputs.description ?? "",
        rules: inputs.rules ?? [],
        lastUpdated: cloud.now().toISOString(),
        version: "1",
      },
    };
  },
  update: ({ cloud, before }) => ({
    lastUpdated: cloud.now().toISOString(),
    version: String(Number(textOf(before.version) ?? "0") + 1),
  }),
});

/** @see https://developers.cloudflare.com/rules/page-rules/ */
export const pageRule: ResourceType = cloudflareType({
  ...PAGE_RULE,
  inputs: {
    zoneId: text({ required: true, replaces: true }),
    target: text({ required: true }),
    actions: map({ required: true }),
    priority: number({ default: 1 }),
    status: text({ default: "disabled", oneOf: ["active", "disabled"] }),
  },
  outputs: ["createdOn", "modifiedOn"],
  moving: ["modifiedOn"],
  create({ cloud }) {
    const now = cloud.now().toISOString();
    return { id: newCloudflareId(), outputs: { createdOn: now, modifiedOn: now } };
  },
  update: ({ cloud }) => ({ modifiedOn: cloud.now().toISOString() }),
});
