import { parse } from "yaml";
import * as z from "zod";

/** A script that a workflow or an action runs. */
export interface Script {
  /** Where it stands, such as `action.yml: Check the program`. */
  readonly where: string;
  readonly text: string;
}

const step = z.looseObject({ name: z.string().optional(), run: z.string().optional(), shell: z.string().optional() });
const steps = z.array(step).optional();
const document = z.looseObject({
  jobs: z.record(z.string(), z.looseObject({ steps })).optional(),
  runs: z.looseObject({ steps }).optional(),
});

/**
 * Gives the shell scripts of a workflow or of a composite action. Another shell than bash is none that is checked here.
 * @throws {Error} if the text is no YAML, or neither a workflow nor an action
 */
export function scriptsIn(path: string, text: string): readonly Script[] {
  const { jobs = {}, runs } = document.parse(parse(text));
  const all = [...Object.values(jobs).flatMap((job) => job.steps ?? []), ...(runs?.steps ?? [])];
  return all.flatMap(({ name, run, shell = "bash" }, index) =>
    run === undefined || shell !== "bash"
      ? []
      : // What GitHub puts in is a word to the shell.
        [{ where: `${path}: ${name ?? `step ${index + 1}`}`, text: run.replace(/\$\{\{.*?\}\}/gs, "expression") }],
  );
}
