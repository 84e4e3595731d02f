import * as pulumi from "@pulumi/pulumi";

/**
 * Writes a CIDR as the end of a resource name, such as `103-21-244-0-22` or `2606-4700-32`. Two canonical CIDRs never
 * share a slug: a name made from the content survives a list that is sorted in another way, an index does not.
 */
export function cidrSlug(cidr: string): string {
  return cidr.replace("::/", "/").replaceAll(/[.:/]/g, "-");
}

/** Writes a hostname as the end of a resource name, such as `www-example-com`; a wildcard's star becomes `_any`. */
export function hostnameSlug(hostname: string): string {
  // A hyphen of the name is doubled, so that a-b.example.com and a.b.example.com stay apart.
  return hostname.replace(/^\*\./, "_any.").replaceAll("-", "--").replaceAll(".", "-");
}

/** Makes the error that names an argument of a component by its path; the engine prints it without a stack. */
export function refuse(propertyPath: string, reason: string): pulumi.InputPropertyError {
  return new pulumi.InputPropertyError({ propertyPath, reason });
}
