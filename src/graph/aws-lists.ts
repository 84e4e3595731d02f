/** How the names of the prefix lists begin that AWS manages. */
const ofAws = "com.amazonaws.";

/** Reports whether AWS manages the prefix list of a name; none of those holds a range of Cloudflare. */
export function isNameOfAwsList(name: string): boolean {
  return name.startsWith(ofAws);
}

/**
 * The id that a recording, which asks no cloud, gives a prefix list: it tells the list's name as far as it is AWS's own,
 * and is no id that AWS gives, whose ids are hexadecimal.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
 */
export function recordedListId(name: string | undefined): string {
  return `pl-${name === undefined ? "list" : name.replaceAll(/[^a-z0-9]/g, "")}`;
}

/** Reports whether a recorded id is that of a list which AWS manages. */
export function isIdOfAwsList(id: string): boolean {
  return id.startsWith(recordedListId(ofAws));
}
