import type { GitHub } from "./github-client";

/**
 * Gives the login under which the token writes, as REST spells authors: `octocat`, or `github-actions[bot]` for the
 * token of a workflow and `<app>[bot]` for that of an app. REST's own `GET /user` refuses both of the latter ("Resource
 * not accessible by integration"), and GraphQL's viewer answers them.
 * @see https://docs.github.com/en/rest/users/users#get-the-authenticated-user and
 * https://docs.github.com/en/graphql/reference/queries read 2026-11-23
 */
export async function viewerLogin({ octokit }: GitHub): Promise<string> {
  const answer = await octokit.graphql<{ readonly viewer?: { readonly login?: unknown } }>(
    "query { viewer { login } }",
  );
  const login = answer.viewer?.login;
  if (typeof login === "string" && login !== "") return login;
  throw new Error("GitHub's viewer has no login.");
}
