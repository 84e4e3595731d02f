/** How long a program may go on after it has returned: what is still open then is open for good. */
export const restSeconds = 5;

/**
 * Waits until nothing is left that this process waits for: the engine takes what a program declares until then, in a
 * function that nobody awaits for one. Gives what Node calls that which is open when the time is over, if it is.
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/nodejs/cmd/run/index.ts which disconnects at `beforeExit`
 */
export function programRest(): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const atRest = (): void => {
      clearTimeout(timer);
      // What follows may wait in turn, and the process must not be at its end then.
      setImmediate(resolve, []);
    };
    const timer = setTimeout(() => {
      process.off("beforeExit", atRest);
      resolve(openNow());
    }, restSeconds * 1_000).unref();
    process.once("beforeExit", atRest);
  });
}

/** The pipes that a program prints to are open always, and keep nothing going. */
function openNow(): readonly string[] {
  const names = new Set(process.getActiveResourcesInfo().filter((name) => name !== "PipeWrap"));
  return names.size === 0 ? ["nothing that Node has a name for"] : [...names].toSorted();
}
