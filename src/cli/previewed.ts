import { readConfig } from "../../policies/config/read";
import { cliEnvironment, findCli } from "../engine/cli";
import { type PackRemark, previewGraph } from "../engine/preview-graph";
import { progressFor } from "../engine/progress";
import type { Project } from "../engine/project";
import type { Evidence } from "../findings/finding";
import { projectFolderOf, readList } from "../ranges/store";
import type { Io } from "./io";
import type { Subject } from "./subject";

/**
 * Has the engine preview a stack with the policy pack, and takes the resources that it showed the pack.
 * @throws {UserError} if there is no engine, or if the preview does not come to the policies
 */
export async function subjectOfPreview(
  { folder, name, stack }: Pick<Project, "folder" | "name" | "stack">,
  { timeoutSeconds, io }: { readonly timeoutSeconds: number; readonly io: Io },
): Promise<Subject> {
  const cli = await findCli({ environment: io.env, progress: progressFor(process.stderr, io.env) });
  const target = { projectFolder: folder, stack, command: cli.command, environment: cliEnvironment(cli, io.env) };
  const named = io.env.NO521_CONFIG;
  const { path: config } = readConfig(folder, named);
  const { path: ranges } = await readList(projectFolderOf(folder, named));
  const { graph, remarks } = await previewGraph(target, { config, ranges }, timeoutSeconds);
  return {
    ...{ graph, project: name, stack, folder, remarks },
    blindSpots: remarks.filter(({ isSkip }) => isSkip).map(skippedPolicy),
    notes: [`Judged by a preview of stack "${stack}" on Pulumi ${cli.version}.`],
  };
}

function skippedPolicy({ policy, resource, message }: PackRemark): Evidence {
  return { resource, says: `policy "${policy}" was not run in the preview: ${message.split(": ").at(-1) ?? message}` };
}
