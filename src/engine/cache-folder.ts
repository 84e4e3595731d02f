import envPaths from "env-paths";

/**
 * Names the folder that keeps the engine between runs: `NO521_CACHE`, or the user's cache directory, such as
 * `~/.cache/no521`.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  return environment.NO521_CACHE || envPaths("no521", { suffix: "" }).cache;
}
