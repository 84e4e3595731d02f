import { UserError } from "../user-error";

/** A repository by its owner and its name. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
}

/** GitHub's own API; `GITHUB_API_URL` names another one, such as that of an Enterprise Server. */
export const defaultApiUrl = "https://api.github.com";

/**
 * Reads `owner/name`.
 * @throws {UserError} if it is not of that form.
 */
export function parseRepository(text: string): Repository {
  const [, owner, name] = /^([A-Za-z0-9][A-Za-z0-9_-]*)\/([A-Za-z0-9._-]+)$/.exec(text) ?? [];
  if (owner !== undefined && name !== undefined && !/^\.+$/.test(name)) return { owner, name };
  throw new UserError(`${JSON.stringify(text)} is no repository.`, "Give it as owner/name.");
}
