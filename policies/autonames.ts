/**
 * Reports whether Pulumi made a name up: the logical name, cut short where the service limits it, and seven random
 * hexadecimal digits.
 * @see https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming read 2026-10-05
 */
export function autoNamed(logicalName: string, name: string): boolean {
  const made = /^(.*)-[0-9a-f]{7}$/.exec(name)?.[1];
  return made !== undefined && logicalName.startsWith(made);
}
