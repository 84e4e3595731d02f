import * as z from "zod";
import { transitionIds } from "../../src/findings/cause";
import { waivableDrift } from "../../src/findings/drift-policy";
import { defaultSettings, type Parameters, plans, type RuleSettings, type Settings } from "../../src/findings/settings";
import type { Fixtures } from "../../src/graph/fixtures";
import { parseCidr } from "../../src/net/cidr";
import { policies } from "../rules";

/** What can be set and waived: policies, and what only a comparison shows. */
const ids = z.enum([...policies.map(({ id }) => id), ...transitionIds]);

const severity = z.enum(["error", "warning", "note", "off"]);

const quota = z.strictObject({
  rulesPerGroup: z
    .int()
    .min(1)
    .max(1000)
    .describe("Rules of one direction and one address family in one security group; 60 unless AWS raised it"),
});

/** The parameters as a person writes them, for all rules or for one. */
export const parameterShapes = {
  plan: z.enum(plans).describe("The plan of the zones"),
  extraRanges: z
    .array(z.string().refine((text) => parseCidr(text) !== undefined, "is no CIDR such as 203.0.113.0/24"))
    .describe("CIDRs besides the published ones from which the edge dials, such as those of its network in China"),
  quota: quota.describe("Quotas of the AWS account"),
} satisfies Record<keyof Parameters, z.ZodType>;

const parameters = z.strictObject(parameterShapes).partial();

const rule = z
  .union([severity, parameters.extend({ severity: severity.optional() })])
  .describe("A severity, or a severity and parameters for this rule alone");

const waiver = z.strictObject({
  policy: z
    .enum([...ids.options, ...waivableDrift])
    .describe("Id of a policy, or a class of drift, such as drift/edited-in-aws, for `no521 drift`"),
  resource: z.string().min(1).describe("URN, or a pattern in which * stands for any text and ? for one character"),
  reason: z.string().trim().min(1),
  until: z.iso.date().describe("The last day on which it holds, UTC, such as 2026-12-31"),
});

const properties = z.record(z.string(), z.json());

const fixtures = z.strictObject({
  calls: z
    .array(
      z.strictObject({
        call: z.string().min(1).describe("Token of the provider function, such as aws:ec2/getVpc:getVpc"),
        args: properties.optional().describe("Arguments that the call has at least; any call fits without them"),
        returns: properties.describe("What the function returns"),
      }),
    )
    .optional()
    .describe("Answers of provider functions; the first that fits answers"),
  stacks: z
    .record(z.string(), properties)
    .optional()
    .describe("Outputs of other stacks, by the name that the program's StackReference gives"),
});

/** The shape of `no521.yaml`, from which its JSON Schema is generated. */
export const configSchema = parameters.extend({
  rules: z.partialRecord(ids, rule).optional(),
  waivers: z.array(waiver).optional(),
  fixtures: fixtures.optional().describe("What no521 check is to take for given where the program asks the world"),
});

/** A `no521.yaml` as it is written. */
export type ConfigFile = z.infer<typeof configSchema>;

/** Gives the settings that a file makes, over the defaults. */
export function settingsOf({ plan, extraRanges, quota: quotas, rules = {} }: ConfigFile): Settings {
  return {
    parameters: { ...defaultSettings.parameters, ...given({ plan, extraRanges, quota: quotas }) },
    rules: Object.fromEntries(
      Object.entries(rules).flatMap(([id, written]) => (written === undefined ? [] : [[id, ruleSettings(written)]])),
    ),
  };
}

/** Gives the fixtures that a file has. */
export function fixturesOf({ fixtures: { calls = [], stacks = {} } = {} }: ConfigFile): Fixtures {
  return { calls: calls.map(({ call, args = {}, returns }) => ({ call, args, returns })), stacks };
}

function ruleSettings(written: z.infer<typeof rule>): RuleSettings {
  if (typeof written === "string") return { severity: written, parameters: {} };
  const { severity: set, ...rest } = written;
  return { ...(set !== undefined && { severity: set }), parameters: given(rest) };
}

type Written = { readonly [Key in keyof Parameters]?: Parameters[Key] | undefined };

function given({ plan, extraRanges, quota: quotas }: Written): Partial<Parameters> {
  return {
    ...(plan !== undefined && { plan }),
    ...(extraRanges !== undefined && { extraRanges }),
    ...(quotas !== undefined && { quota: quotas }),
  };
}
