import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Project } from "./project";
import { type Recording, record } from "./record";
import type { AnswerInvoke } from "./record-monitor";

/**
 * Loads the program of a project as Pulumi does, in this process, and records it. A module runs once in a process, so a
 * program that declares resources while it loads can be recorded once; TypeScript needs a loader in this process.
 *
 * @throws what the program throws
 */
export function recordProject(project: Project, answer: AnswerInvoke): Promise<Recording> {
  const { name, stack, folder, main, config, secretKeys } = project;
  const load = async (): Promise<unknown> => {
    const loaded: unknown = createRequire(join(dirname(main), "noop.js"))(main);
    // @see https://www.pulumi.com/docs/iac/languages-sdks/javascript/#entrypoint read 2026-10-05
    return typeof loaded === "function" ? await loaded() : loaded;
  };
  return record(load, { project: name, stack, config, secretKeys, invoke: answer, root: folder });
}
