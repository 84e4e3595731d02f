import { asText } from "./read";
import type { ResourceNode } from "./resource";
import { isList } from "./value";

/**
 * Gives the name that the program itself chose for a resource; undefined where Pulumi makes one up: the logical name,
 * cut short where the service limits it, and seven random hexadecimal digits.
 * @see https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming read 2026-10-05
 */
export function chosenName(node: ResourceNode): string | undefined {
  const name = asText(node.inputs.name);
  const defaults = node.inputs.__defaults;
  if (node.kind !== "managed" || typeof name !== "string" || name === "") return undefined;
  if (isList(defaults) && defaults.includes("name")) return undefined;
  const made = /^(.*)-[0-9a-f]{7}$/.exec(name)?.[1];
  return made !== undefined && node.name.startsWith(made) ? undefined : name;
}
