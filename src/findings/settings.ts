import type { Severity } from "./finding";

/** Cloudflare's plans, the smallest first. */
export const plans = ["free", "pro", "business", "enterprise"] as const;

/** A plan of a zone. */
export type Plan = (typeof plans)[number];

/** What rules take for given about accounts that a program does not tell. */
export interface Parameters {
  /** The zones' plan; null where nobody has said it. */
  readonly plan: Plan | null;
  /** CIDRs besides the published ones from which the edge dials, such as those of its network in China. */
  readonly extraRanges: readonly string[];
  readonly quota: Quota;
}

/** Quotas of an AWS account, which AWS raises on request. */
export interface Quota {
  /** Rules of one direction and one address family in one security group. */
  readonly rulesPerGroup: number;
}

/** What a person has set for one rule. */
export interface RuleSettings {
  readonly severity?: Severity | "off";
  /** Parameters that hold for this rule alone. */
  readonly parameters: Partial<Parameters>;
}

/** What a person has set for all rules. */
export interface Settings {
  readonly parameters: Parameters;
  /** By the rules' ids. */
  readonly rules: Readonly<Record<string, RuleSettings>>;
}

/** What holds where nobody has set anything. */
export const defaultSettings: Settings = {
  parameters: {
    plan: null,
    extraRanges: [],
    // @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
    quota: { rulesPerGroup: 60 },
  },
  rules: {},
};

/** Gives the parameters that hold for one rule. */
export function parametersOf({ parameters, rules }: Settings, rule: string): Parameters {
  return { ...parameters, ...rules[rule]?.parameters };
}

/** Gives the severity that a rule is set to, or its own. */
export function severityOf({ rules }: Settings, rule: string, own: Severity): Severity | "off" {
  return rules[rule]?.severity ?? own;
}
