import type { PolicyConfigSchema } from "@pulumi/policy";
import * as z from "zod";
import type { Parameters } from "../../src/findings/settings";
import { UserError } from "../../src/user-error";
import { type Config, defaultConfig, readConfig } from "../config/read";
import { parameterShapes } from "../config/schema";
import type { Policy } from "../policy";
import type { PackSurroundings } from "./ranges";

/** The project's configuration as the pack starts with it. */
export interface PackConfig {
  /** The defaults where the file cannot be used: levels are needed before anything can be said. */
  readonly config: Config;
  /** Completes "The settings are …". */
  readonly says: string;
  /** @throws {UserError} what is wrong with the file, to be asked for before anything is judged. */
  readonly verify: () => void;
}

/** Reads the project's configuration. */
export function readPackConfig({ folder, environment }: PackSurroundings): PackConfig {
  try {
    const config = readConfig(folder, environment.NO521_CONFIG);
    const { path } = config;
    const says = path === null ? `the defaults, since no no521.yaml is at or above ${folder}` : `those of ${path}`;
    return { config, says, verify: () => undefined };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const mistake = told(error);
    const verify = () => {
      throw mistake;
    };
    return { config: defaultConfig, says: "not readable", verify };
  }
}

/** Pulumi prints the stack of whatever a policy throws; a person's mistake has none to show. */
function told(error: UserError): UserError {
  error.stack = `${error.message}\n  fix: ${error.fix}`;
  return error;
}

/** Gives the JSON Schema of what `--policy-pack-config` may say of a policy, or nothing where it takes no parameter. */
export function configSchemaOf({ parameters }: Policy): PolicyConfigSchema | undefined {
  if (parameters === undefined) return undefined;
  const properties = parameters.map((name) => [name, jsonSchemaOf(parameterShapes[name])] as const);
  return { properties: Object.fromEntries(properties) };
}

/** Zod's JSON Schema has a wider type than Pulumi's, and for these shapes says nothing that Pulumi's lacks. */
function jsonSchemaOf(shape: z.ZodType): PolicyConfigSchema["properties"][string] {
  const { $schema: _, ...schema } = z.toJSONSchema(shape);
  return schema as PolicyConfigSchema["properties"][string];
}

/**
 * Refuses keys of `--policy-pack-config` that a policy does not have. The engine cannot: from a pack's schema it takes
 * the properties and which are required, and whether there may be others is not among what a pack can say.
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/pkg/resource/analyzer/config.go `convertSchema`
 * @throws {UserError} which names the keys.
 */
export function verifyPackConfig({ id, parameters }: Pick<Policy, "id" | "parameters">, given: object): void {
  const taken: readonly string[] = parameters ?? [];
  const unknown = Object.keys(given).filter((key) => !taken.includes(key));
  if (unknown.length === 0) return;
  const keys = `${unknown.length === 1 ? "key" : "keys"} ${unknown.map((key) => JSON.stringify(key)).join(", ")}`;
  const own = ["enforcementLevel", ...taken];
  const has = own.length === 1 ? "the only key of this policy is" : "the keys of this policy are";
  throw told(
    new UserError(
      `--policy-pack-config: ${id} has the unknown ${keys}.`,
      `Remove ${unknown.length === 1 ? "it" : "them"}; ${has} ${own.join(" and ")}.`,
    ),
  );
}

/** Puts what `--policy-pack-config` says of a policy before what `no521.yaml` says. */
export function withPackConfig(policy: Policy, own: Parameters, given: object): Parameters {
  verifyPackConfig(policy, given);
  const { parameters } = policy;
  const said = parameters?.filter((name) => name in given) ?? [];
  return { ...own, ...Object.fromEntries(said.map((name) => [name, Reflect.get(given, name)])) };
}
