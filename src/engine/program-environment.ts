import type { Project } from "./project";

/**
 * Variables that a program gets as they are: what a language, a clock, a colour and a region are. None is a credential or
 * says where one lies.
 */
const passed = [
  ...["CI", "COLORTERM", "FORCE_COLOR", "LANG", "LANGUAGE", "NODE_ENV", "NO_COLOR", "TERM", "TZ"],
  ...["AWS_DEFAULT_REGION", "AWS_REGION"],
] as const;

/** Gives the whole environment of a program: nothing of the caller's that is not on the list or was not asked for. */
export function programEnvironment(
  { name, stack }: Pick<Project, "name" | "stack">,
  environment: NodeJS.ProcessEnv,
  asked: readonly string[],
): NodeJS.ProcessEnv {
  const names = [...passed, ...Object.keys(environment).filter((key) => key.startsWith("LC_")), ...asked];
  const taken = names.flatMap((key) => (environment[key] === undefined ? [] : [[key, environment[key]] as const]));
  return {
    ...Object.fromEntries(taken),
    PULUMI_NODEJS_PROJECT: name,
    PULUMI_NODEJS_STACK: stack,
    PULUMI_NODEJS_ORGANIZATION: "organization",
    PULUMI_NODEJS_DRY_RUN: "true",
  };
}
