import { setTimeout as sleep } from "node:timers/promises";
import type { GitHub } from "./github-client";
import { explain, needsAnotherLook, type Task } from "./github-failure";
import { viewerLogin } from "./github-viewer";

/**
 * Brings GitHub to a wanted state: looks, then writes what differs. An attempt to write that may have been served, or that
 * met something which has gone meanwhile, is followed by another look and not by the same request.
 * @throws {GitHubError} if GitHub does not do it; its message never holds the token.
 */
export async function settle<T>(github: GitHub, task: Task, look: (login: string) => Promise<T>): Promise<T> {
  try {
    const login = await viewerLogin(github);
    for (let retry = 0; ; retry++) {
      try {
        return await look(login);
      } catch (error) {
        if (retry >= github.patience.retries || !needsAnotherLook(error)) throw error;
        await sleep(github.patience.secondMs * 2 ** retry);
      }
    }
  } catch (error) {
    throw explain(error, github, task);
  }
}
