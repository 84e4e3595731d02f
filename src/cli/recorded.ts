import type { Project } from "../engine/project";
import { recordApart } from "../engine/record-apart";
import type { Evidence } from "../findings/finding";
import type { ResourceNode } from "../graph/resource";
import { createGraph } from "../graph/resource-graph";
import type { Io } from "./io";
import type { Ruling } from "./ruling";
import type { Subject } from "./subject";

/** How long a program may take and how much memory, and what it gets of the caller's environment. */
export interface Limits {
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Names of variables that the program gets beside those of language, clock and region. */
  readonly variables: readonly string[];
}

/** What a program is recorded with. */
export interface RecordedOptions {
  readonly limits: Limits;
  readonly ruling: Pick<Ruling, "edgeRanges" | "fixtures">;
  readonly io: Pick<Io, "env" | "err">;
}

/**
 * Records a program, and says what a recording of it cannot show.
 * @throws {UserError} if the program does not come to its end
 */
export async function subjectOfProgram(project: Project, { limits, ruling, io }: RecordedOptions): Promise<Subject> {
  const { folder, name, stack } = project;
  const { resources, unanswered, notes } = await recordApart(project, {
    ...limits,
    facts: { ranges: ruling.edgeRanges, fixtures: ruling.fixtures },
    environment: { ...io.env },
    onPrinted: (line) => io.err(line),
  });
  return {
    ...{ graph: createGraph(resources), project: name, stack, folder },
    blindSpots: resources.filter(({ kind }) => kind === "remote").map(unseenComponent),
    notes: [...notes, ...unanswered.map(untold)],
  };
}

function untold(token: string): string {
  return `The answer of "${token}" is unknown to a check, and so is what comes of it; fixtures in no521.yaml can tell it.`;
}

function unseenComponent({ urn, type, name }: ResourceNode): Evidence {
  return {
    resource: urn,
    says:
      `The resources of component "${name}" (${type}) are made by a plugin and were not seen: judge the program with ` +
      "--preview, or its state with --state.",
  };
}
