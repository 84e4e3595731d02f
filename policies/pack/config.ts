import type { PolicyConfigSchema } from "@pulumi/policy";
import { z } from "zod";
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
    // Pulumi prints the stack of whatever a policy throws; a person's mistake has none to show.
    error.stack = `${error.message}\n  fix: ${error.fix}`;
    const verify = () => {
      throw error;
    };
    return { config: defaultConfig, says: "not readable", verify };
  }
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

/** Puts what `--policy-pack-config` says of a policy before what `no521.yaml` says. */
export function withPackConfig({ parameters }: Policy, own: Parameters, given: object): Parameters {
  const said = parameters?.filter((name) => name in given) ?? [];
  return { ...own, ...Object.fromEntries(said.map((name) => [name, Reflect.get(given, name)])) };
}
